"""Calls: what a test has done by Python, and does meanwhile, as JavaScript would."""
