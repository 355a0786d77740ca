"""From Node-API's status codes to Python's exceptions, in one place."""

cdef inline int check(Environment* environment, napi_status status) except -1:
    """JavaScript's thread, GIL.

    Raises: what JavaScript threw, as JsError, or as the Python exception that it once was; RuntimeError for misuse.
    """
    return 0 if status == napi_ok else raise_for(environment, status)


cdef int raise_for(Environment* environment, napi_status status) except -1:
    cdef const napi_extended_error_info* info = NULL
    cdef napi_value thrown
    cdef c_bool pending = False
    napi_get_last_error_info(environment.env, &info)  # never fails
    napi_is_exception_pending(environment.env, &pending)  # whatever the status: of some calls it does not tell
    if not pending and status != napi_pending_exception:
        text = info.error_message.decode() if info != NULL and info.error_message != NULL else "unknown error"
        raise RuntimeError(f"Node-API refused: {text} ({<int>status})")
    if napi_get_and_clear_last_exception(environment.env, &thrown) != napi_ok:
        raise RuntimeError("JavaScript is being terminated")
    original = original_exception(environment.env, thrown)
    raise JsError(<object>environment.contract, PyLong_FromVoidPtr(thrown)) if original is None else original
