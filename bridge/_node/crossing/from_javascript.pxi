"""Out of JavaScript, into a Value: on JavaScript's thread, without the GIL."""

cdef napi_status from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    """Where it fails, what JavaScript threw is pending."""
    cdef napi_env env = environment.env
    cdef napi_valuetype kind
    cdef c_bool flag
    cdef napi_status status = napi_typeof(env, source, &kind)
    if status != napi_ok:
        return status
    if kind == napi_number:
        value.kind = NUMBER
        return napi_get_value_double(env, source, &value.number)
    if kind == napi_string:
        return string_from_javascript(environment, source, value)
    if kind == napi_object:
        return object_from_javascript(environment, source, value)
    if kind == napi_boolean:
        status = napi_get_value_bool(env, source, &flag)
        value.kind = TRUE if flag else FALSE
        return status
    if kind == napi_undefined:
        value.kind = UNDEFINED
        return napi_ok
    if kind == napi_null:
        value.kind = NULL_VALUE
        return napi_ok
    if kind == napi_bigint:
        return bigint_from_javascript(environment, source, value)
    if kind == napi_external:
        return refuse(env, "cannot copy a native object to Python")
    return wire_from_javascript(environment, source, value)  # which refuses a symbol, and a function


cdef napi_status string_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    cdef napi_status status = napi_get_value_string_utf16(environment.env, source, NULL, 0, &value.length)
    if status != napi_ok:
        return status
    if allocate(value, (value.length + 1) * 2) == NULL:
        return out_of_memory(environment)
    value.kind = UTF16
    return napi_get_value_string_utf16(environment.env, source, <uint16_t*>value.data, value.length + 1, &value.length)


cdef napi_status bigint_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    cdef int sign = 0
    cdef napi_status status = napi_get_value_bigint_words(environment.env, source, NULL, &value.length, NULL)
    if status != napi_ok:
        return status
    if allocate(value, value.length * 8) == NULL:
        return out_of_memory(environment)
    value.kind = BIGINT
    status = napi_get_value_bigint_words(environment.env, source, &sign, &value.length, <uint64_t*>value.data)
    value.negative = sign
    return status


cdef napi_status object_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    """Binary data stays where it is, an Error of Python's is its exception, and the rest is cloned."""
    cdef napi_env env = environment.env
    cdef c_bool yes = False
    cdef napi_status status = napi_is_typedarray(env, source, &yes)
    if yes:
        return typed_array_from_javascript(environment, source, value)
    status = status or napi_is_arraybuffer(env, source, &yes)
    if yes:
        return array_buffer_from_javascript(environment, source, value)
    status = status or napi_is_dataview(env, source, &yes)
    if yes:
        return data_view_from_javascript(environment, source, value)
    status = status or napi_check_object_type_tag(env, source, &PYTHON_OBJECT, &yes)
    if yes:
        return original_from_javascript(env, source, value)
    return status or wire_from_javascript(environment, source, value)


cdef napi_status original_from_javascript(napi_env env, napi_value source, Value* value) noexcept nogil:
    value.kind = ORIGINAL
    return napi_unwrap(env, source, &value.data) or napi_create_reference(env, source, 1, &value.reference)


cdef napi_status wire_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    """js/wire/v8.js gives the bytes, and what stays beside them; js/wire/walk.js, where V8 would lose something."""
    cdef napi_env env = environment.env
    cdef napi_value parts, other_parts, part
    cdef napi_valuetype kind
    cdef uint32_t count = 0
    cdef uint32_t index
    cdef size_t objects
    cdef napi_status status = call_lent(environment, environment.serialize, 1, &source, &parts)
    if status == napi_pending_exception:
        status = serialize_refused(environment, source, &parts)
    status = status or get_bytes(env, parts, &part, value)
    if status == napi_ok and may_be_lossy(environment, <uint8_t*>value.data, value.length, &objects):
        status = serialize_if_lossy(environment, source, objects, &other_parts) or napi_typeof(env, other_parts, &kind)
        if status == napi_ok and kind == napi_object:
            parts = other_parts
            status = get_bytes(env, parts, &part, value)
    status = status or napi_get_array_length(env, parts, &count)
    if status == napi_ok:
        value.kind = WIRE  # a worker's bytes go with it
        status = (napi_create_reference(env, part, 1, &value.reference) if environment.is_main
                  else copy_memory(environment, value))
    if status == napi_ok and make_children(value, count - 1) == NULL:
        status = out_of_memory(environment)
    for index in range(1, count):
        status = (status or napi_get_element(env, parts, index, &part)
                  or from_javascript(environment, part, &value.children[index - 1]))
        if status == napi_pending_exception:
            return say_where(environment, part, source)
    return status


cdef napi_status say_where(Environment* environment, napi_value part, napi_value source) noexcept nogil:
    """Have what is pending, which refuses a part of a value, say where that is."""
    cdef napi_value[3] arguments
    cdef napi_value error
    arguments[1] = part
    arguments[2] = source
    return (napi_get_and_clear_last_exception(environment.env, &arguments[0])
            or call_lent(environment, environment.with_place, 3, arguments, &error)
            or napi_throw(environment.env, error)
            or napi_pending_exception)


cdef napi_status serialize_refused(Environment* environment, napi_value source, napi_value* parts) noexcept nogil:
    """Have js/wire/walk.js write what V8 refuses: an Error, where Error.prepareStackTrace fails."""
    cdef napi_value refusal
    cdef napi_valuetype kind
    cdef napi_status status = (
        napi_get_and_clear_last_exception(environment.env, &refusal)
        or serialize_if_lossy(environment, source, 0, parts)
        or napi_typeof(environment.env, parts[0], &kind))
    if status == napi_ok and kind != napi_object:
        napi_throw(environment.env, refusal)
        status = napi_pending_exception
    return status


cdef napi_status get_bytes(napi_env env, napi_value parts, napi_value* buffer, Value* value) noexcept nogil:
    return napi_get_element(env, parts, 0, buffer) or napi_get_buffer_info(env, buffer[0], &value.data, &value.length)


cdef napi_status serialize_if_lossy(
    Environment* environment, napi_value source, size_t count, napi_value* parts
) noexcept nogil:
    """Of a value with so many objects, as far as is known."""
    cdef napi_value[4] arguments
    arguments[0] = source
    arguments[1] = referenced(environment.env, environment.stands_for_python)
    return (napi_get_boolean(environment.env, environment.lends_objects, &arguments[2])
            or napi_create_double(environment.env, <double>count, &arguments[3])
            or call_lent(environment, environment.serialize_if_lossy, 4, arguments, parts))
