"""Scopes: which thread may ask, how long a value lives, and what outlives a call.

It is the first of the four layers of this host's side of the contract: Scopes, Values, Objects, and NodeEnvironment. A raw
value is a `napi_value` as an int; it lives as long as the handle scope it was made in, which is what an open Context
stands for.
"""

cdef object here = threading.local()  # has `is_javascript` on the threads that are


cdef class Scopes(Contract):
    cdef Environment* state

    def __dealloc__(self):
        if self.state != NULL:
            drop_environment(self.state)

    cdef napi_env enter(self) except NULL:
        """Refuse any thread but JavaScript's."""
        if not is_here(self.state):
            refuse_elsewhere()
        if self.state.env == NULL:
            raise RuntimeError("the JavaScript environment has ended")
        return self.state.env

    def is_here(self):
        return is_here(self.state)

    # what outlives a call

    def hold(self, raw):
        """A Reference to a value; it lives until Python forgets it."""
        cdef Reference reference = Reference.__new__(Reference)
        self.enter()
        reference.environment = hold_environment(self.state)
        check(self.state, refer(self.state, raw_value(raw), &reference.reference))
        add_relaxed(&live_references, 1)
        return reference

    def held(self, Reference reference not None):
        cdef napi_value value
        self.enter()
        if reference.environment != self.state:
            raise RuntimeError("the value belongs to another JavaScript environment")
        return made(self.state, boxed_value(self.state.env, reference.reference, &value), &value)

    def open_scope(self):
        cdef napi_handle_scope scope
        check(self.state, napi_open_handle_scope(self.enter(), &scope))
        return PyLong_FromVoidPtr(scope)

    def close_scope(self, opened):
        check(self.state, napi_close_handle_scope(self.enter(), <napi_handle_scope>PyLong_AsVoidPtr(opened)))


cdef inline object made(Environment* environment, napi_status status, napi_value* value):
    """JavaScript's thread, GIL. Give the raw value that Node-API has made, if it has."""
    check(environment, status)
    return PyLong_FromVoidPtr(value[0])


cdef int refuse_elsewhere() except -1:
    if hasattr(here, "is_javascript"):
        raise RuntimeError("a JavaScript value was used in another JavaScript environment than its own")
    raise RuntimeError("JavaScript values may be used on JavaScript's thread only")
