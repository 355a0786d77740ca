"""Streams: iterators that cross item by item, and functions of JavaScript's that Python calls. Imports values."""
