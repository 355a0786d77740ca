"""What the Pool is given, and how it ends."""

cdef const char* NO_THREAD = "there is no thread to perform it: the system refuses to start one"


cdef bint submit(Job* job) noexcept nogil:
    """Queue a Job; false if there is no thread, nor one to be had, to perform it."""
    cdef bint performs
    pthread_mutex_lock(&pool_lock)
    performs = call_worker()
    if performs:
        put_last(job)
    pthread_mutex_unlock(&pool_lock)
    return performs


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
    call_worker()
    pthread_mutex_unlock(&pool_lock)


cdef void stop() noexcept nogil:
    """At exit. Drop what is queued, with the process, and begin no more."""
    global pool_stopping
    pthread_mutex_lock(&pool_lock)
    pool_stopping = True
    take_all()
    pthread_cond_broadcast(&pool_work)
    pthread_cond_broadcast(&pool_patience)
    pthread_mutex_unlock(&pool_lock)


def open_pool(int size, name):
    """Open the Pool, once in a process. Its threads start when they are needed, and call `name` with their names."""
    global pool_size, name_thread
    pool_size = size
    name_thread = name
    pthread_mutex_init(&pool_lock, NULL)
    pthread_cond_init(&pool_work, NULL)
    pthread_cond_init(&pool_patience, NULL)


def is_busy():
    """Any thread. Tell whether a Job is waiting or performing."""
    cdef int index
    pthread_mutex_lock(&pool_lock)
    cdef bint busy = queue_first != NULL
    for index in range(pool_started):
        busy |= workers[index].in_job
    pthread_mutex_unlock(&pool_lock)
    return busy


def interrupt():
    """Raise SystemExit in every Job that is running Python, as `sys.exit()` in it would. At exit, once it has stopped."""
    cdef int index
    for index in range(pool_started):
        if workers[index].in_job:
            PyThreadState_SetAsyncExc(workers[index].ident, <PyObject*>SystemExit)
