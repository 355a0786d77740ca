"""Loading: each library's symbols are its own, from before anything else is imported. symbols.c says how, and why."""
import os
from importlib.machinery import ExtensionFileLoader

cdef extern from "boot.h" nogil:
    void bind_symbols(const char*)

load_extension = ExtensionFileLoader.create_module


def create_module(self, spec):
    """Bind what an extension module and the libraries that it brings along define, just before Python loads it.

    The module that is loaded next is this one. Failing is left to that load.
    """
    bind_symbols(os.fsencode(self.path))
    return load_extension(self, spec)


ExtensionFileLoader.create_module = create_module
