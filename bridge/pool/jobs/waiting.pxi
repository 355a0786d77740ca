"""Waiting: a thread waits for what another is to do, JavaScript's say. It has no GIL meanwhile."""

cdef struct Waiter:       # in the waiting thread's own memory; pool lock
    Waiter* next
    long* flag
    Job* job              # that the thread performs, or NULL
    pthread_cond_t changed

cdef Waiter* waiters = NULL


cdef int wait_for(long* flag) except -1:
    """Any thread, GIL. Until the flag is raised.

    Raises: Cancelled, where the Job that the thread performs is to stop, and may be interrupted; SystemExit, at exit.
    """
    with nogil:
        wait_here(flag)
    if pool_stopping:
        raise SystemExit
    if must_stop(<Job*>performed_here):
        raise cancelled_here()
    return 0


cdef void wait_here(long* flag) noexcept nogil:
    global waiters
    cdef Waiter waiter
    cdef Waiter** place = &waiters
    cdef ThreadPool* pool = NULL if performed_here == NULL else (<Job*>performed_here).pool
    waiter.flag = flag
    waiter.job = <Job*>performed_here
    pthread_cond_init(&waiter.changed, NULL)
    pthread_mutex_lock(&pool_lock)
    waiter.next, waiters = waiters, &waiter
    if pool != NULL:
        pool.outside += 1
        if pool.queued > 0:
            call_worker(pool)
    while flag[0] == 0 and not must_stop(waiter.job) and not pool_stopping:
        pthread_cond_wait(&waiter.changed, &pool_lock)
    if pool != NULL:
        pool.outside -= 1
    while place[0] != &waiter:
        place = &place[0].next
    place[0] = waiter.next
    pthread_mutex_unlock(&pool_lock)
    pthread_cond_destroy(&waiter.changed)


cdef bint must_stop(Job* job) noexcept nogil:
    """The thread that performs it."""
    return job != NULL and job.state == STOPS and job.mode == RAISE and job.stopping.shields == 0


cdef void raise_flag(long* flag) noexcept nogil:
    """Any thread. Wake those that wait for a flag; it stays raised until it is set to 0."""
    cdef Waiter* waiter
    pthread_mutex_lock(&pool_lock)
    flag[0] = 1
    waiter = waiters
    while waiter != NULL:
        if waiter.flag == flag:
            pthread_cond_signal(&waiter.changed)
        waiter = waiter.next
    pthread_mutex_unlock(&pool_lock)


cdef void wake_waiting(Job* job) noexcept nogil:
    """Pool lock. Have the thread that performs a Job, or for NULL all threads, see whether it is to wait any longer."""
    cdef Waiter* waiter = waiters
    while waiter != NULL:
        if job == NULL or waiter.job == job:
            pthread_cond_signal(&waiter.changed)
        waiter = waiter.next


cdef class Wake:
    """What one thread waits for, and another does. As `threading.Event`, but what stops a Job ends its waiting."""
    cdef long flag

    def set(self):
        """Any thread."""
        raise_flag(&self.flag)

    def wait(self):
        """Any thread, without the GIL, until it is set.

        Raises:
            Cancelled: the call that the caller is part of is to stop.
        """
        wait_for(&self.flag)
