"""Values: making JavaScript values, and reading them."""

cdef class Values(Scopes):

    # out of Python

    cpdef object undefined(self):
        cdef napi_value value
        return made(self.state, napi_get_undefined(self.enter(), &value), &value)

    def null(self):
        cdef napi_value value
        return made(self.state, napi_get_null(self.enter(), &value), &value)

    def globals(self):
        cdef napi_value value
        return made(self.state, napi_get_global(self.enter(), &value), &value)

    def boolean(self, bint source):
        cdef napi_value value
        return made(self.state, napi_get_boolean(self.enter(), source, &value), &value)

    cpdef object number(self, source):
        cdef napi_value value
        return made(self.state, napi_create_double(self.enter(), source, &value), &value)

    cpdef object string(self, source):
        self.enter()
        if not isinstance(source, str):
            raise TypeError(f"expected a str, got {type(source).__qualname__}")
        return PyLong_FromVoidPtr(self.make_string(source))

    cdef napi_value make_string(self, str source) except NULL:
        cdef Value copy = NOTHING
        str_from_python(source, &copy)
        return moved(self.state, &copy)

    def bigint(self, source):
        cdef Value copy = NOTHING
        self.enter()
        bigint_from_python(operator.index(source), &copy)
        return PyLong_FromVoidPtr(moved(self.state, &copy))

    def symbol(self, str description not None):
        cdef napi_value value
        return made(self.state, napi_create_symbol(self.enter(), self.make_string(description), &value), &value)

    def date(self, double milliseconds):
        cdef napi_value value
        return made(self.state, napi_create_date(self.enter(), milliseconds, &value), &value)

    def error(self, str kind, str message not None):
        cdef napi_value value, text
        self.enter()
        text = self.make_string(message)
        if kind == "TypeError":
            check(self.state, napi_create_type_error(self.state.env, NULL, text, &value))
        elif kind == "RangeError":
            check(self.state, napi_create_range_error(self.state.env, NULL, text, &value))
        else:
            check(self.state, napi_create_error(self.state.env, NULL, text, &value))
        return PyLong_FromVoidPtr(value)

    cpdef object copy(self, source):
        cdef Value copy = NOTHING
        cdef napi_value value
        self.enter()
        try:
            from_python(self.state, source, &copy)
            if copy.kind < WIRE:
                status = to_javascript(self.state, &copy, &value)
            else:  # runs JavaScript, and may take its time
                with nogil:
                    status = to_javascript(self.state, &copy, &value)
            check(self.state, status)
        finally:
            drop_value(self.state, &copy)
        return PyLong_FromVoidPtr(value)

    # into Python

    cpdef object kind(self, raw):
        cdef napi_value value = raw_value(raw)
        cdef napi_valuetype kind
        check(self.state, napi_typeof(self.enter(), value, &kind))
        return KINDS[<int>kind] if kind != napi_object else self.kind_of_object(value)

    cdef str kind_of_object(self, napi_value value):
        cdef napi_env env = self.state.env
        cdef c_bool yes
        cdef Py_ssize_t index
        for index in range(len(OBJECTS)):
            check(self.state, IS_OBJECT[index](env, value, &yes))
            if yes:
                return OBJECTS[index] or self.kind_of_typed_array(value)
        return "box" if stands_for_python(env, value) else "object"

    cdef str kind_of_typed_array(self, napi_value value):
        cdef int type = len(TYPED_ARRAYS)  # stays so for what this Node has no number for
        cdef napi_value buffer_class = referenced(self.state.env, self.state.buffer_class)
        cdef c_bool yes = False
        check(self.state, napi_get_typedarray_info(self.state.env, value, &type, NULL, NULL, NULL, NULL))
        if type >= len(TYPED_ARRAYS):
            return "object"
        if type == UINT8_ARRAY:
            with nogil:
                status = napi_instanceof(self.state.env, value, buffer_class, &yes)
            check(self.state, status)
        return "Buffer" if yes else TYPED_ARRAYS[type]

    def to_bool(self, raw):
        cdef c_bool value
        check(self.state, napi_get_value_bool(self.enter(), raw_value(raw), &value))
        return bool(value)

    cpdef object to_float(self, raw):
        cdef double value
        self.enter()
        if napi_get_value_double(self.state.env, raw_value(raw), &value) != napi_ok:
            check(self.state, napi_get_date_value(self.state.env, raw_value(raw), &value))
        return value

    cpdef object to_str(self, raw):
        self.enter()
        return read_string(self.state, raw_value(raw))

    def to_int(self, raw):
        return self.plain(raw)

    def plain(self, raw):
        cdef napi_value source = raw_value(raw)
        cdef Value copy = NOTHING
        self.enter()
        try:
            with nogil:
                status = from_javascript(self.state, source, &copy)
            check(self.state, status)
            return None if copy.kind == UNDEFINED else to_python(self.state, &copy)
        finally:
            drop_value(self.state, &copy)

    def text(self, raw):
        self.enter()
        return text_of(self.state, raw_value(raw))

    def number_of(self, raw):
        cdef napi_value source = raw_value(raw)
        cdef napi_value number
        cdef double value = 0
        self.enter()
        if (call_lent(self.state, self.state.number_of, 1, &source, &number) != napi_ok
                or napi_get_value_double(self.state.env, number, &value) != napi_ok):
            napi_get_and_clear_last_exception(self.state.env, &number)  # there is no room on the stack: it goes unknown
        return <int64_t>value

    def exception(self, raw):
        self.enter()
        return original_exception(self.state.env, raw_value(raw))


cdef napi_value moved(Environment* environment, Value* copy) except NULL:
    """Make a Value that takes no time, and drop it."""
    cdef napi_value value
    status = to_javascript(environment, copy, &value)
    drop_value(environment, copy)
    check(environment, status)
    return value


cdef str read_string(Environment* environment, napi_value value):
    cdef size_t length = 0
    check(environment, napi_get_value_string_utf16(environment.env, value, NULL, 0, &length))
    cdef bytearray units = bytearray((length + 1) * 2)
    check(environment, napi_get_value_string_utf16(
        environment.env, value, <uint16_t*><char*>units, length + 1, &length))
    return string_to_python(<uint16_t*><char*>units, length)


cdef str text_of(Environment* environment, napi_value value):
    """What `String(value)` says, if it says anything."""
    cdef napi_value text
    with nogil:
        status = napi_coerce_to_string(environment.env, value, &text)
    if status == napi_ok:
        return read_string(environment, text)
    napi_get_and_clear_last_exception(environment.env, &text)  # fails when nothing was thrown, which is as good
    return "a JavaScript value that has no text"


ctypedef napi_status (*Is)(napi_env, napi_value, c_bool*) noexcept nogil

cdef tuple OBJECTS = ("array", "error", None, "ArrayBuffer", "DataView", "date", "promise")  # None: typed arrays have kinds
cdef Is[7] IS_OBJECT = [
    napi_is_array, napi_is_error, napi_is_typedarray, napi_is_arraybuffer, napi_is_dataview, napi_is_date, napi_is_promise]
cdef tuple KINDS = ("undefined", "null", "boolean", "number", "string", "symbol", "object", "function", "external", "bigint")

cdef tuple TYPED_ARRAYS = tuple(formats.TYPED_ARRAYS)
cdef enum:
    UINT8_ARRAY = 1
