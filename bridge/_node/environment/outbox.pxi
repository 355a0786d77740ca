"""Outbox: what waits for JavaScript's thread, finished Jobs and references to delete; and the one wake-up for all of it."""

cdef struct Outbox:
    napi_env env
    uv_async_t* wake
    void (*swept)(Outbox*) noexcept nogil  # called once all that there was is delivered
    long batch_ns         # when the last batch of a stream's was delivered: JavaScript's thread only
    long pending          # why the event loop stays alive: Jobs not delivered, Channels; JavaScript's thread only
    pthread_mutex_t lock  # for what follows
    bint closed
    Job* first
    Job* last
    napi_ref* dropped     # references whose Python owner is gone
    size_t dropped_count
    size_t dropped_room


cdef int open_outbox(Outbox* outbox, napi_env env) except -1:
    """JavaScript's thread."""
    cdef uv_loop_t* loop = NULL
    if not HAS_LIBUV or napi_get_uv_event_loop(env, &loop) != napi_ok:
        raise RuntimeError("this JavaScript engine has no libuv event loop: expected Node 18.4 or later")
    outbox.env = env
    outbox.wake = <uv_async_t*>malloc(uv_handle_size(UV_ASYNC))
    if outbox.wake == NULL or uv_async_init(loop, outbox.wake, on_wake) != 0:
        free(outbox.wake)
        raise MemoryError()
    pthread_mutex_init(&outbox.lock, NULL)
    uv_handle_set_data(outbox.wake, outbox)
    uv_unref(outbox.wake)
    return 0


cdef void hold_loop(Outbox* outbox) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until drop_loop() has been called as often."""
    if outbox.pending == 0:
        uv_ref(outbox.wake)
    outbox.pending += 1


cdef void drop_loop(Outbox* outbox) noexcept nogil:
    """JavaScript's thread."""
    outbox.pending -= 1
    if outbox.pending == 0:
        uv_unref(outbox.wake)


cdef bint put_job(Outbox* outbox, Job* job) noexcept nogil:
    """Any thread. Have a Job delivered; wake JavaScript's thread if it may be asleep. False if it has ended."""
    cdef bint closed
    job.next = NULL
    pthread_mutex_lock(&outbox.lock)
    closed = outbox.closed
    if not closed:
        if outbox.first == NULL:
            outbox.first = job
            uv_async_send(outbox.wake)
        else:
            outbox.last.next = job
        outbox.last = job
    pthread_mutex_unlock(&outbox.lock)
    if closed:
        job.kind.drop(job)
    return not closed


cdef void drop_reference(Outbox* outbox, napi_ref reference) noexcept nogil:
    """Any thread. Have JavaScript's thread delete a reference; a closed environment has done so."""
    cdef size_t room
    cdef napi_ref* longer
    pthread_mutex_lock(&outbox.lock)
    if not outbox.closed:
        if outbox.dropped_count == outbox.dropped_room:
            room = outbox.dropped_room * 2 + 16
            longer = <napi_ref*>realloc(outbox.dropped, room * sizeof(napi_ref))
            if longer != NULL:
                outbox.dropped = longer
                outbox.dropped_room = room
        if outbox.dropped_count < outbox.dropped_room:
            outbox.dropped[outbox.dropped_count] = reference
            outbox.dropped_count += 1
        uv_async_send(outbox.wake)
    pthread_mutex_unlock(&outbox.lock)


cdef Job* take_jobs(Outbox* outbox) noexcept nogil:
    """Lock."""
    job, outbox.first, outbox.last = outbox.first, NULL, NULL
    return job


cdef bint deliver_all(Outbox* outbox) noexcept nogil:
    """Delete and deliver all that there is; false if there was nothing to deliver."""
    cdef napi_handle_scope scope
    cdef napi_ref* dropped
    cdef size_t index, count
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&outbox.lock)
    job = take_jobs(outbox)
    dropped = outbox.dropped
    count = outbox.dropped_count
    outbox.dropped = NULL
    outbox.dropped_count = outbox.dropped_room = 0
    pthread_mutex_unlock(&outbox.lock)
    for index in range(count):
        napi_delete_reference(outbox.env, dropped[index])  # fails for none: each is dropped once
    free(dropped)
    cdef bint has_any = job != NULL
    while job != NULL:
        next = job.next
        if napi_open_handle_scope(outbox.env, &scope) == napi_ok:  # it always is
            job.kind.deliver(job)
            napi_close_handle_scope(outbox.env, scope)  # the scope just opened
        job = next
    return has_any


cdef enum:
    ONE_TURN_NS = 200000
    QUICK_NS = 50000
    LINGER_NS = 20000


cdef void on_wake(uv_async_t* wake) noexcept nogil:
    """JavaScript's thread, straight from its event loop, no GIL. Deliver what there is.

    Where one batch of a stream's follows the other, it stays awake for the next one, but not for long.
    """
    cdef Outbox* outbox = <Outbox*>uv_handle_get_data(wake)
    cdef long begun_ns = now_ns() if outbox.batch_ns != 0 else 0
    cdef bint is_quick = outbox.batch_ns != 0 and begun_ns - outbox.batch_ns < QUICK_NS
    deliver_all(outbox)
    if is_quick or outbox.batch_ns > begun_ns:
        stay_awake(outbox, begun_ns + ONE_TURN_NS, is_quick)
    outbox.swept(outbox)


cdef void stay_awake(Outbox* outbox, long until_ns, bint lingers) noexcept nogil:
    cdef long last_ns = now_ns()
    while last_ns < until_ns:
        if deliver_all(outbox):
            last_ns = now_ns()
        elif lingers and now_ns() < last_ns + LINGER_NS:
            sched_yield()  # what makes the next one may wait for this very processor
        else:
            break


cdef void close_outbox(Outbox* outbox, napi_async_cleanup_hook_handle hook) noexcept nogil:
    """JavaScript's thread, as its environment goes. Jobs that finish later are dropped."""
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&outbox.lock)
    outbox.closed = True
    job = take_jobs(outbox)
    pthread_mutex_unlock(&outbox.lock)
    while job != NULL:
        next = job.next
        job.kind.drop(job)
        job = next
    uv_handle_set_data(outbox.wake, hook)
    uv_close(outbox.wake, on_closed)


cdef void on_closed(uv_async_t* wake) noexcept nogil:
    napi_remove_async_cleanup_hook(<napi_async_cleanup_hook_handle>uv_handle_get_data(wake))
    free(wake)
