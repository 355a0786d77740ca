"""State: where a Job is, from its beginning to its end, and which Job a thread performs."""

cdef enum State:
    FRESH  # zero
    WAITS  # in a queue: changes under the Pool's lock only
    RUNS
    STOPS  # it runs, and is on the list of those that are to stop
    OVER

cdef struct Fate:
    long references
    bint is_cancelled

cdef extern from *:
    """
    static __thread void* performed_here;
    """
    void* performed_here  # the Job that this thread performs

cdef long begun_jobs = 0  # and not ended

cdef Job* stops_first = NULL       # Pool lock, as for what follows
cdef pthread_cond_t stops_changed  # the stopper waits here


cdef void begin_job(Job* job, const JobKind* kind, void* owner) noexcept nogil:
    """Memory that is all zero becomes a Job."""
    job.kind = kind
    job.owner = owner
    job.pool = main_pool
    add_relaxed(&begun_jobs, 1)


cdef void end_job(Job* job) noexcept nogil:
    """It has been delivered, or dropped."""
    drop_fate(job.fate)
    add_relaxed(&begun_jobs, -1)


cdef void drop_fate(Fate* fate) noexcept nogil:
    """Any thread."""
    if fate != NULL and subtract(&fate.references) == 0:
        free(fate)


cdef long live_jobs() noexcept nogil:
    return load_relaxed(&begun_jobs)


cdef void list_stop(Job* job) noexcept nogil:
    """Pool lock. Have the stopper look at a Job."""
    job.stopping.is_listed = True
    job.previous = NULL
    job.next = stops_first
    if stops_first != NULL:
        stops_first.previous = job
    replace_first_stop(job)
    pthread_cond_signal(&stops_changed)


cdef void replace_first_stop(Job* job) noexcept nogil:
    global stops_first
    stops_first = job


cdef void unlist_stop(Job* job) noexcept nogil:
    """Pool lock."""
    if not job.stopping.is_listed:
        return
    job.stopping.is_listed = False
    if job.previous == NULL:
        replace_first_stop(job.next)
    else:
        job.previous.next = job.next
    if job.next != NULL:
        job.next.previous = job.previous


cdef bint rest(Job* job) noexcept nogil:
    """The thread that performs it. Have it be as if fresh, to be submitted again; false if it is told to stop."""
    job.has_rested = True
    return exchange(&job.state, RUNS, FRESH)


cdef void leave(Job* job) noexcept:
    """GIL. A Job's Python is over: from here on, nobody tells it to stop, nor whatever its thread does next."""
    if exchange(&job.state, RUNS, OVER):
        return
    pthread_mutex_lock(&pool_lock)
    unlist_stop(job)
    job.state = OVER
    pthread_mutex_unlock(&pool_lock)
    job.is_cancelled = True
    if job.mode == RAISE and job.stopping.is_told:
        forget_interrupt()


class Forgotten(BaseException):
    """Takes the place of what a thread was sent."""


cdef object nothing = eval("lambda: None")  # Python of its own, which sees what its thread was sent


cdef void forget_interrupt() noexcept:
    """GIL. What the calling thread was sent, and has not seen yet, it never sees; but for the end of the process.

    To send it nothing would not do: up to Python 3.12, all threads would look for that in vain from there on, and in
    3.11 do so for ever where they are traced.
    """
    if pool_stopping:
        return
    PyThreadState_SetAsyncExc(PyThread_get_thread_ident(), <PyObject*>Forgotten)
    try:
        while True:
            nothing()
    except BaseException:
        pass


cdef void note_end(Job* job, unsigned long now) noexcept nogil:
    """GIL. Count a Job that has run, and how long."""
    record(&job.pool.run, job.since, now)
    if job.is_cancelled:
        add_relaxed(&job.pool.cancelled, 1)  # which a queued Job's end changes without the GIL
    elif job.failed:
        job.pool.failed += 1
    else:
        job.pool.done += 1
