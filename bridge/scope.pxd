cimport cython

from bridge.host cimport Host


@cython.freelist(16)
cdef class Scope:
    cdef public Host _host
    cdef public bint _open

    cpdef Host _enter(self)
