"""What the Pool is given, and how it ends."""

cdef Submitted submit(Job* job) noexcept nogil:
    """Queue a Job; unless QUEUED, it is the caller's still."""
    cdef ThreadPool* pool = job.pool
    cdef Submitted submitted = QUEUED
    job.since = ticks()
    pthread_mutex_lock(&pool_lock)
    if is_full(pool):
        submitted = QUEUE_FULL
    elif call_worker(pool):
        put_last(job)
    else:
        submitted = NO_THREAD
    pthread_mutex_unlock(&pool_lock)
    return submitted


cdef void submit_again(Job* job) noexcept nogil:
    """Queue a Job that has rested: however many wait. There are threads, since it has run."""
    job.since = ticks()
    pthread_mutex_lock(&pool_lock)
    call_worker(job.pool)
    put_last(job)
    pthread_mutex_unlock(&pool_lock)


cdef const char* refusal_text(Submitted submitted) noexcept nogil:
    if submitted == QUEUE_FULL:
        return "the queue is full: as many calls wait as maxQueue allows"
    return "there is no thread to perform it: the system refuses to start one"


cdef const char* refusal_code(Submitted submitted) noexcept nogil:
    return "ERR_PYTHON_QUEUE_FULL" if submitted == QUEUE_FULL else "ERR_PYTHON_THREAD"


cdef void release_later(PyObject* object) noexcept nogil:
    """Give back a reference to a Python object, in the Pool."""
    if object != NULL:
        let_go_later(give_back, object)


cdef void let_go_later(void (*release)(void*) noexcept nogil, void* what) noexcept nogil:
    """Have a background thread call a function that lets go of something. It has the GIL then."""
    global remains
    cdef Remains* entry = <Remains*>malloc(sizeof(Remains))
    if entry == NULL:
        return  # out of memory: to leak it is the lesser evil
    entry.release = release
    entry.what = what
    pthread_mutex_lock(&pool_lock)
    entry.next = remains
    remains = entry
    call_worker(main_pool)
    pthread_mutex_unlock(&pool_lock)


cdef void configure_pool(ThreadPool* pool, int threads, long most_queued) noexcept nogil:
    """Any thread. How many threads it may have, from now on, and how many Jobs may wait; AS_IT_IS leaves a number."""
    pthread_mutex_lock(&pool_lock)
    if threads != AS_IT_IS:
        pool.size = threads
    if most_queued != AS_IT_IS:
        pool.most_queued = most_queued
    if pool.queued > 0:
        call_worker(pool)
    tell_waiting(pool)
    pthread_mutex_unlock(&pool_lock)


cdef void stop() noexcept nogil:
    """At exit. Drop what is queued, with the process, and begin no more."""
    global pool_stopping
    cdef ThreadPool* pool = main_pool
    pthread_mutex_lock(&pool_lock)
    pool_stopping = True
    while pool != NULL:
        pthread_cond_broadcast(&pool.work)
        pthread_cond_broadcast(&pool.patience)
        pthread_cond_broadcast(&pool.parking)
        pool = pool.next
    pthread_cond_signal(&stops_changed)
    wake_waiting(NULL)
    pthread_mutex_unlock(&pool_lock)


def open_pool(int size, name):
    """Open the main pool, if it is not open. Its threads start when they are needed, and call `name` with their names."""
    global name_thread
    if name_thread is not None:
        return
    name_thread = name
    pthread_mutex_init(&pool_lock, NULL)
    pthread_cond_init(&stops_changed, NULL)
    set_up(main_pool, size)
    start_clock()


def is_busy():
    """Any thread. Tell whether a Job is waiting or performing."""
    cdef ThreadPool* pool = main_pool
    cdef bint busy = False
    pthread_mutex_lock(&pool_lock)
    while pool != NULL:
        busy |= pool.queued > 0 and not pool_stopping or pool.running > 0 or pool.abandoned > 0
        pool = pool.next
    pthread_mutex_unlock(&pool_lock)
    return busy


def interrupt():
    """Raise SystemExit in every Job that runs Python, as `sys.exit()` in it would: once, and where no lock would stay taken.

    At exit, once it has stopped, again and again; tells whether any Job is at work.
    """
    cdef ThreadPool* pool = main_pool
    cdef Worker* worker
    while pool != NULL:
        worker = pool.workers
        while worker != NULL:
            if worker.in_job and not worker.is_interrupted and not is_delicate(worker):
                worker.is_interrupted = True
                PyThreadState_SetAsyncExc(worker.ident, <PyObject*>SystemExit)
            worker = worker.next
        pool = pool.next
    return is_busy()
