"""A Job's Python: what is performed in the background, what is kept of its end, and an end that is the author's own."""

cdef object outcome = None  # the package, from the first Task with a complete() of its own: a start need not wait for it


cdef bint perform_task(Job* base) except -1:
    """Background thread."""
    cdef NodeJob* job = <NodeJob*>base
    try:
        keep_value(base, (<object>job.task).perform())
    finally:
        release_task(job)
    return True


cdef bint perform_completing(Job* base) except -1:
    """Background thread."""
    cdef NodeJob* job = <NodeJob*>base
    keep_result(job, outcome.Value((<object>job.task).perform()))
    return True


cdef str DROPPED_CALL = "the coroutine was dropped before it had ended"


cdef bint perform_call(Job* base) except -1:
    """Background thread. Call an exported function with the arguments that came from JavaScript."""
    cdef NodeJob* job = <NodeJob*>base
    cdef Exported callee = <Exported>job.export
    arguments = take_arguments(job)
    if callee.kind == exported.ASYNC:
        from bridge.executors import loop  # asyncio takes its time to import
        return start_elsewhere(base, loop.start, (<object>callee).call, arguments, DROPPED_CALL)
    keep_returned(base, callee.call(arguments))
    return True


cdef list take_arguments(NodeJob* job):
    """Background thread."""
    hold_originals(job.arguments, job.argument_count)
    try:
        arguments = arguments_to_python(job.environment, <Exported>job.export, job.arguments, job.argument_count)
    finally:
        drop_originals(job.arguments, job.argument_count)
    lend_callers(job.line, job.arguments, job.argument_count, arguments)
    return arguments


cdef int keep_value(Job* base, value) except -1:
    """Any thread, GIL."""
    cdef NodeJob* job = <NodeJob*>base
    from_python(job.environment, value, &job.value)
    return 0


cdef int keep_returned(Job* base, value) except -1:
    """Any thread, GIL."""
    cdef NodeJob* job = <NodeJob*>base
    if value is None and (<Exported>job.export).gives_undefined:
        job.value.kind = UNDEFINED
        return 0
    return keep_value(base, value)


cdef void keep_error(Job* base, error) noexcept:
    """Any thread, GIL."""
    cdef NodeJob* job = <NodeJob*>base
    exception_from_python(job.environment, error, &job.value)


cdef void leave_error(Job* base, error) noexcept:
    """Any thread, GIL. What becomes of it is for the author's complete() to say."""
    keep_result(<NodeJob*>base, outcome.Error(error))


cdef object give_reason(Job* base):
    """Any thread, GIL."""
    return reason_to_python((<NodeJob*>base).reason)


cdef object tell_call(Job* base):
    """Any thread, GIL."""
    cdef NodeJob* job = <NodeJob*>base
    return (<Exported>job.export).name, deadline_of(job)


cdef object tell_task(Job* base):
    """The thread that performs it, GIL."""
    cdef NodeJob* job = <NodeJob*>base
    return type(<object>job.task).__qualname__, deadline_of(job)


cdef object deadline_of(NodeJob* job):
    return job.deadline_ns / 1e9 if job.deadline_ns != 0 else None


cdef void keep_result(NodeJob* job, object result) noexcept:
    Py_INCREF(result)  # given back in release_task()
    job.result = <PyObject*>result


cdef Scope open_task(Entry* entry):
    """JavaScript's thread, GIL."""
    return TaskContext(<object>entry.environment.contract)


cdef int complete(Entry* entry, context) except -1:
    """JavaScript's thread, GIL. Call the author's complete(); a throw in it wins over what it returns."""
    cdef NodeJob* job = <NodeJob*>entry.what
    try:
        return keep_lent(entry, (<object>job.task).complete(context, <object>job.result))
    finally:
        release_task(job)


cdef int run_posted(Entry* entry, context) except -1:
    """JavaScript's thread, GIL. Call what was posted; what it returns is its own affair."""
    cdef NodeJob* job = <NodeJob*>entry.what
    try:
        (<object>job.task)(context)
        return 0
    finally:
        release_task(job)


cdef void release_task(NodeJob* job) noexcept:
    """Any thread, GIL. Let go of the Task and its result while we have the GIL anyway."""
    task, job.task = <object>job.task, NULL
    Py_DECREF(task)  # taken in new_python_job()
    if job.result != NULL:
        result, job.result = <object>job.result, NULL
        Py_DECREF(result)  # taken in keep_result()
