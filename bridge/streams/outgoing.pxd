from .line cimport Line


cdef class Outgoing:
    cdef object __weakref__
    cdef object _iterator
    cdef readonly object value

    cpdef bint leg(self, Line line) except -1
    cdef bint _run(self, Line line) except -1
    cdef object _send(self, value)
    cdef object _throw(self, error)
    cdef object _close(self)
