"""Called: what js/node calls of the host's, with the GIL left alone. JavaScript's thread."""

cdef struct Called:
    napi_env env
    Environment* environment
    napi_value[3] values


cdef bint take_call(napi_env env, napi_callback_info info, Called* called) noexcept nogil:
    """What is not passed is undefined."""
    cdef size_t count = 3
    called.env = env
    return napi_get_cb_info(env, info, &count, called.values, NULL, <void**>&called.environment) == napi_ok


cdef double number_at(Called* called, int index) noexcept nogil:
    """Of what is none, 0."""
    cdef double number = 0
    napi_get_value_double(called.env, called.values[index], &number)
    return number


cdef double* numbers_at(Called* called, int index) noexcept nogil:
    """The memory of a Float64Array; NULL of anything else."""
    cdef void* data = NULL
    napi_get_typedarray_info(called.env, called.values[index], NULL, NULL, &data, NULL, NULL)
    return <double*>data


cdef napi_value number_to_javascript(napi_env env, double number) noexcept nogil:
    cdef napi_value result = NULL
    napi_create_double(env, number, &result)  # NULL, undefined, where it fails
    return result
