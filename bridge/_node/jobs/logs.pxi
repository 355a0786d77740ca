"""Logs: what Python logs, on its way to js/node/calls/log.js."""

cdef void deliver_log(Job* base) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef NodeJob* job = <NodeJob*>base
    cdef Environment* environment = job.environment
    cdef napi_value record
    cdef bint failed = False
    if make_or_refuse(environment, &job.value, &failed, &record) and not failed:
        call_back(environment, NULL, referenced(environment.env, environment.log), 1, &record)
    forget_job(job)


cdef NodeKind LOGGED = NodeKind(
    JobKind(NULL, NULL, NULL, finish_job, deliver_log, free_job, NULL, NULL), NULL)


cdef int send_record(Environment* environment, record) except -1:
    """Any thread, GIL."""
    cdef NodeJob* job = new_job(&LOGGED.kind, environment, 0)
    if job == NULL:
        raise MemoryError()
    try:
        from_python(environment, record, &job.value)
    except BaseException:
        free_job(&job.job)
        raise
    finish_job(&job.job)
    return 0
