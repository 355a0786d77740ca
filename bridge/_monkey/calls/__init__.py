"""Calls: what JavaScript calls of Python's, and what performs in the background."""
