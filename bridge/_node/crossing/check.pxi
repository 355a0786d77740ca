"""From Node-API's status codes to Python's exceptions, in one place."""

cdef int check(Environment* environment, napi_status status) except -1:
    """JavaScript's thread, GIL.

    Raises: what JavaScript threw, as JsError, or as the Python exception that it once was; RuntimeError for misuse.
    """
    cdef const napi_extended_error_info* info = NULL
    cdef napi_value thrown
    cdef c_bool pending = False
    if status == napi_ok:
        return 0
    napi_get_last_error_info(environment.env, &info)  # never fails
    napi_is_exception_pending(environment.env, &pending)  # whatever the status: of some calls it does not tell
    if not pending and status != napi_pending_exception:
        text = info.error_message.decode() if info != NULL and info.error_message != NULL else "unknown error"
        raise RuntimeError(f"Node-API refused: {text} ({<int>status})")
    if napi_get_and_clear_last_exception(environment.env, &thrown) != napi_ok:
        raise RuntimeError("JavaScript is being terminated")
    raise python_exception(environment, thrown)


cdef object python_exception(Environment* environment, napi_value thrown):
    """JavaScript's thread, GIL. The exception that stands for a thrown value: the same one, if it came from Python."""
    original = original_exception(environment, thrown)
    return JsError(Scope(<object>environment.contract), PyLong_FromVoidPtr(thrown)) if original is None else original


cdef object original_exception(Environment* environment, napi_value value):
    """JavaScript's thread, GIL. The Python exception that adopt_errors() tied to an Error, or None."""
    cdef c_bool ours = False
    cdef void* original = NULL
    check(environment, napi_is_error(environment.env, value, &ours))
    if ours:  # asked of null or undefined, the next call would throw in JavaScript
        check(environment, napi_check_object_type_tag(environment.env, value, &PYTHON_OBJECT, &ours))
    if not ours:
        return None
    check(environment, napi_unwrap(environment.env, value, &original))
    return <object>original


cdef str text_of(Environment* environment, napi_value value):
    """What `String(value)` says, if it says anything."""
    cdef napi_value text
    with nogil:
        status = napi_coerce_to_string(environment.env, value, &text)
    if status == napi_ok:
        return read_string(environment, text)
    napi_get_and_clear_last_exception(environment.env, &text)  # fails when nothing was thrown, which is as good
    return "a JavaScript value that has no text"


cdef str read_string(Environment* environment, napi_value value):
    cdef size_t length = 0
    check(environment, napi_get_value_string_utf16(environment.env, value, NULL, 0, &length))
    cdef bytearray units = bytearray((length + 1) * 2)
    check(environment, napi_get_value_string_utf16(
        environment.env, value, <uint16_t*><char*>units, length + 1, &length))
    del units[length * 2:]
    return units.decode("utf-16-le", "surrogatepass")
