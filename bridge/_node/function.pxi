"""Exported functions: JavaScript functions that call Python, on JavaScript's thread."""

cdef class Export:
    """What a JavaScript function keeps of its Python: released when JavaScript collects the function."""
    cdef Environment environment
    cdef object callee


cdef napi_value make_function(Environment environment, callee, str name) except NULL:
    cdef Export export = Export.__new__(Export)
    cdef bytes utf8 = name.encode("utf-8", "replace")
    cdef napi_value function
    export.environment = environment
    export.callee = callee
    check(environment, napi_create_function(
        environment.env, utf8, len(utf8), call_export, <void*>export, &function))
    check(environment, napi_add_finalizer(
        environment.env, function, <void*>export, release_from_javascript, <void*>export, NULL))
    Py_INCREF(export)  # given back in release_from_javascript()
    return function


cdef napi_value call_export(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript."""
    cdef napi_value[8] inline
    cdef napi_value* arguments = inline
    cdef napi_value result
    cdef size_t count = 8
    cdef void* export
    cdef bint returned
    if napi_get_cb_info(env, info, &count, arguments, NULL, &export) != napi_ok:
        return NULL
    if count > 8:
        arguments = <napi_value*>malloc(count * sizeof(napi_value))
        if arguments == NULL:
            napi_throw_error(env, NULL, "out of memory")
            return NULL
        napi_get_cb_info(env, info, &count, arguments, NULL, NULL)  # succeeded above
    add_relaxed(&javascript_inside, 1)
    returned = call_python(<PyObject*>export, arguments, count, &result)
    add_relaxed(&javascript_inside, -1)
    if not returned:
        napi_throw(env, result)
        result = NULL
    if arguments != inline:
        free(arguments)
    return result


cdef bint call_python(
    PyObject* data, napi_value* arguments, size_t count, napi_value* result
) noexcept with gil:
    """JavaScript's thread. False, with the error as the result, if Python raised."""
    add_relaxed(&javascript_calls, 1)
    cdef Export export = <Export>data
    cdef Environment environment = export.environment
    cdef FunctionContext context = FunctionContext.__new__(FunctionContext)
    context._host = environment
    context._open = True
    context._arguments = pack(arguments, count)
    try:
        result[0] = environment.raw_result(export.callee(context))
        return True
    except BaseException as error:
        if environment.raw_exception(error, result) != napi_ok:
            napi_get_and_clear_last_exception(environment.env, result)
        return False
    finally:
        context._open = False


cdef tuple pack(napi_value* values, size_t count):
    cdef tuple packed = PyTuple_New(count)
    cdef size_t index
    for index in range(count):
        raw = PyLong_FromVoidPtr(values[index])
        Py_INCREF(raw)  # given to the tuple
        PyTuple_SET_ITEM(packed, index, raw)
    return packed
