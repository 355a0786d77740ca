"""Environment: one JavaScript thread's Node-API environment, as the Contexts and handles of that thread know it.

It is this host's side of the contract, in four layers: this one, Values, Objects, and NodeHost. A raw value is a
`napi_value` as an int; it lives as long as the handle scope it was made in, which is what an open Context stands for.
"""

cdef object here = threading.local()  # has `is_javascript` on the threads that are


cdef class Environment(contract.Environment):
    cdef napi_env env
    cdef Done* done
    cdef unsigned long thread

    def __dealloc__(self):
        if self.done != NULL:
            drop_done(self.done)

    cdef int enter(self) except -1:
        """Refuse any thread but JavaScript's."""
        if PyThread_get_thread_ident() != self.thread:
            refuse_elsewhere()
        if self.done.env == NULL:
            raise RuntimeError("the JavaScript environment has ended")
        return 0

    def is_here(self):
        return PyThread_get_thread_ident() == self.thread

    # what outlives a call

    def hold(self, raw):
        """A Reference to a value; it lives until Python forgets it."""
        cdef Reference reference = Reference.__new__(Reference)
        self.enter()
        reference.done = hold_done(self.done)
        check(self, refer(self.done, raw_value(raw), &reference.reference))
        add_relaxed(&live_references, 1)
        return reference

    def held(self, Reference reference not None):
        cdef napi_value value
        self.enter()
        if reference.done != self.done:
            raise RuntimeError("the value belongs to another JavaScript environment")
        check(self, referred(self.env, reference.reference, &value))
        return PyLong_FromVoidPtr(value)

    def open_scope(self):
        cdef napi_handle_scope scope
        self.enter()
        check(self, napi_open_handle_scope(self.env, &scope))
        return PyLong_FromVoidPtr(scope)

    def close_scope(self, opened):
        self.enter()
        check(self, napi_close_handle_scope(self.env, <napi_handle_scope>PyLong_AsVoidPtr(opened)))

    # the way back to JavaScript

    cdef napi_value raw_result(self, value) except NULL:
        """The value that a by-reference function or complete() returns; nothing is undefined."""
        cdef napi_value raw
        if value is None:
            check(self, napi_get_undefined(self.env, &raw))
            return raw
        return raw_value(lend(self, value))

    cdef napi_status raw_exception(self, error, napi_value* result) noexcept:
        """The value that JavaScript is to catch for a Python exception, or for why it cannot be made."""
        cdef Value copy = NOTHING
        exception_from_python(self.done, error, &copy)
        with nogil:
            status = to_javascript(self.done, &copy, result)
        drop_value(self.done, &copy)
        return status if status == napi_ok else refusal(self.env, status, result)


cdef napi_value raw_value(raw) except? NULL:
    return <napi_value>PyLong_AsVoidPtr(raw)


cdef int refuse_elsewhere() except -1:
    if hasattr(here, "is_javascript"):
        raise RuntimeError("a JavaScript value was used in another JavaScript environment than its own")
    raise RuntimeError("JavaScript values may be used on JavaScript's thread only")
