"""Calls of exported functions, whose arguments and results cross by copy.

A call of a task function takes no GIL on JavaScript's thread: its Export is never freed, since Modules never are.
"""

cdef napi_status copy_arguments(
    Callee* callee, napi_value* sources, size_t count, Value* values, Line* line
) noexcept nogil:
    """JavaScript's thread, no GIL. The Line, where the callee has use for one, gets what is a function."""
    cdef napi_status status = napi_ok
    cdef size_t index
    if line != NULL:
        status = lend_functions(callee, sources, count, values, line)
    for index in range(count):
        if status == napi_ok and values[index].kind != CALLABLE:
            status = from_javascript(callee.environment, sources[index], &values[index])
    if callee.takes_options and status == napi_ok and count > 0 and values[count - 1].kind == WIRE:
        values[count - 1].is_plain = is_plain_object(callee.environment.env, sources[count - 1])
    return status


cdef bint begin_by_copy(Arguments* arguments) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL. False, with an exception pending, if there are no copies."""
    cdef Environment* environment = arguments.callee.environment
    cdef napi_status status
    arguments.copies = <Value*>calloc(arguments.count or 1, sizeof(Value))
    arguments.line = new_line(environment, NULL) if arguments.callee.roles != NULL else NULL
    if arguments.copies == NULL or (arguments.line == NULL and arguments.callee.roles != NULL):
        return out_of_memory(environment) == napi_ok
    status = copy_arguments(
        arguments.callee, arguments.values, arguments.count, arguments.copies, arguments.line)
    if status != napi_ok:
        throw_refusal(environment, status)
    return status == napi_ok


cdef void leave_call(Line* line) noexcept nogil:
    """JavaScript's thread, no GIL. What is pending, if anything, stays so."""
    cdef napi_env env = line.environment.env
    cdef napi_value thrown
    cdef c_bool is_pending = False
    napi_is_exception_pending(env, &is_pending)  # never fails
    if is_pending:
        napi_get_and_clear_last_exception(env, &thrown)
    leave_line(line)
    end_line(line)
    if is_pending:
        napi_throw(env, thrown)  # fails where the environment is being torn down only


cdef void end_by_copy(Arguments* arguments) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef size_t index
    if arguments.copies != NULL:
        for index in range(arguments.count):
            drop_value(arguments.callee.environment, &arguments.copies[index])
        free(arguments.copies)
    if arguments.line != NULL:
        leave_call(arguments.line)


cdef int call_by_copy(Entry* entry, context) except -1:
    """JavaScript's thread, GIL."""
    cdef Arguments* arguments = <Arguments*>entry.what
    cdef Exported export = <Exported>arguments.callee.function
    values = arguments_to_python(entry.environment, export, arguments.copies, arguments.count)
    lend_callers(arguments.line, arguments.copies, arguments.count, values)
    value = call_in_copied_context(export, values)
    if entry.makes:
        return keep_made(entry, value)
    if value is not None or not export.gives_undefined:
        from_python(entry.environment, value, &entry.value)
    return 0


cdef napi_value queue_call(napi_env env, Arguments* arguments, Options* options) noexcept nogil:
    cdef size_t count = arguments.count
    cdef napi_value result
    cdef napi_valuetype kind = napi_undefined  # of the last argument
    cdef napi_status status
    cdef NodeJob* job
    cdef bint has_callback = ends_in_callback(env, arguments, &kind)
    if has_callback:
        count -= 1
        if count > 0:
            napi_typeof(env, arguments.values[count - 1], &kind)  # never fails
    job = new_job(&CALL.kind, arguments.callee.environment, count)
    if job == NULL:
        out_of_memory(arguments.callee.environment)
        return NULL
    job.export = arguments.callee.function
    if arguments.callee.roles != NULL:
        job.line = new_line(job.environment, job)
    if has_callback:
        status = (napi_create_reference(env, arguments.values[count], 1, &job.callback)
                  or open_context(env, &job.context) or napi_get_undefined(env, &result))
    else:
        status = napi_create_promise(env, &job.deferred, &result)
        if job.line != NULL:
            status = status or open_context(env, &job.context)  # for what Python calls meanwhile
    if status != napi_ok:
        throw_refusal(job.environment, status)
        forget_job(job)
        return NULL
    hold_loop_for(job)
    if job.line != NULL:
        job.line.context = job.context
    elif arguments.callee.roles != NULL:
        status = out_of_memory(job.environment)
    if kind == napi_object and count > 0:
        status = status or take_last(arguments, job, options)
    status = (status or begin_call(arguments.callee, job, arguments.callee.use, options)
              or copy_arguments(arguments.callee, arguments.values, job.argument_count, job.arguments, job.line)
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


cdef napi_status begin_call(Callee* callee, NodeJob* job, Use* use, Options* options) noexcept nogil:
    job.job.mode = callee.mode
    options.timeout_ms = min(options.timeout_ms, callee.timeout_ms)
    return napi_ok if use == NULL else begin_pending(job, use, options)


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
