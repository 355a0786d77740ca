"""Value: what a Job came to, copied out of Python and not yet in JavaScript. Needs neither engine nor GIL."""

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)

cdef extern from *:
    """
    static const napi_type_tag PYTHON_EXCEPTION = {0x7461736b62726964ULL, 0x6765206572726f72ULL};
    """
    const napi_type_tag PYTHON_EXCEPTION

cdef enum Kind:
    UNDEFINED
    NULL_VALUE
    FALSE
    TRUE
    NUMBER
    BIGINT
    LATIN1
    UTF16
    FAILURE  # a Python exception, described in JSON
    THROWN   # what JavaScript threw, on its way back: data is a napi_ref

cdef struct Value:
    Kind kind
    bint negative
    double number
    size_t length          # of data, in its own units
    void* data             # malloc'ed; freed in drop_value()
    PyObject** owners      # owned references: the exception and its causes, or the JsError
    size_t owner_count

cdef Value NOTHING = Value(UNDEFINED, False, 0, 0, NULL, NULL, 0)

cdef double MAX_SAFE_INTEGER = 9007199254740991.0


cdef int copy_data(Value* value, const void* data, size_t size) except -1:
    value.data = malloc(size or 1)
    if value.data == NULL:
        raise MemoryError()
    memcpy(value.data, data, size)
    return 0


cdef int encode(object source, Value* value) except -1:
    """Background thread, GIL. Copy a Python value out of Python.

    Raises: TypeError naming the type that has no counterpart in JavaScript.
    """
    if source is None:
        value.kind = NULL_VALUE
    elif isinstance(source, bool):
        value.kind = TRUE if source else FALSE
    elif isinstance(source, int):
        encode_int(source, value)
    elif isinstance(source, float):
        value.kind = NUMBER
        value.number = source
    elif isinstance(source, str):
        encode_str(source, value)
    else:
        raise TypeError(f"cannot copy a {type(source).__qualname__} to JavaScript")
    return 0


cdef int encode_int(object source, Value* value) except -1:
    if -MAX_SAFE_INTEGER <= source <= MAX_SAFE_INTEGER:
        value.kind = NUMBER
        value.number = source
        return 0
    cdef size_t words = (source.bit_length() + 63) // 64
    cdef bytes magnitude = abs(source).to_bytes(words * 8, "little")
    value.kind = BIGINT
    value.negative = source < 0
    value.length = words
    return copy_data(value, <const char*>magnitude, words * 8)


cdef int encode_str(object source, Value* value) except -1:
    cdef size_t length = len(source)
    cdef int width = PyUnicode_KIND(source)
    cdef bytes wide
    if width == 4:
        wide = source.encode("utf-16-le", "surrogatepass")
        value.kind = UTF16
        value.length = len(wide) // 2
        return copy_data(value, <const char*>wide, len(wide))
    value.kind = LATIN1 if width == 1 else UTF16
    value.length = length
    return copy_data(value, PyUnicode_DATA(source), length * width)


cdef void encode_exception(Done* done, object error, Value* value) noexcept:
    """Any thread, GIL. Copy an exception, its frames and its causes; what JavaScript threw stays what it was."""
    cdef Py_ssize_t index
    drop_value(value)
    value.kind = FAILURE
    value.length = 0
    try:
        if isinstance(error, JsError) and (<Reference?>error._reference).done == done:
            value.kind = THROWN
            copy_data(value, &(<Reference>error._reference).reference, sizeof(napi_ref))
            owners = [error]
        else:
            text, owners = describe(error)
            encode_str(text, value)
            value.kind = FAILURE
        value.owners = <PyObject**>malloc(len(owners) * sizeof(PyObject*))
        if value.owners == NULL:
            raise MemoryError()
        for index in range(len(owners)):
            Py_INCREF(owners[index])  # given to the JavaScript error in make_error(), or back in drop_value()
            value.owners[index] = <PyObject*>owners[index]
        value.owner_count = len(owners)
    except BaseException:
        PyErr_WriteUnraisable(error)  # an error without a text is delivered all the same


cdef void drop_value(Value* value) noexcept nogil:
    """Any thread. Free what a Value holds."""
    cdef size_t index
    for index in range(value.owner_count):
        release_later(value.owners[index])
    free(value.owners)
    free(value.data)
    value.owners = NULL
    value.owner_count = 0
    value.data = NULL


cdef napi_status decode(Done* done, Value* value, napi_value* result) noexcept nogil:
    """JavaScript's thread, no GIL. Make the JavaScript value."""
    cdef napi_env env = done.env
    if value.kind == NULL_VALUE:
        return napi_get_null(env, result)
    if value.kind == FALSE or value.kind == TRUE:
        return napi_get_boolean(env, value.kind == TRUE, result)
    if value.kind == NUMBER:
        return napi_create_double(env, value.number, result)
    if value.kind == BIGINT:
        return napi_create_bigint_words(env, value.negative, value.length, <const uint64_t*>value.data, result)
    if value.kind == LATIN1:
        return napi_create_string_latin1(env, <const char*>value.data, value.length, result)
    if value.kind == UTF16:
        return napi_create_string_utf16(env, <const uint16_t*>value.data, value.length, result)
    if value.kind == FAILURE:
        return make_error(done, value, result)
    if value.kind == THROWN:
        return referred(env, (<napi_ref*>value.data)[0], result)
    return napi_get_undefined(env, result)


cdef napi_status make_error(Done* done, Value* value, napi_value* result) noexcept nogil:
    """JavaScript's thread, no GIL. Have js/errors.js build the Error, and tie each Python exception to its own."""
    cdef napi_env env = done.env
    cdef napi_value builder, this, text, error
    cdef size_t index
    cdef napi_status status
    status = napi_create_string_latin1(env, <const char*>value.data, value.length, &text)
    if status == napi_ok:
        status = napi_get_reference_value(env, done.make_error, &builder)
    if status == napi_ok:
        status = napi_get_undefined(env, &this)
    if status == napi_ok:
        status = napi_call_function(env, this, builder, 1, &text, result)
    error = result[0]
    for index in range(value.owner_count):
        if status == napi_ok:
            status = napi_wrap(env, error, value.owners[index], release_from_javascript, NULL, NULL)
        if status != napi_ok:
            return status
        value.owners[index] = NULL  # the JavaScript error owns it now
        status = napi_type_tag_object(env, error, &PYTHON_EXCEPTION)
        if status == napi_ok and index + 1 < value.owner_count:
            status = napi_get_named_property(env, error, "cause", &error)
    return status


cdef void release_from_javascript(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript, no GIL."""
    release_later(<PyObject*>data)
