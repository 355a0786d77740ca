from bridge.contract.environment cimport Host


cdef class Scope:
    cdef public Host _host
    cdef public object _outer
    cdef public bint _open
    cdef public list _borrows

    cpdef Host _enter(self)
    cpdef object open(self)
    cpdef object close(self)
