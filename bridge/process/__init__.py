"""Process: what Python shares with JavaScript, from its start to its exit. Imports nothing of the bridge."""
