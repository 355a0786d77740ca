"""TypeScript: a Module's types for TypeScript, from its annotations and docstrings."""
