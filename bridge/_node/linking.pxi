"""Deep binding, in place before anything else is imported: see linker.py, which says what needs it."""

cdef extern from "<dlfcn.h>" nogil:
    void* dlopen(const char*, int)
    int RTLD_NOW
    int RTLD_DEEPBIND


def deep_bind(bytes path not None):
    """Load a shared library whose symbols come from its own libraries first, not from Node.

    The extension module loaded from it afterwards is this one, already bound. Failing is left to that load.
    """
    dlopen(path, RTLD_NOW | RTLD_DEEPBIND)


linker.install(deep_bind)
