"""The end of what is pending: of a Job that is delivered, and of all that an environment has as it goes."""

cdef void let_be(NodeJob* job) noexcept nogil:
    """JavaScript's thread. Have nothing cancel a Job any more."""
    if job.links != NULL:
        unfollow_all(job)
    if job.place != 0:
        clear_deadline(job)
    if job.ticket != NULL:
        give_up_ticket(job)


cdef void part_from(NodeJob* job) noexcept nogil:
    """JavaScript's thread. Have nothing cancel a Job any more, nor wait for it: it is delivered, or never will be."""
    let_be(job)
    if job.use != NULL:
        delist(job)


cdef void forget_job(NodeJob* job) noexcept nogil:
    """JavaScript's thread, no GIL. Release what a delivered Job holds, and let the event loop end after the last."""
    cdef Environment* environment = job.environment
    if job.callback != NULL:
        napi_delete_reference(environment.env, job.callback)  # fails for none: it is deleted once, and so is the next
    if job.context != NULL:
        napi_async_destroy(environment.env, job.context)
    part_from(job)
    if job.holds_loop:
        drop_loop(&environment.outbox)
    if job.line != NULL:
        leave_line(job.line)
    free_job(&job.job)


cdef int open_pending(Environment* environment, void (*on_time)(uv_timer_t*) noexcept nogil) except -1:
    """JavaScript's thread. `on_time` is called when Jobs are late."""
    cdef Pending* pending = <Pending*>calloc(1, sizeof(Pending))
    cdef uv_loop_t* loop = NULL
    environment.pending = pending
    if pending != NULL:
        pending.timer = <uv_timer_t*>malloc(uv_handle_size(UV_TIMER))
        pending.unbegun = <Use*>calloc(1, sizeof(Use))
    if pending == NULL or pending.timer == NULL or pending.unbegun == NULL:
        raise MemoryError()
    napi_get_uv_event_loop(environment.env, &loop)  # succeeded in open_outbox()
    uv_timer_init(loop, pending.timer)  # never fails
    uv_handle_set_data(<uv_async_t*>pending.timer, environment)
    uv_unref(<uv_async_t*>pending.timer)
    pending.on_time = on_time
    environment.outbox.swept = sweep_signals
    return 0


cdef void close_pending(Environment* environment) noexcept nogil:
    """JavaScript's thread, as it goes, before its outbox is closed: from then on any thread may free a Job."""
    cdef Pending* pending = pending_of(environment)
    cdef Use* use = pending.uses
    cdef Use* next
    while use != NULL:
        next = use.next
        close_use(use, environment.is_main)
        use = next
    close_use(pending.unbegun, environment.is_main)
    break_lines(environment)
    close_unused(pending)
    uv_close(<uv_async_t*>pending.timer, free_timer)
    free(pending.heap)
    free(pending)
    environment.pending = NULL


cdef void close_stream(NodeJob* job) noexcept nogil:
    cdef Line* line = job.line
    cut_line(line)
    if line.flow.phase == UNBEGUN or (line.flow.is_async and cancel(&job.job)):
        unlist_line(line)
        free_job(&job.job)
    elif not line.flow.is_async:
        tell_running(&job.job)
        resume(line)


cdef void close_use(Use* use, bint is_main) noexcept nogil:
    """A worker's Job that would have been cancelled some time is cancelled now: nobody could, later. And so is a stream."""
    cdef NodeJob* job
    cdef bint has_limit
    while use.first != NULL:
        job = use.first
        has_limit = job.links != NULL or job.place != 0
        part_from(job)
        if job.line != NULL and job.line.flow != NULL:
            close_stream(job)
        elif has_limit and not is_main and cancel(&job.job):
            if job.line != NULL:
                unlist_line(job.line)
            free_job(&job.job)
    if use.drain.job != NULL and forget_waiting(use.pool, &use.drain.waiting):
        free_job(&use.drain.job.job)  # else it is in the outbox by now
    free(use)


cdef void close_unused(Pending* pending) noexcept nogil:
    """The references to their records go with the environment."""
    cdef Signal* signal = pending.unused
    cdef Signal* next
    while signal != NULL:
        next = signal.next
        free(signal)
        signal = next


cdef void free_timer(uv_async_t* timer) noexcept nogil:
    free(timer)
