"""Each library's symbols are its own, in place before anything else is imported: symbols.c says how."""

cdef extern from "boot.h" nogil:
    void bind_symbols(const char*)


def bind_library(bytes path not None):
    """Load a shared library, and bind what it and the libraries that it brings along define to their own definitions.

    The extension module that Python loads from it next is this one. Failing is left to that load.
    """
    bind_symbols(path)


linker.install(bind_library)
