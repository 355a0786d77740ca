"""Calls of exported functions, whose arguments and results cross by copy.

A call of a task function takes no GIL on JavaScript's thread: its Export is never freed, since Modules never are.
"""

cdef struct Callee:
    Environment* environment
    PyObject* export    # or the getter's
    PyObject* setter
    bint is_method      # `this` is the first argument
    bint takes_options  # a plain object that comes last may have the keyword-only arguments
    bint by_reference   # of a class: its constructor takes a FunctionContext


cdef Callee* new_callee(Environment* environment, export) except NULL:
    cdef Callee* callee = <Callee*>calloc(1, sizeof(Callee))
    if callee == NULL:
        raise MemoryError()
    Py_INCREF(export)  # never given back: a Job may hold it without the GIL
    callee.takes_options = isinstance(export, Exported) and (<Exported>export).has_options()
    callee.environment = hold_environment(environment)
    callee.export = <PyObject*>export
    return callee


cdef napi_value make_exported(Environment* environment, Exported export) except NULL:
    """JavaScript's thread, GIL."""
    cdef Callee* callee = new_callee(environment, export)
    cdef bytes name = export.name.encode("utf-8", "replace")
    cdef napi_value function
    status = napi_create_function(environment.env, name, len(name), entry(export), callee, &function)
    if status == napi_ok:
        status = napi_add_finalizer(environment.env, function, callee, free_callee, NULL, NULL)
    if status != napi_ok:
        free_callee(NULL, callee, NULL)
    check(environment, status)
    return function


cdef napi_callback entry(export) noexcept:
    return call_now if export.kind == exported.SYNC else call_later


cdef void free_callee(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage."""
    drop_environment((<Callee*>data).environment)
    free(data)


cdef enum:
    INLINE = 8

cdef struct Arguments:
    napi_value inline[INLINE]
    napi_value* room    # inline, or malloc'ed; its first place is for `this`
    napi_value* values
    size_t count
    Callee* callee


cdef bint get_arguments(napi_env env, napi_callback_info info, Arguments* arguments) noexcept nogil:
    """JavaScript's thread. False, with an exception pending, if they cannot be had."""
    cdef napi_value this
    arguments.room = arguments.inline
    arguments.count = INLINE - 1
    if napi_get_cb_info(
            env, info, &arguments.count, arguments.room + 1, &this, <void**>&arguments.callee) != napi_ok:
        return False  # never: the arguments are right
    if arguments.count > INLINE - 1:
        arguments.room = <napi_value*>malloc((arguments.count + 1) * sizeof(napi_value))
        if arguments.room == NULL:
            return out_of_memory(arguments.callee.environment) == napi_ok
        napi_get_cb_info(env, info, &arguments.count, arguments.room + 1, NULL, NULL)  # succeeded above
    arguments.values = arguments.room + 1
    if arguments.callee.is_method:
        if not stands_for_python(env, this):
            drop_arguments(arguments)
            return refuse(env, "a method was called on an object of another class") == napi_ok
        arguments.room[0] = this
        arguments.values = arguments.room
        arguments.count += 1
    return True


cdef void drop_arguments(Arguments* arguments) noexcept nogil:
    if arguments.room != arguments.inline:
        free(arguments.room)


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


cdef napi_value call_later(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL. A Promise, or undefined if a callback came last."""
    cdef Arguments arguments
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        result = queue_call(env, &arguments)
        drop_arguments(&arguments)
    return result


cdef napi_value queue_call(napi_env env, Arguments* arguments) noexcept nogil:
    cdef size_t count = arguments.count
    cdef napi_value result
    cdef napi_valuetype kind = napi_undefined
    cdef napi_status status
    cdef NodeJob* job
    if count > 0:
        napi_typeof(env, arguments.values[count - 1], &kind)  # never fails
    if kind == napi_function:
        count -= 1
    job = new_job(&CALL, arguments.callee.environment, count)
    if job == NULL:
        out_of_memory(arguments.callee.environment)
        return NULL
    job.export = arguments.callee.export
    if kind == napi_function:
        status = napi_create_reference(env, arguments.values[count], 1, &job.callback)
        if status == napi_ok:
            status = open_context(env, &job.context)
        if status == napi_ok:
            status = napi_get_undefined(env, &result)
    else:
        status = napi_create_promise(env, &job.deferred, &result)
    if status != napi_ok:
        throw_refusal(job.environment, status)
        forget_job(job)
        return NULL
    hold_loop_for(job)
    status = copy_arguments(arguments.callee, arguments.values, count, job.arguments)
    if status == napi_ok and not submit(&job.job):
        napi_throw_error(env, "ERR_PYTHON_THREAD", NO_THREAD)
        status = napi_pending_exception
    if status != napi_ok:
        fail_unsent(job, status)
    return result


cdef void fail_unsent(NodeJob* job, napi_status status) noexcept nogil:
    """JavaScript's thread, no GIL. What keeps a call from being sent fails it where its result would be."""
    cdef napi_value error
    cdef napi_ref reference
    job.job.failed = True
    job.value.kind = ERROR  # out of memory, unless there is enough for what was thrown
    if refusal(job.environment.env, status, &error) == napi_ok and refer(job.environment, error, &reference) == napi_ok:
        job.value.kind = THROWN
        job.value.data = job.value.reference = reference
    finish_job(&job.job)


cdef napi_value call_now(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript. Takes the GIL: it runs the author's own Python."""
    cdef Arguments arguments
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        result = call_arguments_now(env, &arguments)
        drop_arguments(&arguments)
    return result


cdef napi_value call_arguments_now(napi_env env, Arguments* arguments) noexcept nogil:
    cdef Environment* environment = arguments.callee.environment
    cdef Value returned = NOTHING
    cdef napi_value result = NULL
    cdef napi_status status
    if run_now(env, arguments, &returned, NULL):
        status = to_javascript(environment, &returned, &result)
        if status != napi_ok:
            throw_refusal(environment, status)
            result = NULL
    elif returned.kind != UNDEFINED:
        throw_value(environment, &returned)
    drop_value(environment, &returned)
    return result


cdef bint run_now(napi_env env, Arguments* arguments, Value* returned, PyObject** made) noexcept nogil:
    """False if it failed: with an exception pending, or, where Python raised, returned."""
    cdef Environment* environment = arguments.callee.environment
    cdef size_t index
    cdef bint succeeded = False
    cdef napi_status status
    cdef Value* values = <Value*>calloc(arguments.count or 1, sizeof(Value))
    if values == NULL:
        status = out_of_memory(environment)
    else:
        status = copy_arguments(arguments.callee, arguments.values, arguments.count, values)
    if status == napi_ok:
        come_in()
        succeeded = call_export_now(arguments.callee, values, arguments.count, returned, made)
        go_out()
    else:
        throw_refusal(environment, status)
    if values != NULL:
        for index in range(arguments.count):
            drop_value(environment, &values[index])
        free(values)
    return succeeded


cdef bint call_export_now(
    Callee* callee, Value* values, size_t count, Value* returned, PyObject** made
) noexcept with gil:
    """JavaScript's thread. False if it raised. A constructor's object is made, any other value returned."""
    cdef Exported export = <Exported>callee.export
    cdef Contract contract = <Contract>callee.environment.contract
    outer, contract.current = contract.current, None  # a Context of an outer call makes nothing in this one
    try:
        arguments = arguments_to_python(callee.environment, export, values, count)
        value = call_in_copied_context(export, arguments)
        if made != NULL:
            Py_INCREF(value)  # given to the JavaScript object in construct()
            made[0] = <PyObject*>value
        elif value is None and export.gives_undefined:
            returned.kind = UNDEFINED
        else:
            from_python(callee.environment, value, returned)
        return True
    except BaseException as error:
        exception_from_python(callee.environment, error, returned)
        return False
    finally:
        contract.current = outer


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
