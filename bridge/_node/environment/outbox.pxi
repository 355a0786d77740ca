"""Outbox: finished Jobs, and the one wake-up of JavaScript's thread that delivers them all."""

cdef bint finish_job(Job* job) noexcept nogil:
    """Any thread. Put a Job on its done list; wake JavaScript's thread if it may be asleep. False if it has ended."""
    cdef Environment* environment = <Environment*>job.owner
    cdef bint closed
    job.next = NULL
    pthread_mutex_lock(&environment.lock)
    closed = environment.closed
    if not closed:
        if environment.first == NULL:
            environment.first = job
            uv_async_send(environment.wake)
        else:
            environment.last.next = job
        environment.last = job
    pthread_mutex_unlock(&environment.lock)
    if closed:
        job.kind.drop(job)
    return not closed


cdef void drop_reference(Environment* environment, napi_ref reference) noexcept nogil:
    """Any thread. Have JavaScript's thread delete a reference; a closed environment has done so."""
    cdef size_t room
    cdef napi_ref* longer
    pthread_mutex_lock(&environment.lock)
    if not environment.closed:
        if environment.dropped_count == environment.dropped_room:
            room = environment.dropped_room * 2 + 16
            longer = <napi_ref*>realloc(environment.dropped, room * sizeof(napi_ref))
            if longer != NULL:
                environment.dropped = longer
                environment.dropped_room = room
        if environment.dropped_count < environment.dropped_room:
            environment.dropped[environment.dropped_count] = reference
            environment.dropped_count += 1
        uv_async_send(environment.wake)
    pthread_mutex_unlock(&environment.lock)


cdef void on_wake(uv_async_t* wake) noexcept nogil:
    """JavaScript's thread, straight from its event loop, no GIL. Deliver everything on the done list."""
    cdef Environment* environment = <Environment*>uv_handle_get_data(wake)
    cdef napi_handle_scope scope
    cdef napi_ref* dropped
    cdef size_t index, count
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&environment.lock)
    job = environment.first
    environment.first = environment.last = NULL
    dropped = environment.dropped
    count = environment.dropped_count
    environment.dropped = NULL
    environment.dropped_count = environment.dropped_room = 0
    pthread_mutex_unlock(&environment.lock)
    for index in range(count):
        napi_delete_reference(environment.env, dropped[index])  # fails for none: each is dropped once
    free(dropped)
    while job != NULL:
        next = job.next
        if napi_open_handle_scope(environment.env, &scope) == napi_ok:  # it always is
            job.kind.deliver(job)
            napi_close_handle_scope(environment.env, scope)  # the scope just opened
        job = next
