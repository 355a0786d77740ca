"""Handles: JavaScript values by reference. Imports the contract."""
