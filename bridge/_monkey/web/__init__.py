"""Web: what scripts have of the Web's classes, beside those that PythonMonkey brings along."""
