"""Loader: the addon that Node loads, which opens libpython and then the host."""
