"""Turns: ticks, microtasks and timers."""
