"""Calls of exported functions, whose arguments and results cross by copy.

A call of a task function takes no GIL on JavaScript's thread: its Export is never freed, since Modules never are.
"""

cdef napi_status copy_arguments(Callee* callee, napi_value* sources, size_t count, Value* values) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef napi_status status = napi_ok
    cdef size_t index
    for index in range(count):
        if status == napi_ok:
            status = from_javascript(callee.environment, sources[index], &values[index])
    if callee.takes_options and status == napi_ok and count > 0 and values[count - 1].kind == WIRE:
        values[count - 1].is_plain = is_plain_object(callee.environment.env, sources[count - 1])
    return status


cdef bint is_plain_object(napi_env env, napi_value value) noexcept nogil:
    """JavaScript's thread, no GIL. Whether an object is one as `{}` makes them, in any realm, or has no prototype."""
    cdef napi_valuetype kind
    for _ in range(2):
        if napi_get_prototype(env, value, &value) != napi_ok or napi_typeof(env, value, &kind) != napi_ok:
            return False
        if kind == napi_null:
            return True
    return False


cdef bint begin_by_copy(Arguments* arguments) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL. False, with an exception pending, if there are no copies."""
    cdef Environment* environment = arguments.callee.environment
    cdef napi_status status
    arguments.copies = <Value*>calloc(arguments.count or 1, sizeof(Value))
    if arguments.copies == NULL:
        return out_of_memory(environment) == napi_ok
    status = copy_arguments(arguments.callee, arguments.values, arguments.count, arguments.copies)
    if status != napi_ok:
        throw_refusal(environment, status)
    return status == napi_ok


cdef void end_by_copy(Arguments* arguments) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef size_t index
    if arguments.copies != NULL:
        for index in range(arguments.count):
            drop_value(arguments.callee.environment, &arguments.copies[index])
        free(arguments.copies)


cdef int call_by_copy(Entry* entry, context) except -1:
    """JavaScript's thread, GIL."""
    cdef Arguments* arguments = <Arguments*>entry.what
    cdef Exported export = <Exported>arguments.callee.function
    values = arguments_to_python(entry.environment, export, arguments.copies, arguments.count)
    value = call_in_copied_context(export, values)
    if entry.makes:
        return keep_made(entry, value)
    if value is not None or not export.gives_undefined:
        from_python(entry.environment, value, &entry.value)
    return 0


cdef napi_value call_later(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL. A Promise, or undefined if a callback came last."""
    cdef Arguments arguments
    cdef Options options
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        take_options(arguments.callee.environment, &options)
        result = queue_call(env, &arguments, &options)
        drop_arguments(&arguments)
    return result


cdef napi_value queue_call(napi_env env, Arguments* arguments, Options* options) noexcept nogil:
    cdef size_t count = arguments.count
    cdef napi_value result
    cdef napi_valuetype kind = napi_undefined  # of the last argument
    cdef napi_status status
    cdef NodeJob* job
    cdef bint has_callback
    if count > 0:
        napi_typeof(env, arguments.values[count - 1], &kind)  # never fails
    has_callback = kind == napi_function
    if has_callback:
        count -= 1
        if count > 0:
            napi_typeof(env, arguments.values[count - 1], &kind)  # never fails
    job = new_job(&CALL.kind, arguments.callee.environment, count)
    if job == NULL:
        out_of_memory(arguments.callee.environment)
        return NULL
    job.export = arguments.callee.function
    if has_callback:
        status = (napi_create_reference(env, arguments.values[count], 1, &job.callback)
                  or open_context(env, &job.context) or napi_get_undefined(env, &result))
    else:
        status = napi_create_promise(env, &job.deferred, &result)
    if status != napi_ok:
        throw_refusal(job.environment, status)
        forget_job(job)
        return NULL
    hold_loop_for(job)
    if kind == napi_object and count > 0:
        status = take_last(arguments, job, options)
    status = (status or begin_call(arguments.callee, job, options)
              or copy_arguments(arguments.callee, arguments.values, job.argument_count, job.arguments)
              or send_or_throw(job))
    if status != napi_ok:
        fail_unsent(job, status)
    return result


cdef napi_status take_last(Arguments* arguments, NodeJob* job, Options* options) noexcept nogil:
    """Take an AbortSignal out of the last argument, an object, which is none if it has nothing else."""
    cdef bint is_left
    cdef napi_status status = take_signal(
        job.environment, options, &arguments.values[job.argument_count - 1], &is_left)
    job.argument_count -= not is_left
    return status


cdef napi_status begin_call(Callee* callee, NodeJob* job, Options* options) noexcept nogil:
    job.job.mode = callee.mode
    options.timeout_ms = min(options.timeout_ms, callee.timeout_ms)
    return napi_ok if callee.use == NULL else begin_pending(job, callee.use, options)


cdef object call_in_copied_context(Exported export, list arguments):
    """What the call sets in `contextvars`, no other sees."""
    context = PyContext_CopyCurrent()
    PyContext_Enter(context)
    try:
        return export.call(arguments)
    finally:
        PyContext_Exit(context)


cdef extern from "Python.h":
    object PyContext_CopyCurrent()
    int PyContext_Enter(object) except -1
    int PyContext_Exit(object) except -1
