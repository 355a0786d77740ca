"""Library: an author's `lib.py`, and how it is loaded. Imports contexts and exports."""
