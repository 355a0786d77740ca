"""Executors: where a call runs that does not end on its pool thread. Imports nothing of the bridge."""
