"""The PythonMonkey host: JavaScript in SpiderMonkey, inside the Python process. No Node."""
import importlib.util

if importlib.util.find_spec("pythonmonkey") is None:
    raise ImportError("there is no PythonMonkey: pip install 'taskbridge[monkey]'")

from .web import requests

requests.import_later()
