"""The two places where a Job is Python: performing in the background, an overridden complete() on JavaScript's thread."""

cdef object outcome = None  # the package, from the first Task with a complete() of its own: a start need not wait for it


cdef bint perform(Job* job) noexcept with gil:
    """Background thread. Nothing an author raises gets past here, SystemExit and KeyboardInterrupt included.

    False if the Job goes on elsewhere, on the asyncio loop.
    """
    try:
        if job.is_call:
            return call(job)
        value = in_empty_context(<object>job.task, None)
        if job.overridden:
            keep_result(job, outcome.Value(value))
        else:
            from_python(job.environment, value, &job.value)
    except BaseException as error:
        fail_task(job, error)
    if not job.overridden and not job.is_call:
        release_task(job)
    return True


cdef str DROPPED_CALL = "the coroutine was dropped before it had ended"


cdef bint call(Job* job) except -1:
    """Call an exported function with the arguments that came from JavaScript."""
    cdef Exported callee = <Exported>job.task
    hold_originals(job.arguments, job.argument_count)
    try:
        arguments = arguments_to_python(job.environment, callee, job.arguments, job.argument_count)
    finally:
        drop_originals(job.arguments, job.argument_count)
    if callee.kind == exported.ASYNC:
        start_coroutine(job, callee, arguments)
        return False
    resolve_job(job, in_empty_context(callee, arguments))
    return True


cdef void hold_originals(Value* values, size_t count) noexcept:
    """Background thread, before any Python runs: only then is it sure that JavaScript still keeps the originals.

    Where its environment ends, it lets go of them, and the next argument's own Python gives other threads the GIL.
    """
    cdef size_t index
    for index in range(count):
        if values[index].kind == ORIGINAL:
            Py_INCREF(<object>values[index].data)  # given back in drop_originals()
        hold_originals(values[index].children, values[index].child_count)


cdef void drop_originals(Value* values, size_t count) noexcept:
    """Background thread. The arguments have them now."""
    cdef size_t index
    for index in range(count):
        if values[index].kind == ORIGINAL:
            Py_DECREF(<object>values[index].data)  # taken in hold_originals()
        drop_originals(values[index].children, values[index].child_count)


cdef int start_coroutine(Job* job, Exported callee, list arguments) except -1:
    """Background thread. The Job is the Completion's: it may be delivered, and gone, before this has ended."""
    from bridge.executors import loop  # asyncio takes its time to import
    cdef Completion completion = new_completion(job, DROPPED_CALL)
    try:
        loop.start((<object>callee).call, arguments, completion)
    except BaseException as error:  # at exit, a SystemExit
        if completion.job != NULL:
            completion.reject(error)
    return 0


cdef object spare_context = None


cdef object in_empty_context(callee, list arguments):
    """Background thread, whose own `contextvars` context is empty. One in which nothing was set serves again."""
    global spare_context
    context, spare_context = spare_context, None
    if context is None:
        context = PyContext_New()
    try:
        return in_context(context, callee, arguments)
    finally:
        if len(context) == 0:
            spare_context = context


cdef object in_context(context, callee, list arguments):
    """Perform a Task, or call an Export, in a context of its own: no call sees what another one set."""
    PyContext_Enter(context)
    try:
        return callee.perform() if arguments is None else (<Exported>callee).call(arguments)
    finally:
        PyContext_Exit(context)


cdef int resolve_job(Job* job, value) except -1:
    """Any thread, GIL."""
    if value is None and job.is_call and (<Exported>job.task).gives_undefined:
        job.value.kind = UNDEFINED
    else:
        from_python(job.environment, value, &job.value)
    return 0


cdef void fail_task(Job* job, error) noexcept:
    """Any thread, GIL."""
    if job.overridden:
        keep_result(job, outcome.Error(error))
    else:
        fail_job(job, error)


cdef void fail_job(Job* job, error) noexcept:
    """Any thread, GIL."""
    job.failed = True
    exception_from_python(job.environment, error, &job.value)


cdef class Completion:
    """Where an `async` call reports its end, and what settles a Promise. Forgotten before, it is a failure."""
    cdef Job* job
    cdef str dropped

    def resolve(self, value):
        cdef Job* job = self.take()
        try:
            resolve_job(job, value)
        except BaseException as error:
            fail_job(job, error)
        finish_job(job)

    def reject(self, reason):
        cdef Job* job = self.take()
        try:
            if not isinstance(reason, BaseException):
                job.failed = True
                from_python(job.environment, reason, &job.value)
            else:
                fail_job(job, reason)
        except BaseException as error:
            fail_job(job, error)
        finish_job(job)

    cdef Job* take(self) except NULL:
        cdef Job* job = self.job
        if job == NULL:
            raise RuntimeError("it is settled already")
        self.job = NULL
        return job

    def __dealloc__(self):
        if self.job != NULL:
            fail_job(self.job, RuntimeError(self.dropped))
            finish_job(self.job)


cdef Completion new_completion(Job* job, str dropped):
    cdef Completion completion = Completion.__new__(Completion)
    completion.dropped = dropped
    completion.job = job
    return completion


cdef void keep_result(Job* job, object result) noexcept:
    Py_INCREF(result)  # given back in release_task()
    job.result = <PyObject*>result


cdef napi_status complete(Job* job, bint* failed, napi_value* result) noexcept with gil:
    """JavaScript's thread. Call the author's complete(); a throw in it wins over what it returns."""
    add_relaxed(&javascript_calls, 1)
    cdef Environment* environment = job.environment
    context = None
    try:
        context = TaskContext(<object>environment.contract)
        context.open()
        value = (<object>job.task).complete(context, <object>job.result)
        result[0] = raw_result(environment, value)
        failed[0] = False
        return napi_ok
    except BaseException as error:
        failed[0] = True
        return raw_exception(environment, error, result)
    finally:
        if context is not None:
            context.close()
        release_task(job)


cdef napi_status run_posted(Job* job, bint* failed, napi_value* result) noexcept with gil:
    """JavaScript's thread. Call what was posted; what it returns is its own affair."""
    add_relaxed(&javascript_calls, 1)
    cdef Environment* environment = job.environment
    context = None
    try:
        context = TaskContext(<object>environment.contract)
        context.open()
        (<object>job.task)(context)
        failed[0] = False
        return napi_get_undefined(environment.env, result)
    except BaseException as error:
        failed[0] = True
        return raw_exception(environment, error, result)
    finally:
        if context is not None:
            context.close()
        release_task(job)


cdef void release_task(Job* job) noexcept:
    """Any thread, GIL. Let go of the Task and its result while we have the GIL anyway."""
    task, job.task = <object>job.task, NULL
    Py_DECREF(task)  # taken in new_job()
    if job.result != NULL:
        result, job.result = <object>job.result, NULL
        Py_DECREF(result)  # taken in keep_result()


cdef extern from "Python.h":
    object PyContext_CopyCurrent()
    object PyContext_New()
    int PyContext_Enter(object) except -1
    int PyContext_Exit(object) except -1
