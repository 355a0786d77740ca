"""Test Python as JavaScript sees it, from Python and without JavaScript.

>>> from bridge.testing import load
>>> native = load("native")
>>> native.fibonacci(10)
'55'

What is passed is copied as JavaScript's values are, checked and converted; results come back as JavaScript would have
them, and what Python raises is a `PythonError`.
"""
from .errors import PythonError
from .module import Module, load
from .values import undefined

__all__ = ["Module", "PythonError", "load", "undefined"]
