"""Start: from process.dlopen() to an environment, and to the exit."""
