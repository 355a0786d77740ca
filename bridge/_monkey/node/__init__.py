"""Node: its built-in modules, and what they ask of the machine."""
