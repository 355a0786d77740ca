from bridge.contract.objects cimport Objects


cdef class Environment(Objects):
    cpdef object schedule(self, task, callback, signal)
