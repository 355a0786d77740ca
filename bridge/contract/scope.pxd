cimport cython

from bridge.contract.environment cimport Environment


cdef object _counted

@cython.no_gc
cdef class Scope:
    cdef public Environment _environment
    cdef public object _outer
    cdef public bint _open
    cdef public list _borrows
    cdef object _counted

    cpdef int _begin(self) except -1
    cpdef int _end(self) except -1


cpdef Environment environment_of(Scope cx)
