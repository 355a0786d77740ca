"""Environment: one JavaScript thread's Node-API environment, as the Contexts and handles of that thread know it.

It is this host's side of `bridge.host.Host`. A raw value is a `napi_value` as an int; it lives as long as the handle
scope it was made in, which is what an open Context stands for.
"""

cdef extern from "Python.h":
    ctypedef struct PyTypeObject
    PyTypeObject* Py_TYPE(object)
    PyObject* _PyType_Lookup(PyTypeObject*, PyObject*)

cdef object COMPLETE = "complete"
cdef object DEFAULT_COMPLETE = Task.__dict__["complete"]


cdef class Environment(Host):
    cdef napi_env env
    cdef Done* done
    cdef unsigned long thread

    def __dealloc__(self):
        if self.done != NULL:
            drop_done(self.done)

    cdef int enter(self) except -1:
        """Refuse any thread but JavaScript's."""
        if PyThread_get_thread_ident() != self.thread:
            raise RuntimeError("JavaScript values may be used on JavaScript's thread only")
        if self.done.env == NULL:
            raise RuntimeError("the JavaScript environment has ended")
        return 0

    # values out of Python

    cpdef object undefined(self):
        cdef napi_value value
        self.enter()
        check(self, napi_get_undefined(self.env, &value))
        return PyLong_FromVoidPtr(value)

    def null(self):
        cdef napi_value value
        self.enter()
        check(self, napi_get_null(self.env, &value))
        return PyLong_FromVoidPtr(value)

    def boolean(self, bint source):
        cdef napi_value value
        self.enter()
        check(self, napi_get_boolean(self.env, source, &value))
        return PyLong_FromVoidPtr(value)

    cpdef object number(self, source):
        cdef napi_value value
        self.enter()
        check(self, napi_create_double(self.env, source, &value))
        return PyLong_FromVoidPtr(value)

    cpdef object string(self, source):
        self.enter()
        if not isinstance(source, str):
            raise TypeError(f"expected a str, got {type(source).__qualname__}")
        return PyLong_FromVoidPtr(self.make_string(source))

    cdef napi_value make_string(self, str source) except NULL:
        cdef Value copy = NOTHING
        cdef napi_value value
        str_from_python(source, &copy)
        status = to_javascript(self.done, &copy, &value)
        drop_value(self.done, &copy)
        check(self, status)
        return value

    def object(self):
        cdef napi_value value
        self.enter()
        check(self, napi_create_object(self.env, &value))
        return PyLong_FromVoidPtr(value)

    def error(self, str kind, str message not None):
        """A plain JavaScript error: an `Error`, a `TypeError` or a `RangeError`."""
        cdef napi_value value, text
        self.enter()
        text = self.make_string(message)
        if kind == "TypeError":
            check(self, napi_create_type_error(self.env, NULL, text, &value))
        elif kind == "RangeError":
            check(self, napi_create_range_error(self.env, NULL, text, &value))
        else:
            check(self, napi_create_error(self.env, NULL, text, &value))
        return PyLong_FromVoidPtr(value)

    def function(self, callee, str name not None):
        self.enter()
        return PyLong_FromVoidPtr(make_function(self, callee, name))

    def exported(self, export):
        """The JavaScript function that calls an Export."""
        self.enter()
        return PyLong_FromVoidPtr(make_exported(self, export))

    def exported_class(self, export):
        """The JavaScript class of a ClassExport."""
        self.enter()
        return PyLong_FromVoidPtr(make_class(self, export))

    def copy(self, source):
        """A copy of a plain Python value."""
        cdef Value copy = NOTHING
        cdef napi_value value
        self.enter()
        try:
            from_python(self.done, source, &copy)
            with nogil:
                status = to_javascript(self.done, &copy, &value)
            check(self, status)
        finally:
            drop_value(self.done, &copy)
        return PyLong_FromVoidPtr(value)

    # values into Python

    cpdef object kind(self, raw):
        """Name what a value is: as `typeof` does, but telling null, errors and promises from other objects."""
        cdef napi_value value = <napi_value>PyLong_AsVoidPtr(raw)
        cdef napi_valuetype kind
        cdef c_bool yes
        self.enter()
        check(self, napi_typeof(self.env, value, &kind))
        if kind != napi_object:
            return KINDS[<int>kind]
        check(self, napi_is_error(self.env, value, &yes))
        if yes:
            return "error"
        check(self, napi_is_promise(self.env, value, &yes))
        return "promise" if yes else "object"

    def to_bool(self, raw):
        cdef c_bool value
        self.enter()
        check(self, napi_get_value_bool(self.env, <napi_value>PyLong_AsVoidPtr(raw), &value))
        return bool(value)

    def to_float(self, raw):
        cdef double value
        self.enter()
        check(self, napi_get_value_double(self.env, <napi_value>PyLong_AsVoidPtr(raw), &value))
        return value

    def to_str(self, raw):
        self.enter()
        return self.read_string(<napi_value>PyLong_AsVoidPtr(raw))

    def text(self, raw):
        """What `String(value)` says."""
        self.enter()
        return text_of(self, <napi_value>PyLong_AsVoidPtr(raw))

    def exception(self, raw):
        """The Python exception that an Error stands for, or None."""
        self.enter()
        return original_exception(self, <napi_value>PyLong_AsVoidPtr(raw))

    cdef str read_string(self, napi_value value):
        cdef size_t length = 0
        check(self, napi_get_value_string_utf16(self.env, value, NULL, 0, &length))
        cdef bytearray units = bytearray((length + 1) * 2)
        check(self, napi_get_value_string_utf16(
            self.env, value, <uint16_t*><char*>units, length + 1, &length))
        del units[length * 2:]
        return units.decode("utf-16-le", "surrogatepass")

    # objects

    def set(self, raw_object, str name not None, raw):
        cdef napi_value target = <napi_value>PyLong_AsVoidPtr(raw_object)
        cdef napi_value value = <napi_value>PyLong_AsVoidPtr(raw)
        cdef napi_value key
        self.enter()
        key = self.make_string(name)
        with nogil:
            status = napi_set_property(self.env, target, key, value)
        check(self, status)

    # what outlives a call

    def hold(self, raw):
        """A Reference to a value; it lives until Python forgets it."""
        cdef Reference reference = Reference.__new__(Reference)
        self.enter()
        reference.done = hold_done(self.done)
        check(self, refer(self.done, <napi_value>PyLong_AsVoidPtr(raw), &reference.reference))
        return reference

    def held(self, Reference reference not None):
        cdef napi_value value
        self.enter()
        if reference.done != self.done:
            raise RuntimeError("the value belongs to another JavaScript environment")
        check(self, referred(self.env, reference.reference, &value))
        return PyLong_FromVoidPtr(value)

    # tasks

    cpdef object schedule(self, task, callback):
        """Queue a Task that calls `callback(err, value)` when done."""
        cdef Job* job = self.new_job(task)
        status = napi_create_reference(self.env, <napi_value>PyLong_AsVoidPtr(callback), 1, &job.callback)
        self.send(job, status)

    def promise(self, task):
        """Queue a Task; the Promise of its value."""
        cdef Job* job = self.new_job(task)
        cdef napi_value promise
        status = napi_create_promise(self.env, &job.deferred, &promise)
        self.send(job, status)
        return PyLong_FromVoidPtr(promise)

    cdef Job* new_job(self, task) except NULL:
        self.enter()
        cdef Job* job = new_job(self.done, <PyObject*>task, 0)
        if job == NULL:
            raise MemoryError()
        Py_INCREF(task)  # given back in free_job(), or earlier, once performed
        job.overridden = _PyType_Lookup(Py_TYPE(task), <PyObject*>COMPLETE) != <PyObject*>DEFAULT_COMPLETE
        return job

    cdef int send(self, Job* job, napi_status status) except -1:
        if status == napi_ok:
            status = open_context(self.env, &job.context)
        if status != napi_ok:
            free_job(job)
            check(self, status)
        submit(job)
        return 0

    # the way back to JavaScript

    cdef napi_value raw_result(self, value) except NULL:
        """The value that a by-reference function or complete() returns; nothing is undefined."""
        cdef napi_value raw
        if value is None:
            check(self, napi_get_undefined(self.env, &raw))
            return raw
        if not isinstance(value, JsValue) and not isinstance(value, JsError):
            raise TypeError(f"expected a handle, such as cx.number(17) makes, got {type(value).__qualname__}")
        return <napi_value>PyLong_AsVoidPtr(lend(value, self))

    cdef napi_status raw_exception(self, error, napi_value* result) noexcept:
        """The value that JavaScript is to catch for a Python exception."""
        cdef Value copy = NOTHING
        exception_from_python(self.done, error, &copy)
        with nogil:
            status = to_javascript(self.done, &copy, result)
        drop_value(self.done, &copy)
        return status


cdef object lend(value, Environment environment):
    if isinstance(value, JsValue):
        return (<JsValue>value)._lend(environment)
    return value._lend(environment)


KINDS = ("undefined", "null", "boolean", "number", "string", "symbol", "object", "function", "external", "bigint")
