"""Drain: JavaScript is told when a queue is empty in which there was no room. JavaScript's thread, without the GIL."""

cdef void mind_drain(Environment* environment, Use* use) noexcept nogil:
    """After the answer to a call that was refused, so that JavaScript is told once it has that. Without memory, it is not."""
    if use == NULL or not use.drain.is_due:
        return
    if use.drain.job == NULL:
        use.drain.job = new_job(&DRAINED.kind, environment, 0)
        if use.drain.job == NULL:
            return
        hold_loop_for(use.drain.job)
        use.drain.waiting.tell = tell_drained
    elif not forget_waiting(use.pool, &use.drain.waiting):
        return  # it is told that already, maybe before the answer: deliver_drained() comes back to this
    use.drain.is_due = False
    tell_when_empty(use.pool, &use.drain.waiting)


cdef void tell_drained(Waiting* waiting) noexcept nogil:
    """Any thread, pool lock."""
    finish_job(&(<Drain*>waiting).job.job)


cdef void deliver_drained(Job* base) noexcept nogil:
    cdef NodeJob* job = <NodeJob*>base
    cdef Environment* environment = job.environment
    cdef Use* use = pending_of(environment).uses
    cdef napi_value number
    while use.drain.job != job:
        use = use.next
    use.drain.job = NULL
    mind_drain(environment, use)
    if number_of_pool(environment.env, use.pool, &number) == napi_ok:
        call_back(environment, NULL, referenced(environment.env, environment.pool_drained), 1, &number)
    forget_job(job)


cdef napi_status number_of_pool(napi_env env, ThreadPool* pool, napi_value* number) noexcept nogil:
    """What js/node/calls/pool.js knows a pool by: 0 for the main one, else where it is, for it is never freed."""
    return napi_create_double(env, 0 if pool == main_pool else <double><size_t>pool, number)


cdef NodeKind DRAINED = NodeKind(
    JobKind(NULL, NULL, NULL, finish_job, deliver_drained, free_job, NULL, NULL), NULL)
