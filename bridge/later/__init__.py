"""Later: what happens on another thread, or at another time. Imports handles and the contract."""
