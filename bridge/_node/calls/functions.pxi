"""Exported functions: JavaScript's, which call Python by copy, now or later, or by reference, with a FunctionContext."""

cdef Scope open_function(Entry* entry):
    """JavaScript's thread, GIL."""
    cdef Arguments* arguments = <Arguments*>entry.what
    cdef bint skipped = arguments.callee.is_method  # `this`
    cdef FunctionContext context = FunctionContext.__new__(FunctionContext)
    context._environment = <Contract>entry.environment.contract
    context._arguments = pack(arguments.values + skipped, arguments.count - skipped)
    context._call = <size_t>arguments.info
    context._name = <str>arguments.callee.name
    return context


cdef int call_by_reference(Entry* entry, context) except -1:
    """JavaScript's thread, GIL."""
    cdef Arguments* arguments = <Arguments*>entry.what
    cdef void* instance
    function = <object>arguments.callee.function
    if arguments.callee.is_method:
        napi_unwrap(entry.environment.env, arguments.values[0], &instance)  # fails for none: get_arguments() has asked
        value = function(<object>instance, context)
    else:
        value = function(context)
    return keep_made(entry, value) if entry.makes else keep_lent(entry, value)


cdef tuple pack(napi_value* values, size_t count):
    cdef tuple packed = PyTuple_New(count)
    cdef size_t index
    for index in range(count):
        raw = PyLong_FromVoidPtr(values[index])
        Py_INCREF(raw)  # given to the tuple
        PyTuple_SET_ITEM(packed, index, raw)
    return packed


cdef napi_value make_function(Environment* environment, function, str name) except NULL:
    """JavaScript's thread, GIL. Of an Export, by copy; of any other function, by reference."""
    return function_of(new_callee(environment, function, name), function, name)


cdef napi_value function_of(Callee* callee, function, str name) except NULL:
    """JavaScript's thread, GIL. The Callee is the JavaScript function's."""
    cdef Environment* environment = callee.environment
    cdef bytes utf8 = name.encode("utf-8", "replace")
    cdef napi_value made
    status = napi_create_function(environment.env, utf8, len(utf8), entry_of(function), callee, &made)
    if status == napi_ok:
        status = napi_add_finalizer(environment.env, made, callee, free_callee, NULL, NULL)
    if status != napi_ok:
        free_callee(NULL, callee, NULL)
    check(environment, status)
    if answers_later(function):
        check(environment, napi_create_reference(environment.env, made, 0, &callee.itself))
        give_with(environment, made)
    return made


cdef bint answers_later(function) noexcept:
    return isinstance(function, Exported) and function.kind != exported.SYNC


cdef int give_with(Environment* environment, napi_value function) except -1:
    """JavaScript's thread, GIL. Give a function that answers later what all of them have, by js/node/calls/stopping.js."""
    cdef napi_value ignored
    return check(environment, call_lent(environment, environment.answers_later, 1, &function, &ignored))


cdef napi_value call_later(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL. A Promise, undefined if a callback came last, or an iterator."""
    cdef Arguments arguments
    cdef Options options
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        if is_traced(&arguments):
            result = trace_call(env, &arguments)
        else:
            take_options(arguments.callee.environment, &options)
            result = (open_stream if arguments.callee.is_stream else queue_call)(env, &arguments, &options)
        drop_arguments(&arguments)
    return result


cdef napi_callback entry_of(function) noexcept:
    return call_later if answers_later(function) else call_now


cdef napi_value call_now(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript."""
    cdef Arguments arguments
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        result = call_with(&arguments, NULL)
        drop_arguments(&arguments)
    return result


cdef napi_value call_with(Arguments* arguments, PyObject** made) noexcept nogil:
    """JavaScript's thread, called by JavaScript. NULL, with an exception pending, if it failed; a constructor's is made."""
    cdef Entry entry = NO_ENTRY
    cdef napi_value result = NULL
    entry.environment = arguments.callee.environment
    entry.what = arguments
    entry.makes = made != NULL
    if arguments.callee.name != NULL:
        entry.open = open_function
        entry.call = call_by_reference
        result = enter_or_throw(&entry)
    else:
        entry.call = call_by_copy
        if begin_by_copy(arguments):
            result = enter_or_throw(&entry)
        end_by_copy(arguments)
    if made != NULL:
        made[0] = entry.made
    return result
