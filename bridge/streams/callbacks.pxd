from .line cimport Caller


cdef class Callback:
    cdef Caller _caller
    cdef object _convert
    cdef bint _is_asked
    cdef str _function
    cdef str _name

    cpdef object _post(self, tuple arguments)
    cpdef object _answered(self, value)


cdef class Latest(Callback):
    pass
