"""Throwing: what JavaScript catches where it gets no value. JavaScript's thread, without the GIL."""

cdef napi_status refuse(napi_env env, const char* message) noexcept nogil:
    napi_throw_type_error(env, NULL, message)
    return napi_pending_exception


cdef napi_status refusal(napi_env env, napi_status status, napi_value* error) noexcept nogil:
    """JavaScript's thread, no GIL. Why JavaScript did not make a value: what it threw, or that a string is too long."""
    cdef napi_value text
    cdef c_bool pending = False
    napi_is_exception_pending(env, &pending)  # never fails; some statuses do not tell of one
    if pending or status == napi_pending_exception:
        return napi_get_and_clear_last_exception(env, error)
    return (napi_create_string_latin1(env, "the value is too large for JavaScript", NAPI_AUTO_LENGTH, &text)
            or napi_create_range_error(env, NULL, text, error))


cdef void throw_refusal(Environment* environment, napi_status status) noexcept nogil:
    """JavaScript's thread, called by JavaScript. Throw why a value was not made, where it is not pending already."""
    cdef napi_value error
    if refusal(environment.env, status, &error) == napi_ok:
        napi_throw(environment.env, error)  # fails where the environment is being torn down only


cdef napi_status out_of_memory(Environment* environment) noexcept nogil:
    """Throw the one Error that tells of it, as where Python has no memory to describe its own."""
    cdef napi_value description, errors, error
    return (napi_create_string_latin1(environment.env, "", 0, &description)
            or call_lent(environment, environment.make_errors, 1, &description, &errors)
            or napi_get_element(environment.env, errors, 0, &error)
            or napi_throw(environment.env, error)
            or napi_pending_exception)
