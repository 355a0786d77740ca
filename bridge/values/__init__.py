"""Values: what crosses by copy. Imports the wire, and modules."""
