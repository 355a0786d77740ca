"""Contract: what a host gives, and what all that is above has in common. Imports exports and values."""
