cimport cython
@cython.freelist(16)
cdef class Scope:
    cdef public object _host
    cdef public bint _open

    cpdef object _enter(self)
