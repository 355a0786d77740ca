"""Exported functions by reference: JavaScript functions that call Python with a FunctionContext, on JavaScript's thread."""

cdef class Export:
    """What a JavaScript function keeps of its Python: released when JavaScript collects the function."""
    cdef Environment* environment
    cdef object callee
    cdef object owner  # of a method: its first argument is an instance
    cdef str name      # what messages call it


cdef Export new_export(Environment* environment, callee, owner, str name):
    cdef Export export = Export.__new__(Export)
    export.environment = environment
    export.callee = callee
    export.owner = owner
    export.name = name
    return export


cdef napi_value make_function(Environment* environment, callee, str name) except NULL:
    cdef Export export = new_export(environment, callee, None, name)
    cdef bytes utf8 = name.encode("utf-8", "replace")
    cdef napi_value function
    check(environment, napi_create_function(
        environment.env, utf8, len(utf8), call_export, <void*>export, &function))
    check(environment, release_with(environment.env, function, export))
    return function


cdef napi_status release_with(napi_env env, napi_value function, object) noexcept:
    """Keep a Python object for as long as JavaScript keeps a function."""
    status = napi_add_finalizer(env, function, <void*>object, release_from_javascript, <void*>object, NULL)
    if status == napi_ok:
        Py_INCREF(object)  # given back in release_from_javascript()
    return status


cdef napi_value call_export(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript."""
    cdef napi_value[8] inline
    cdef napi_value* arguments = inline
    cdef napi_value this, result
    cdef size_t count = 8
    cdef void* export
    cdef bint returned
    if napi_get_cb_info(env, info, &count, arguments, &this, &export) != napi_ok:
        return NULL  # never: the arguments are right
    if count > 8:
        arguments = <napi_value*>malloc(count * sizeof(napi_value))
        if arguments != NULL:
            napi_get_cb_info(env, info, &count, arguments, NULL, NULL)  # succeeded above
    come_in()
    returned = call_python(<PyObject*>export, info, this, arguments, count, &result)
    go_out()
    if not returned:
        napi_throw(env, result)  # fails where the environment is being torn down only
        result = NULL
    if arguments != inline:
        free(arguments)
    return result


cdef bint call_python(
    PyObject* data, napi_callback_info info, napi_value this, napi_value* arguments, size_t count, napi_value* result
) noexcept with gil:
    """JavaScript's thread. False, with the error as the result, if Python raised, or there was no memory for arguments."""
    cdef Export export = <Export>data
    cdef Environment* environment = export.environment
    cdef FunctionContext context = None
    try:
        context = new_context(environment, info, arguments, count, export.name)
        context._begin()
        if export.owner is None:
            value = export.callee(context)
        else:
            value = export.callee(instance_of(export, this), context)
        result[0] = raw_result(environment, value)
        return True
    except BaseException as error:
        if raw_exception(environment, error, result) != napi_ok:
            result[0] = NULL  # the environment is being torn down
        return False
    finally:
        if context is not None:
            context._end()


cdef FunctionContext new_context(
    Environment* environment, napi_callback_info info, napi_value* arguments, size_t count, str name
):
    if arguments == NULL:
        raise MemoryError()
    cdef FunctionContext context = FunctionContext.__new__(FunctionContext)
    context._environment = <Contract>environment.contract
    context._arguments = pack(arguments, count)
    context._call = PyLong_FromVoidPtr(info)
    context._name = name
    return context


cdef object instance_of(Export export, napi_value this):
    """The Python object that `this` stands for.

    Raises: TypeError where it stands for none of the method's class.
    """
    cdef Environment* environment = export.environment
    cdef void* object = NULL
    if stands_for_python(environment.env, this):
        check(environment, napi_unwrap(environment.env, this, &object))
        if isinstance(<object>object, export.owner):
            return <object>object
    raise TypeError(f"{export.callee.__qualname__}: expected a {export.owner.__name__} as this")


cdef tuple pack(napi_value* values, size_t count):
    cdef tuple packed = PyTuple_New(count)
    cdef size_t index
    for index in range(count):
        raw = PyLong_FromVoidPtr(values[index])
        Py_INCREF(raw)  # given to the tuple
        PyTuple_SET_ITEM(packed, index, raw)
    return packed
