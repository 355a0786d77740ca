"""Queue: what waits for the Pool's threads, Jobs in their order, and what Python is to let go of. All under one lock."""

cdef struct Remains:
    Remains* next
    void (*release)(void*) noexcept nogil
    void* what

cdef Remains* remains = NULL  # whoever has the GIL next in the main pool lets go of them


cdef bint has_work(ThreadPool* pool) noexcept nogil:
    return load_relaxed(&pool.queued) > 0 or (pool == main_pool and load_pointer(&remains) != NULL)


cdef Level* level_of(ThreadPool* pool, int priority) noexcept nogil:
    """Pool lock. The level of a priority, which is made if there is none; without memory for it, the usual one."""
    cdef Level** place = &pool.levels
    cdef Level* level
    if priority == 0:
        return &pool.usual
    while place[0] != NULL and place[0].priority > priority:
        place = &place[0].next
    if place[0] != NULL and place[0].priority == priority:
        return place[0]
    level = <Level*>calloc(1, sizeof(Level))
    if level == NULL:
        return &pool.usual
    level.priority = priority
    level.next, place[0] = place[0], level
    return level


cdef void put_last(Job* job) noexcept nogil:
    """Pool lock. Of those with its priority."""
    cdef Level* level = level_of(job.pool, job.priority)
    job.level = level
    job.next = NULL
    job.previous = level.last
    if level.first == NULL:
        level.first = job
    else:
        level.last.next = job
    level.last = job
    job.pool.queued += 1
    job.state = WAITS


cdef void take_out(Job* job) noexcept nogil:
    """Pool lock. It waits."""
    cdef Level* level = <Level*>job.level
    if job.previous == NULL:
        level.first = job.next
    else:
        job.previous.next = job.next
    if job.next == NULL:
        level.last = job.previous
    else:
        job.next.previous = job.previous
    job.pool.queued -= 1
    tell_waiting(job.pool)


cdef void tell_waiting(ThreadPool* pool) noexcept nogil:
    """Pool lock. Tell those who wait for it, if the queue is empty and takes a Job again."""
    cdef Waiting* waiting = pool.waiting
    cdef Waiting* next
    if waiting == NULL or pool.queued > 0 or is_full(pool):
        return
    pool.waiting = NULL
    while waiting != NULL:
        next = waiting.next
        waiting.tell(waiting)
        waiting = next


cdef void tell_when_empty(ThreadPool* pool, Waiting* waiting) noexcept nogil:
    """Any thread. Have it be told, once, when the queue is empty and takes a Job; at once if it does."""
    pthread_mutex_lock(&pool_lock)
    waiting.next, pool.waiting = pool.waiting, waiting
    tell_waiting(pool)
    pthread_mutex_unlock(&pool_lock)


cdef bint forget_waiting(ThreadPool* pool, Waiting* waiting) noexcept nogil:
    """Any thread. False if it has been told."""
    cdef Waiting** place = &pool.waiting
    pthread_mutex_lock(&pool_lock)
    while place[0] != NULL and place[0] != waiting:
        place = &place[0].next
    cdef bint waits = place[0] != NULL
    if waits:
        place[0] = waiting.next
    pthread_mutex_unlock(&pool_lock)
    return waits


cdef Job* take_first(ThreadPool* pool) noexcept nogil:
    """Pool lock. There is one."""
    cdef Level* level = pool.levels
    while level.first == NULL:
        level = level.next
    cdef Job* job = level.first
    take_out(job)
    job.state = RUNS
    return job


cdef void withdraw(void* owner) noexcept nogil:
    """Any thread. Take an owner's Jobs off the queues, and drop them, but for those that have rested."""
    cdef Job* withdrawn = NULL
    cdef Job* job
    cdef Job* next
    cdef Level* level
    cdef ThreadPool* pool = main_pool
    pthread_mutex_lock(&pool_lock)
    while pool != NULL:
        level = pool.levels
        while level != NULL:
            job = level.first
            while job != NULL:
                next = job.next
                if job.owner == owner and not job.has_rested:
                    take_out(job)
                    job.next, withdrawn = withdrawn, job
                job = next
            level = level.next
        pool = pool.next
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
