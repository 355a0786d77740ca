"""What scripts ask of the process: `process` itself, and what Python lends to the built-in modules."""
