"""The two places where a Job is Python: perform() in the background, an overridden complete() on JavaScript's thread."""

cdef void perform(Job* job) noexcept with gil:
    """Background thread. Nothing an author raises gets past here, SystemExit and KeyboardInterrupt included."""
    task = <object>job.task
    try:
        value = task.perform()
        if job.overridden:
            keep_result(job, outcome.Value(value))
        else:
            encode(value, &job.value)
    except BaseException as error:
        if job.overridden:
            keep_result(job, outcome.Error(error))
        else:
            encode_exception(job.done, error, &job.value)
    if not job.overridden:
        job.task = NULL
        Py_DECREF(task)  # taken in new_job()


cdef void keep_result(Job* job, object result) noexcept:
    Py_INCREF(result)  # given back in free_job()
    job.result = <PyObject*>result


cdef napi_status complete(Job* job, bint* failed, napi_value* result) noexcept with gil:
    """JavaScript's thread. Call the author's complete(); a throw in it wins over what it returns."""
    add_relaxed(&javascript_calls, 1)
    environment = <Environment>job.done.environment
    context = TaskContext(environment)
    try:
        value = (<object>job.task).complete(context, <object>job.result)
        result[0] = environment.raw_result(value)
        failed[0] = False
        return napi_ok
    except BaseException as error:
        failed[0] = True
        return environment.raw_exception(error, result)
    finally:
        context.close()
        settle(job)


cdef void settle(Job* job) noexcept:
    """JavaScript's thread, GIL. Let go of the Task and its result while we have the GIL anyway."""
    task, job.task = <object>job.task, NULL
    Py_DECREF(task)  # taken in new_job()
    result, job.result = <object>job.result, NULL
    Py_DECREF(result)  # taken in keep_result()
