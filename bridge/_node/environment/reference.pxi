"""Reference: a JavaScript value that Python keeps past a call. Any thread may let go of it."""

cdef long live_references = 0


cdef class Reference:
    cdef Environment* environment
    cdef napi_ref reference  # to an array of one, since Node-API 8 refers to objects only

    def __dealloc__(self):
        if self.reference != NULL:
            drop_reference(&self.environment.outbox, self.reference)
            add_relaxed(&live_references, -1)
        if self.environment != NULL:
            drop_environment(self.environment)


cdef napi_status refer(Environment* environment, napi_value value, napi_ref* reference) noexcept nogil:
    """JavaScript's thread."""
    cdef napi_value box
    return box_up(environment.env, value, &box) or napi_create_reference(environment.env, box, 1, reference)


cdef napi_status box_up(napi_env env, napi_value value, napi_value* box) noexcept nogil:
    return napi_create_object(env, box) or napi_set_element(env, box[0], 0, value)


cdef napi_status boxed_value(napi_env env, napi_ref reference, napi_value* value) noexcept nogil:
    """JavaScript's thread."""
    cdef napi_value box
    return napi_get_reference_value(env, reference, &box) or napi_get_element(env, box, 0, value)


cdef napi_value referenced(napi_env env, napi_ref reference) noexcept nogil:
    cdef napi_value value = NULL
    napi_get_reference_value(env, reference, &value)  # fails for none: it is strong
    return value


cdef napi_status call_lent(
    Environment* environment, napi_ref lent, size_t count, napi_value* arguments, napi_value* result
) noexcept nogil:
    """Call a function of the JavaScript half."""
    cdef napi_env env = environment.env
    cdef napi_value this
    napi_get_undefined(env, &this)  # never fails
    return napi_call_function(env, this, referenced(env, lent), count, arguments, result)


cdef void call_back(
    Environment* environment, napi_async_context context, napi_value function, size_t count, napi_value* arguments
) noexcept nogil:
    """JavaScript's thread, no GIL. Call a function as Node calls its own callbacks; in no context of its own for NULL."""
    cdef napi_env env = environment.env
    cdef napi_value this, ignored, error
    cdef c_bool thrown = False
    napi_get_global(env, &this)  # never fails
    if napi_make_callback(
            env, context or environment.promises, this, function, count, arguments, &ignored) == napi_ok:
        return
    napi_is_exception_pending(env, &thrown)  # never fails; without one, the environment is being torn down
    if thrown and napi_get_and_clear_last_exception(env, &error) == napi_ok:
        napi_fatal_exception(env, error)  # an uncaughtException, as for any other callback that throws
