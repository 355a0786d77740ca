from bridge.contract.environment cimport Environment


cdef class Scope:
    cdef public Environment _environment
    cdef public object _outer
    cdef public bint _open
    cdef public list _borrows

    cpdef Environment _enter(self)
    cpdef object open(self)
    cpdef object close(self)
