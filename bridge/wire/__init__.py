"""Wire: V8's structured-clone format. Imports nothing of the bridge."""
