"""Pool: Jobs, and the background threads that perform them, for both hosts. Imports nothing of the bridge."""
