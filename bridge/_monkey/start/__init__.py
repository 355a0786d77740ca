"""Start: the one engine of the process, and the scripts that it runs."""
