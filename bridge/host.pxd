cdef class Host:
    cpdef object undefined(self)
    cpdef object number(self, source)
    cpdef object string(self, source)
    cpdef object kind(self, raw)
    cpdef object schedule(self, task, callback)
