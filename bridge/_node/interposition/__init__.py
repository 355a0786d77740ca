"""Interposition: which symbols an extension module gets where Node exports the same."""
