"""SpiderMonkey: what PythonMonkey does not give, or leaks."""
