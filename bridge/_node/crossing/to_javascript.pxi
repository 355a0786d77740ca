"""From a Value into JavaScript: on JavaScript's thread, without the GIL."""

cdef napi_status to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    cdef napi_env env = environment.env
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
    if value.kind == WIRE:
        return wire_to_javascript(environment, value, result)
    if value.kind == MEMORY:
        return memory_to_javascript(environment, value, result)
    if value.kind == INSTANCE:
        return instance_to_javascript(environment, value, result)
    if value.kind == ERROR:
        return error_to_javascript(environment, value, result)
    if value.kind == THROWN:
        return boxed_value(env, <napi_ref>value.data, result)
    return napi_get_undefined(env, result)


cdef bint make_or_refuse(Environment* environment, Value* value, bint* failed, napi_value* result) noexcept nogil:
    """Make a Value, or why JavaScript refuses it, which is a failure. False if the environment is being torn down."""
    cdef napi_status status = to_javascript(environment, value, result)
    if status == napi_ok:
        return True
    failed[0] = True
    return refusal(environment.env, status, result) == napi_ok


cdef napi_status wire_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    cdef napi_value[2] arguments
    return (wire_arguments(environment, value, arguments)
            or call_lent(environment, environment.deserialize, 2, arguments, result))


cdef napi_status wire_arguments(Environment* environment, Value* value, napi_value* arguments) noexcept nogil:
    """The bytes, and what is beside them. Short bytes go through a Buffer that is kept for them, faster than a new one."""
    cdef napi_env env = environment.env
    cdef napi_value child
    cdef size_t index
    cdef napi_status status = napi_create_array_with_length(env, value.child_count, &arguments[1])
    for index in range(value.child_count):
        status = (status or to_javascript(environment, &value.children[index], &child)
                  or napi_set_element(env, arguments[1], index, child))
    if status == napi_ok and value.length > SCRATCH_BYTES:
        return external_buffer(env, value, &arguments[0])
    if status == napi_ok:
        memcpy(environment.scratch, value.data, value.length)  # last: the children's bytes go through the same Buffer
        arguments[0] = referenced(env, environment.scratch_buffer)
    return status


cdef napi_status instance_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    """The object that there is, or a new one, of the class of which this is the constructor."""
    cdef napi_env env = environment.env
    cdef napi_status status
    if find_twin(environment, value.owners[0], result):
        return napi_ok
    environment.adopted, value.owners[0] = value.owners[0], NULL  # the constructor takes it
    status = napi_new_instance(env, referenced(env, <napi_ref>value.data), 0, NULL, result)
    if environment.adopted != NULL:
        release_later(environment.adopted)
        environment.adopted = NULL
    return status


cdef napi_status error_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    """Have js/wire/errors.js build the Errors, the first of which has the others, but for those that there are already."""
    cdef napi_value errors
    cdef napi_value[4] arguments
    if value.owner_count != 0 and find_twin(environment, value.owners[0], result):
        return napi_ok
    cdef const char* description = ""
    if value.data != NULL:
        description = <const char*>value.data
    cdef napi_status status = (
        napi_create_string_latin1(environment.env, description, value.length, &arguments[0])
        or known_errors(environment, value, &arguments[1]))
    if status == napi_ok and value.child_count != 0:
        status = wire_arguments(environment, value.children, &arguments[2])
    return (status
            or call_lent(environment, environment.make_errors, 4 if value.child_count != 0 else 2, arguments, &errors)
            or napi_get_element(environment.env, errors, 0, result)
            or adopt_errors(environment, value, errors))


cdef napi_status known_errors(Environment* environment, Value* value, napi_value* known) noexcept nogil:
    """An array that has, in the place of each exception, the Error that stands for it already."""
    cdef napi_value error
    cdef size_t index
    cdef napi_status status = napi_create_array_with_length(environment.env, 0, known)
    for index in range(value.owner_count):
        if status == napi_ok and find_twin(environment, value.owners[index], &error):
            status = napi_set_element(environment.env, known[0], index, error)
    return status


cdef napi_status adopt_errors(Environment* environment, Value* value, napi_value errors) noexcept nogil:
    """Tie each Python exception to its own Error."""
    cdef napi_value error
    cdef size_t index
    cdef napi_status status = napi_ok
    for index in range(value.owner_count):
        if status == napi_ok and not find_twin(environment, value.owners[index], &error):
            status = (napi_get_element(environment.env, errors, index, &error)
                      or adopt(environment, error, value.owners[index]))
            if status == napi_ok:
                value.owners[index] = NULL  # the Error owns it now
    return status


cdef bint gets_frames(Environment* environment, napi_value error, napi_value* rejection) noexcept nogil:
    """JavaScript's thread, no GIL. Whether js/wire/errors.js is going to reject, with the frames of who awaits it."""
    cdef napi_valuetype kind
    cdef napi_status status = call_lent(environment, environment.reject_with_frames, 1, &error, rejection)
    if status == napi_ok:
        status = napi_typeof(environment.env, rejection[0], &kind)
    elif status == napi_pending_exception:
        napi_get_and_clear_last_exception(environment.env, rejection)  # then without them
    return status == napi_ok and kind == napi_object
