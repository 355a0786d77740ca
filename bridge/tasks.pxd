cdef class Once:
    cdef bint _used

    cpdef object _use_up(self)
