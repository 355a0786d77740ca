from bridge.contract.values cimport Values


cdef class Objects(Values):
    cpdef object get(self, target, key)
    cpdef object set(self, target, key, value)
    cpdef object call(self, function, this, list arguments)
