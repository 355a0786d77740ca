# Compiled: see CONTRIBUTING.md.
