"""Node: its built-in modules."""
