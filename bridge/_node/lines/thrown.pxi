"""Thrown: what JavaScript throws, or raises, on its way to a thread of Python's."""

cdef struct Thrown:
    Value original        # the Python exception that it is; or else, what a JsError has of it:
    Value text
    double number         # which object it is
    napi_ref reference

cdef Thrown NOTHING_THROWN  # all zero


cdef void keep_thrown(Environment* environment, napi_value value, Thrown* thrown) noexcept nogil:
    """JavaScript's thread."""
    cdef napi_env env = environment.env
    cdef napi_value number, text, ignored
    cdef c_bool is_original = False
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)  # never fails
    if kind == napi_object:
        napi_check_object_type_tag(env, value, &PYTHON_OBJECT, &is_original)
    if is_original and original_from_javascript(env, value, &thrown.original) == napi_ok:
        return
    if refer(environment, value, &thrown.reference) == napi_ok:
        add_relaxed(&live_references, 1)
    if call_lent(environment, environment.number_of, 1, &value, &number) == napi_ok:
        napi_get_value_double(env, number, &thrown.number)
    else:
        napi_get_and_clear_last_exception(env, &ignored)  # there is no room on the stack: it goes unknown
    if napi_coerce_to_string(env, value, &text) != napi_ok or string_from_javascript(
            environment, text, &thrown.text) != napi_ok:
        napi_get_and_clear_last_exception(env, &ignored)  # it says nothing


cdef object thrown_to_python(Environment* environment, Thrown* thrown):
    """Any thread, GIL. The exception: once."""
    cdef Reference reference
    original = held_to_python(environment, &thrown.original)
    if isinstance(original, BaseException):
        return original
    text = to_python(environment, &thrown.text)
    reference = Reference.__new__(Reference)
    reference.environment = hold_environment(environment)
    reference.reference, thrown.reference = thrown.reference, NULL
    return JsError._received(
        <object>environment.contract, reference, <int64_t>thrown.number,
        "a JavaScript value that has no text" if text is None else text)


cdef object held_to_python(Environment* environment, Value* value, fill=None):
    """Any thread, GIL. As to_python(), at another time than that of a call; undefined is None, but what fill() has filled."""
    cdef list gaps = None if fill is None else []
    hold_originals(value, 1)
    try:
        result = to_python(environment, value, gaps)
    finally:
        drop_originals(value, 1)
    if result is UNDEFINED_ARGUMENT:
        return None
    return fill(result, gaps) if gaps else result


cdef void drop_thrown(Environment* environment, Thrown* thrown) noexcept nogil:
    """Any thread."""
    if thrown == NULL:
        return
    drop_value(environment, &thrown.original)
    drop_value(environment, &thrown.text)
    if thrown.reference != NULL:
        add_relaxed(&live_references, -1)
        drop_reference(&environment.outbox, thrown.reference)
        thrown.reference = NULL
