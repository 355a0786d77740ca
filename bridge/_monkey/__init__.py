"""The PythonMonkey host: JavaScript in SpiderMonkey, inside the Python process. No Node."""
