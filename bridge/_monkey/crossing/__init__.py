"""Crossing: values by copy, through memory that both sides look at."""
