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
        return referred(env, (<napi_ref*>value.data)[0], result)
    return napi_get_undefined(env, result)


cdef napi_status call_lent(
    Environment* environment, napi_ref lent, size_t count, napi_value* arguments, napi_value* result
) noexcept nogil:
    """Call a function of the JavaScript half."""
    cdef napi_value function, this
    cdef napi_status status = napi_get_reference_value(environment.env, lent, &function)
    if status == napi_ok:
        status = napi_get_undefined(environment.env, &this)
    if status == napi_ok:
        status = napi_call_function(environment.env, this, function, count, arguments, result)
    return status


cdef napi_status out_of_memory(Environment* environment) noexcept nogil:
    """JavaScript's thread. Throw the one Error that tells of it, as where Python has no memory to describe its own."""
    cdef Value failure = NOTHING
    cdef napi_value error
    failure.kind = ERROR
    cdef napi_status status = error_to_javascript(environment, &failure, &error)
    if status == napi_ok:
        status = napi_throw(environment.env, error)
    return napi_pending_exception if status == napi_ok else status


cdef void throw_value(Environment* environment, Value* value) noexcept nogil:
    """JavaScript's thread, called by JavaScript. Throw a Value, or why it cannot be made."""
    cdef napi_value error
    cdef napi_status status = to_javascript(environment, value, &error)
    if status == napi_ok:
        napi_throw(environment.env, error)  # fails where the environment is being torn down only
    else:
        throw_refusal(environment, status)


cdef napi_status refusal(napi_env env, napi_status status, napi_value* error) noexcept nogil:
    """JavaScript's thread, no GIL. Why JavaScript did not make a value: what it threw, or that a string is too long."""
    cdef napi_value text
    cdef c_bool pending = False
    napi_is_exception_pending(env, &pending)  # never fails; some statuses do not tell of one
    if pending or status == napi_pending_exception:
        return napi_get_and_clear_last_exception(env, error)
    status = napi_create_string_latin1(env, "the value is too large for JavaScript", NAPI_AUTO_LENGTH, &text)
    if status == napi_ok:
        status = napi_create_range_error(env, NULL, text, error)
    return status


cdef void throw_refusal(Environment* environment, napi_status status) noexcept nogil:
    """JavaScript's thread, called by JavaScript. Throw why a value was not made, where it is not pending already."""
    cdef napi_value error
    if refusal(environment.env, status, &error) == napi_ok:
        napi_throw(environment.env, error)  # fails where the environment is being torn down only


cdef napi_status wire_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    cdef napi_value[2] arguments
    cdef napi_status status = wire_arguments(environment, value, arguments)
    if status == napi_ok:
        status = call_lent(environment, environment.deserialize, 2, arguments, result)
    return status


cdef napi_status wire_arguments(Environment* environment, Value* value, napi_value* arguments) noexcept nogil:
    """The bytes, and what is beside them. Short bytes go through a Buffer that is kept for them, faster than a new one."""
    cdef napi_env env = environment.env
    cdef napi_value child
    cdef size_t index
    cdef napi_status status = napi_create_array_with_length(env, value.child_count, &arguments[1])
    for index in range(value.child_count):
        if status == napi_ok:
            status = to_javascript(environment, &value.children[index], &child)
        if status == napi_ok:
            status = napi_set_element(env, arguments[1], index, child)
    if status == napi_ok and value.length > SCRATCH_BYTES:
        return external_buffer(env, value, &arguments[0])
    if status == napi_ok:
        memcpy(environment.scratch, value.data, value.length)  # last: the children's bytes go through the same Buffer
        status = napi_get_reference_value(env, environment.scratch_buffer, &arguments[0])
    return status


cdef napi_status external_buffer(napi_env env, Value* value, napi_value* result) noexcept nogil:
    """A Buffer over a Value's memory, which is given back when JavaScript collects it."""
    cdef void* copy
    cdef napi_status status = napi_no_external_buffers_allowed
    if value.length != 0:
        status = napi_create_external_buffer(env, value.length, value.data, finalizer(value), keeper(value), result)
    if status != napi_no_external_buffers_allowed:
        forget_keeper(value)
        return status
    return napi_create_buffer_copy(env, value.length, value.data, &copy, result)


cdef napi_status memory_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    """The typed array, or Buffer, over a Value's memory."""
    cdef napi_env env = environment.env
    cdef napi_value array_buffer
    cdef void* copy
    cdef napi_status status = napi_no_external_buffers_allowed
    if value.format == BUFFER:
        return external_buffer(env, value, result)
    if value.length != 0:
        status = napi_create_external_arraybuffer(
            env, value.data, value.length, finalizer(value), keeper(value), &array_buffer)
    if status != napi_no_external_buffers_allowed:
        forget_keeper(value)
    else:
        status = napi_create_arraybuffer(env, value.length, &copy, &array_buffer)
        if status == napi_ok and value.length != 0:
            memcpy(copy, value.data, value.length)
    if status == napi_ok:
        status = napi_create_typedarray(
            env, array_type(value.format), value.length // item_size(value.format), array_buffer, 0, result)
    return give_shape(environment, value, result) if status == napi_ok and value.shape != NULL else status


cdef napi_status give_shape(Environment* environment, Value* value, napi_value* array) noexcept nogil:
    """js/values/shape.js has the typed array tell its shape."""
    cdef napi_value[1 + MOST_DIMENSIONS] arguments
    cdef size_t index
    cdef napi_status status = napi_ok
    arguments[0] = array[0]
    for index in range(value.dimensions):
        if status == napi_ok:
            status = napi_create_double(environment.env, <double>value.shape[index], &arguments[1 + index])
    if status == napi_ok:
        status = call_lent(environment, environment.give_shape, 1 + value.dimensions, arguments, array)
    return status


cdef void* keeper(Value* value) noexcept nogil:
    """What keeps the data, for its finalizer: the memory itself, where it is the Value's own, or the Python object."""
    return value.owned if value.owned != NULL else value.owners[0]


cdef napi_finalize finalizer(Value* value) noexcept nogil:
    return free_from_javascript if value.owned != NULL else release_from_javascript


cdef void forget_keeper(Value* value) noexcept nogil:
    """JavaScript has it now. Where it failed, too: Node calls the finalizer of what it refuses for its size."""
    if value.owned != NULL:
        value.owned = NULL
    else:
        value.owners[0] = NULL


cdef napi_status error_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    """Have js/wire/errors.js build the Errors, the first of which has the others, but for those that there are already."""
    cdef napi_value errors
    cdef napi_value[4] arguments
    if value.owner_count != 0 and find_twin(environment, value.owners[0], result):
        return napi_ok
    cdef const char* description = ""
    if value.data != NULL:
        description = <const char*>value.data
    cdef napi_status status = napi_create_string_latin1(
        environment.env, description, value.length, &arguments[0])
    if status == napi_ok:
        status = known_errors(environment, value, &arguments[1])
    if status == napi_ok and value.child_count != 0:
        status = wire_arguments(environment, value.children, &arguments[2])
    if status == napi_ok:
        status = call_lent(environment, environment.make_errors, 4 if value.child_count != 0 else 2, arguments, &errors)
    if status == napi_ok:
        status = napi_get_element(environment.env, errors, 0, result)
    if status == napi_ok:
        status = adopt_errors(environment, value, errors)
    return status


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
            status = napi_get_element(environment.env, errors, index, &error)
            if status == napi_ok:
                status = adopt(environment, error, value.owners[index])
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


cdef int array_type(char format) noexcept nogil:
    """Node-API's number for a typed array."""
    cdef int index = 0
    while index < FLOAT16_ARRAY and ARRAY_FORMATS[index] != format:
        index += 1
    return index if format != c'B' else 1


cdef size_t item_size(char format) noexcept nogil:
    if format == c'q' or format == c'Q' or format == c'd':
        return 8
    if format == c'i' or format == c'I' or format == c'f':
        return 4
    return 2 if format == c'h' or format == c'H' or format == c'e' else 1


# In the order of napi_typedarray_type; the third is Uint8ClampedArray. BigInt64Array, BigUint64Array and Float16Array come last.
cdef const char* ARRAY_FORMATS = b"bBBhHiIfdqQe"

cdef enum:
    FLOAT16_ARRAY = 11  # of Node 24 and later
