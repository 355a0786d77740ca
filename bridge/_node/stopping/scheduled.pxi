"""ScheduledTask: cancels a Task by reference, from any thread."""

cdef class ScheduledTask:
    cdef Ticket* ticket

    def __dealloc__(self):
        drop_ticket(self.ticket)

    @property
    def cancelled(self):
        return load_relaxed(&self.ticket.is_cancelled) != 0

    def cancel(self, reason):
        """Any thread. JavaScript's does it, unless the Task is delivered by then."""
        cdef NodeJob* job = new_job(&CANCELLING.kind, self.ticket.environment, 0)
        if job == NULL:
            raise MemoryError()
        try:
            job.reason = new_reason(job.environment)
            if job.reason == NULL:
                raise MemoryError()
            keep_reason(job.reason, reason)
            from_python(job.environment, reason, &job.value)
        except BaseException:
            free_job(&job.job)
            raise
        job.ticket = hold_ticket(self.ticket)
        finish_job(&job.job)


cdef void deliver_cancelling(Job* base) noexcept nogil:
    """JavaScript's thread, no GIL. With no reason of its own, it is the one that AbortController has."""
    cdef NodeJob* job = <NodeJob*>base
    cdef Environment* environment = job.environment
    cdef NodeJob* task = job.ticket.job
    cdef Cause cause = NO_CAUSE
    cdef bint failed, makes
    if task != NULL:
        cause.reason = job.reason
        if job.value.kind == NULL_VALUE:
            makes = call_lent(environment, environment.abort_error, 0, NULL, &cause.value) == napi_ok
        else:
            makes = make_or_refuse(environment, &job.value, &failed, &cause.value)
        if makes:
            cancel_job(task, &cause)
    forget_job(job)


cdef NodeKind CANCELLING = NodeKind(
    JobKind(NULL, NULL, NULL, finish_job, deliver_cancelling, free_job, NULL, NULL), NULL)
