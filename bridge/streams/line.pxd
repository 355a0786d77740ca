cdef class Line:
    cpdef bint put(self, item) except -1
    cpdef object take(self)
    cpdef object when_ready(self, callback)
    cpdef object when_closed(self, callback)


cdef class Question:
    cpdef object wait(self)
    cpdef object when_done(self, callback)
    cpdef object result(self)


cdef class Caller:
    cdef public object fill
    cpdef object post(self, tuple arguments)
    cpdef object post_latest(self, tuple arguments)
    cpdef Question ask(self, tuple arguments)
    cpdef object call(self, tuple arguments, bint is_asked)
    cpdef bint is_here(self) except -1
