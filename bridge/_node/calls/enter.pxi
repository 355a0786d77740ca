"""Enter: from JavaScript's thread into the author's Python, and back."""

cdef napi_value raw_result(Environment* environment, value) except NULL:
    """The value that a by-reference function or complete() returns; nothing is undefined."""
    cdef napi_value raw
    if value is None:
        check(environment, napi_get_undefined(environment.env, &raw))
        return raw
    return raw_value(lend(<Contract>environment.contract, value))


cdef napi_status raw_exception(Environment* environment, error, napi_value* result) noexcept:
    """The value that JavaScript is to catch for a Python exception, or for why it cannot be made."""
    cdef Value copy = NOTHING
    exception_from_python(environment, error, &copy)
    with nogil:
        status = to_javascript(environment, &copy, result)
    drop_value(environment, &copy)
    return status if status == napi_ok else refusal(environment.env, status, result)


cdef napi_value raw_value(raw) except? NULL:
    return <napi_value>PyLong_AsVoidPtr(raw)
