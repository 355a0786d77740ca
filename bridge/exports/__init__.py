"""Exports: functions and classes that JavaScript calls by copy. Imports values."""
