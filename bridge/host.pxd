cdef class Host:
    cdef public object current

    cpdef object undefined(self)
    cpdef object number(self, source)
    cpdef object string(self, source)
    cpdef object kind(self, raw)
    cpdef object get(self, target, key)
    cpdef object set(self, target, key, value)
    cpdef object call(self, function, this, arguments)
    cpdef object schedule(self, task, callback)
