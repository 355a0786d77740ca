"""Types: what annotated values, and values that are there, are in TypeScript."""
