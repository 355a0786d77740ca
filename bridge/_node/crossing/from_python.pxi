"""Out of Python, into a Value: on the thread that has the result, with the GIL."""

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_buffer* PyMemoryView_GET_BUFFER(object)
    int PyBuffer_ToContiguous(void*, const Py_buffer*, Py_ssize_t, char) except -1
    Py_ssize_t Py_REFCNT(object)


cdef int from_python(Environment* environment, object source, Value* value) except -1:
    """
    Raises: TypeError naming the type that has no counterpart in JavaScript, and the place where it is.
    """
    if source is None:
        value.kind = NULL_VALUE
    elif isinstance(source, bool):
        value.kind = TRUE if source else FALSE
    elif type(source) is int:
        int_from_python(source, value)
    elif type(source) is float:
        value.kind = NUMBER
        value.number = source
    elif type(source) is str:
        str_from_python(source, value)
    else:
        WAYS[way_of(source, <dict>environment.classes)](environment, source, value)
    return 0


cdef int instance_from_python(Environment* environment, object source, Value* value) except -1:
    value.kind = INSTANCE
    value.data = PyLong_AsVoidPtr((<dict>environment.classes)[type(source)])
    return own(value, [source])


cdef int int_from_python(object source, Value* value) except -1:
    if -MAX_SAFE_INTEGER <= source <= MAX_SAFE_INTEGER:
        value.kind = NUMBER
        value.number = source
        return 0
    return bigint_from_python(source, value)


cdef int bigint_from_python(object source, Value* value) except -1:
    cdef size_t words = (source.bit_length() + 63) // 64
    cdef bytes magnitude = abs(source).to_bytes(words * 8, "little")
    value.kind = BIGINT
    value.negative = source < 0
    value.length = words
    return copy_data(value, <const char*>magnitude, words * 8)


cdef int str_from_python(object source, Value* value) except -1:
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


cdef int wire_from_python(Environment* environment, object source, Value* value) except -1:
    data, beside = to_wire(source, <dict>environment.classes)
    return written_from_python(environment, data, beside, value)


cdef int written_from_python(Environment* environment, bytes data, list beside, Value* value) except -1:
    cdef Py_ssize_t index
    value.kind = WIRE
    value.data = <char*>data
    value.length = len(data)
    own(value, [data])
    if beside and make_children(value, len(beside)) == NULL:
        raise MemoryError()
    for index in range(len(beside)):
        if beside[index] is not None:  # else js/wire/errors.js knows what belongs there
            from_python(environment, beside[index], &value.children[index])
    return 0


cdef int kept_from_python(Environment* environment, object kept, Value* value) except -1:
    """What is kept crosses as itself.

    Raises: RuntimeError where it is another environment's, or has been dropped.
    """
    reference = kept._held(is_own(environment, kept))
    value.kind = THROWN
    value.data = (<Reference?>reference).reference
    return own(value, [kept, reference])


cdef bint is_own(Environment* environment, object kept) except -1:
    reference = kept._reference
    return isinstance(reference, Reference) and (<Reference>reference).environment == environment


cdef bytes TOO_DEEP = (
    b'{"errors": [{"type": "RangeError", "name": "RecursionError", "message": "maximum recursion depth exceeded",'
    b' "code": "ERR_PYTHON_RECURSIONERROR", "frames": ""}], "places": []}'
)


cdef void exception_from_python(Environment* environment, object error, Value* value) noexcept:
    """Describe an exception, and those that it has; what JavaScript threw stays what it was. Never fails."""
    drop_value(environment, value)
    try:
        if isinstance(error, JsError) and is_own(environment, error):
            kept_from_python(environment, error, value)
        else:
            described_from_python(environment, error, value)
    except BaseException as problem:
        drop_value(environment, value)
        value.kind = ERROR  # without a description: js/wire/errors.js says that there was no memory for one
        if isinstance(problem, RecursionError):
            value.data = <char*>TOO_DEEP
            value.length = len(TOO_DEEP)
        if not isinstance(problem, SystemExit):  # which stops Jobs at exit
            PyErr_WriteUnraisable(error)  # else it would be lost


cdef int error_from_python(Environment* environment, object error, Value* value) except -1:
    exception_from_python(environment, error, value)
    return 0


cdef int described_from_python(Environment* environment, object error, Value* value) except -1:
    """What the exceptions have is a child of the Value."""
    text, chain, data, beside = describe(error, <dict>environment.classes, lambda kept: is_own(environment, kept))
    str_from_python(text, value)
    value.kind = ERROR
    own(value, chain)
    if data is not None:
        if make_children(value, 1) == NULL:
            raise MemoryError()
        written_from_python(environment, data, beside, value.children)
    return 0


ctypedef int (*Way)(Environment*, object, Value*) except -1

cdef Way[5] WAYS = [wire_from_python, instance_from_python, error_from_python, kept_from_python, memory_from_python]
