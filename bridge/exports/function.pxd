cdef class Notes:
    cdef public bint has_options
    cdef public list gaps


cdef class Export:
    cdef public object function
    cdef public object owner
    cdef public str name
    cdef public str kind
    cdef public double timeout_ms
    cdef public str cancel
    cdef public object pool
    cdef public Py_ssize_t window
    cdef public bint gives_undefined
    cdef public list positional
    cdef public Py_ssize_t required
    cdef public tuple rest
    cdef public dict named
    cdef public dict names
    cdef public tuple rest_named
    cdef public list roles
    cdef public dict named_roles
    cdef public bint has_roles
    cdef public bint minds_gaps
    cdef public bint ready

    cpdef bint has_options(self) except -1
    cpdef bint takes_options(self, Py_ssize_t index) except -1
    cpdef int role_at(self, Py_ssize_t index) except -1
    cpdef object call(self, list arguments)
