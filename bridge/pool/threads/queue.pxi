"""Queue: what waits for the Pool's threads, Jobs in their order, and what Python is to let go of. All under one lock."""

cdef struct Remains:
    Remains* next
    void (*release)(void*) noexcept nogil
    void* what

cdef pthread_mutex_t pool_lock
cdef Job* queue_first = NULL
cdef Job* queue_last = NULL
cdef Remains* remains = NULL  # whoever has the GIL next in the pool lets go of them


cdef bint has_work() noexcept nogil:
    return load_pointer(&queue_first) != NULL or load_pointer(&remains) != NULL


cdef void put_last(Job* job) noexcept nogil:
    """Pool lock."""
    global queue_first, queue_last
    job.next = NULL
    if queue_first == NULL:
        queue_first = job
    else:
        queue_last.next = job
    queue_last = job


cdef Job* take_first() noexcept nogil:
    """Pool lock. There is one."""
    global queue_first
    cdef Job* job = queue_first
    queue_first = job.next
    return job


cdef Job* take_all() noexcept nogil:
    """Pool lock."""
    global queue_first
    cdef Job* job = queue_first
    queue_first = NULL
    return job


cdef void withdraw(void* owner) noexcept nogil:
    """Any thread. Take an owner's Jobs off the queue, and drop them."""
    cdef Job* withdrawn = NULL
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&pool_lock)
    job = take_all()
    while job != NULL:
        next = job.next
        if job.owner == owner:
            job.next = withdrawn
            withdrawn = job
        else:
            put_last(job)
        job = next
    pthread_mutex_unlock(&pool_lock)
    while withdrawn != NULL:
        next = withdrawn.next
        withdrawn.kind.drop(withdrawn)
        withdrawn = next


cdef void release_remains() noexcept nogil:
    """Background thread, pool lock, GIL. Destructors run here, so the lock is let go meanwhile."""
    global remains
    cdef Remains* entry = remains
    cdef Remains* next
    remains = NULL
    pthread_mutex_unlock(&pool_lock)
    while entry != NULL:
        next = entry.next
        entry.release(entry.what)
        free(entry)
        entry = next
    pthread_mutex_lock(&pool_lock)


cdef void give_back(void* object) noexcept with gil:
    Py_DECREF(<object>object)  # was handed to release_later()
