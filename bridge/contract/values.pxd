cdef class Values:
    cdef object __weakref__
    cdef public object current
    cdef readonly object errors

    cpdef object undefined(self)
    cpdef object number(self, source)
    cpdef object string(self, source)
    cpdef object copy(self, source)
    cpdef object kind(self, raw)
    cpdef object to_float(self, raw)
    cpdef object to_str(self, raw)
