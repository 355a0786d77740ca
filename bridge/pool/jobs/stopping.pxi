"""Stopping: a Job is taken off its queue; or its Python is told to stop, by a thread that does nothing else.

An exception that is sent to a thread may be swallowed: in `__del__`, by a bare `except:`. So it is sent again, unless
the last one is still there: then the Job is unwinding, and what its `finally` does is not torn apart. What does not stop
is abandoned: it holds its thread, but no place in the Pool.
"""

cdef enum:
    SOON_NS = 1000000
    AGAIN_NS = 10000000
    ABANDON_NS = 100000000
    SELDOM_NS = 100000000

cdef bint has_stopper = False


cdef bint cancel(Job* job) noexcept nogil:
    """JavaScript's thread, where the Job is not delivered yet. True if it waited: it is the caller's again.

    Else it is told to stop, if it runs, and ends as ever: by finish().
    """
    cdef bint waited
    pthread_mutex_lock(&pool_lock)
    waited = take_waiting(job)
    if not waited:
        have_stop(job)
    pthread_mutex_unlock(&pool_lock)
    return waited


cdef void tell_running(Job* job) noexcept nogil:
    """JavaScript's thread, as cancel(): but one that waits goes on to do so."""
    pthread_mutex_lock(&pool_lock)
    have_stop(job)
    pthread_mutex_unlock(&pool_lock)


cdef void have_stop(Job* job) noexcept nogil:
    """Pool lock. Have a Job be told to stop, if it runs."""
    if job.fate != NULL:
        job.fate.is_cancelled = True
    if exchange(&job.state, RUNS, STOPS):
        job.stopping.asked_ns = now_ns()
        list_stop(job)
        start_stopper()
        wake_waiting(job)


cdef bint take_back(Job* job) noexcept nogil:
    """JavaScript's thread, as cancel(). True if it waited: it is the caller's again. Else it goes on."""
    cdef bint waited
    pthread_mutex_lock(&pool_lock)
    waited = take_waiting(job)
    pthread_mutex_unlock(&pool_lock)
    return waited


cdef bint take_waiting(Job* job) noexcept nogil:
    """Pool lock. Have a Job leave its queue, if it is in one, as one that was cancelled."""
    if job.state != WAITS:
        return False
    take_out(job)
    job.state = OVER
    job.is_cancelled = True
    add_relaxed(&job.pool.cancelled, 1)
    return True


cdef void start_stopper() noexcept nogil:
    """Pool lock. Where there is no thread to be had, the next time one may be."""
    global has_stopper
    has_stopper = has_stopper or start_thread(stop_listed, NULL)


cdef void* stop_listed(void* _) noexcept nogil:
    """The stopper's thread, from the first Job that is to stop to the end of the process."""
    cdef PyThreadState* thread
    prctl(PR_SET_NAME, b"bridge-stopper", 0, 0, 0)
    PyGILState_Ensure()  # kept
    introduce_stopper()
    thread = PyEval_SaveThread()
    pthread_mutex_lock(&pool_lock)
    while not pool_stopping:
        if stops_first == NULL:
            pthread_cond_wait(&stops_changed, &pool_lock)
            continue
        pthread_mutex_unlock(&pool_lock)
        count(&hurried, 1)
        PyEval_RestoreThread(thread)
        count(&hurried, -1)
        pthread_mutex_lock(&pool_lock)
        tell_all()
        pthread_mutex_unlock(&pool_lock)
        PyEval_SaveThread()
        pthread_mutex_lock(&pool_lock)
        wait_for_change()
    pthread_mutex_unlock(&pool_lock)
    while True:
        pause()  # as the Pool's own


cdef void introduce_stopper() noexcept with gil:
    name_thread("bridge-stopper")
    before = sys.unraisablehook

    def report(unraisable):
        if isinstance(unraisable.exc_value, Cancelled):
            tell_again()
        else:
            before(unraisable)

    sys.unraisablehook = report


cdef void wait_for_change() noexcept nogil:
    """Pool lock. Until one more is listed, or it is time to tell one again."""
    cdef long until_ns = now_ns() + STUBBORN_NS
    cdef Job* job = stops_first
    cdef timespec until
    while job != NULL:
        until_ns = min(until_ns, job.stopping.next_ns)
        job = job.next
    if stops_first != NULL and until_ns > now_ns() and not pool_stopping:
        wait_until(&until, min(until_ns - now_ns(), STUBBORN_NS - 1))
        pthread_cond_timedwait(&stops_changed, &pool_lock, &until)


cdef void tell_all() noexcept with gil:
    """The stopper's thread, pool lock, GIL."""
    cdef Job* job = stops_first
    cdef Job* next
    cdef long now = now_ns()
    while job != NULL and not pool_stopping:
        next = job.next
        if job.mode == ELSEWHERE:
            if tell_elsewhere(job, now):
                next = stops_first  # the lock was let go meanwhile
        else:
            tell_here(job, now)
        job = next


cdef void tell_here(Job* job, long now) noexcept:
    """Raise Cancelled in the thread of a Job that runs Python, if it is time to; abandon what takes too long."""
    cdef Stopping* stopping = &job.stopping
    cdef Worker* worker = job.worker
    cdef bint lasts = now - stopping.asked_ns >= ABANDON_NS
    if lasts and not worker.is_abandoned:
        abandon(worker)
    if stopping.next_ns > now:
        return
    stopping.next_ns = now + (AGAIN_NS if now - stopping.asked_ns < STUBBORN_NS else SELDOM_NS)
    if job.mode == ASK:
        if lasts:
            unlist_stop(job)
    elif stopping.shields == 0 and worker.alive == 0 and not tell(job):
        stopping.next_ns = now + SOON_NS


cdef void abandon(Worker* worker) noexcept nogil:
    """Pool lock. Have its thread count no longer."""
    cdef ThreadPool* pool = worker.pool
    worker.is_abandoned = True
    add_relaxed(&pool.running, -1)
    add_relaxed(&pool.abandoned, 1)
    pool.abandoned_ever += 1
    tell_waiting(pool)
    if pool.queued > 0:
        call_worker(pool)


cdef bint tell_elsewhere(Job* job, long now) noexcept:
    """Call what stops a Job that goes on elsewhere, once there is such a thing. True if so."""
    job.stopping.next_ns = now + AGAIN_NS
    if job.completion == NULL or job.stopping.shields > 0:
        return False
    canceller = (<Completion>job.completion)._canceller
    if canceller is None:
        return False
    unlist_stop(job)
    pthread_mutex_unlock(&pool_lock)
    try:
        canceller()
    except BaseException:
        PyErr_WriteUnraisable(canceller)
    pthread_mutex_lock(&pool_lock)
    return True
