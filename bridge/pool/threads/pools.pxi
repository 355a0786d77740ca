"""Pools: each has a queue and threads of its own; all have one lock, which nobody holds for long."""

cdef struct Level:        # of a queue: Jobs of one priority, in their order
    Level* next           # of a lower priority
    int priority
    Job* first
    Job* last

cdef struct Worker:       # never freed
    Worker* next
    ThreadPool* pool
    int number
    unsigned long ident   # Python's name for the thread, and
    PyThreadState* thread # its state
    bint in_job
    bint has_place        # its Job counts among those that run
    bint is_abandoned     # by the pool: the Job that it is in cannot be stopped
    bint is_interrupted   # at exit
    bint lasts            # another thread has come to lead meanwhile
    bint wants_gil
    long begun            # Jobs begun: whether it moves tells whether the thread is stuck
    long alive            # GIL: exceptions that told its Job to stop, and are not gone
    unsigned long now     # ticks() when it took the GIL, or ended a Job

cdef struct ThreadPool:   # never freed
    ThreadPool* next
    char* name            # NULL: the main one
    int size              # threads that it may have
    long most_queued      # Jobs that may wait; less than 0 for any number
    pthread_cond_t work       # someone is needed
    pthread_cond_t patience   # the watcher waits here
    pthread_cond_t parking    # and here those threads of which there are too many
    Level usual           # of priority 0
    Level* levels         # all of them, the highest first
    long queued
    long running          # on its threads, but for the abandoned; atomic, as is the next but one
    long elsewhere        # running, but not on its threads
    long abandoned
    long outside          # running on its threads, and waiting there for what others do; pool lock
    int started
    int resting
    int parked
    int unparked          # called for, and not awake yet
    bint watched
    Worker* leader
    Worker* workers
    Waiting* waiting      # for the queue to be empty
    Histogram wait
    long done             # and the next three: between what is large, on a cache line that submit() does not read
    long failed
    long cancelled
    long abandoned_ever
    Histogram run

cdef enum:
    MOST_THREADS = 1024

cdef ThreadPool the_main_pool  # all zero until open_pool()
cdef ThreadPool* main_pool = &the_main_pool
cdef pthread_mutex_t pool_lock
cdef bint pool_stopping = False
cdef object name_thread = None   # called by each thread of the Pool's with its name


cdef void set_up(ThreadPool* pool, int size) noexcept nogil:
    pool.size = size
    pool.most_queued = -1
    pool.levels = &pool.usual
    pthread_cond_init(&pool.work, NULL)
    pthread_cond_init(&pool.patience, NULL)
    pthread_cond_init(&pool.parking, NULL)


cdef ThreadPool* find_pool(const char* name) noexcept nogil:
    """Any thread. NULL if there is none of that name."""
    cdef ThreadPool* pool
    pthread_mutex_lock(&pool_lock)
    pool = the_main_pool.next
    while pool != NULL and strcmp(pool.name, name) != 0:
        pool = pool.next
    pthread_mutex_unlock(&pool_lock)
    return pool


cdef ThreadPool* new_pool(const char* name, int size) except NULL:
    """GIL. The pool of that name, which is made if there is none."""
    cdef ThreadPool* pool = find_pool(name)
    if pool != NULL:
        return pool
    pool = <ThreadPool*>calloc(1, sizeof(ThreadPool))
    if pool != NULL:
        pool.name = strdup(name)
    if pool == NULL or pool.name == NULL:
        free(pool)
        raise MemoryError()
    set_up(pool, size)
    pthread_mutex_lock(&pool_lock)
    pool.next, the_main_pool.next = the_main_pool.next, pool
    pthread_mutex_unlock(&pool_lock)
    return pool


cdef void read_statistics(ThreadPool* pool, double* into) noexcept nogil:
    """Any thread. Fill in what each Statistic is."""
    pthread_mutex_lock(&pool_lock)
    into[THREADS] = pool.size
    into[WAITING] = pool.queued
    into[RUNNING_NOW] = pool.running + pool.abandoned + pool.elsewhere
    into[DONE] = pool.done
    into[FAILED] = pool.failed
    into[CANCELLED] = pool.cancelled
    into[ABANDONED] = pool.abandoned_ever
    pthread_mutex_unlock(&pool_lock)
    summarize(&pool.wait, &into[WAIT_MEAN])
    summarize(&pool.run, &into[RUN_MEAN])


cdef int limit(ThreadPool* pool) noexcept nogil:
    """Pool lock. How many threads may be awake: one more for each that is abandoned, up to twice as many, or that waits.

    What it waits for may be a Job of this very pool.
    """
    return min(pool.size + <int>min(pool.abandoned, pool.size) + <int>pool.outside, MOST_THREADS)


cdef bint is_full(ThreadPool* pool) noexcept nogil:
    """Pool lock. Whether as many Jobs wait as may, beside those for which there are threads."""
    return 0 <= pool.most_queued and pool.size + pool.most_queued <= pool.queued + pool.running - pool.outside


cdef void leave_place(Worker* worker) noexcept nogil:
    """Its own thread, once its Job can be told to stop no more: what JavaScript is told next finds a place free."""
    if not worker.has_place:
        return
    worker.has_place = False
    if worker.is_abandoned:
        worker.is_abandoned = False
        add_relaxed(&worker.pool.abandoned, -1)
    else:
        add_relaxed(&worker.pool.running, -1)
