"""Pool: one queue of Jobs, and the background threads that perform them.

One thread leads: it takes the GIL once and performs Jobs until the queue is empty, so that a burst of small ones costs
no thread switches. While Jobs wait behind the one it is in, one other thread watches; if the leader is still in the
same Job after PATIENCE, the watcher leads from there on, so that a Job that blocks holds up none. The former leader
finds that out when its Job is environment, and rests.
"""

cdef extern from "Python.h" nogil:
    ctypedef struct PyThreadState:
        unsigned long thread_id
    ctypedef enum PyGILState_STATE:
        pass
    PyGILState_STATE PyGILState_Ensure()
    PyThreadState* PyEval_SaveThread()
    void PyEval_RestoreThread(PyThreadState*)
    unsigned long PyThread_get_thread_ident()
    int PyThreadState_SetAsyncExc(unsigned long, PyObject*)

cdef extern from "<sys/prctl.h>" nogil:
    int PR_SET_NAME
    int PR_SET_TIMERSLACK
    int prctl(int, ...)

cdef extern from "<unistd.h>" nogil:
    int pause()

cdef extern from "<sched.h>" nogil:
    int sched_yield()

cdef extern from "boot.h" nogil:
    c_bool start_thread(void* (*)(void*) noexcept nogil, void*)
    void end_thread_state(PyThreadState*)
    c_bool thread_has_state(unsigned long)

cdef enum:
    PATIENCE_NS = 200000
    LINGER_NS = 20000
    QUIET_NS = 2000
    PAUSE_NS = 20000
    MOST_POLITE_NS = 1000000
    MOST_THREADS = 1024

cdef struct Worker:
    unsigned long ident  # Python's name for the thread
    bint in_job
    bint wants_gil
    long begun           # Jobs begun: whether it moves tells whether the thread is stuck

cdef struct Remains:
    Remains* next
    PyObject* object        # owned, or
    PyThreadState* thread   # the state of a thread that has ended

cdef pthread_mutex_t pool_lock
cdef pthread_cond_t pool_work      # someone is needed
cdef pthread_cond_t pool_patience  # the watcher waits here
cdef Worker[MOST_THREADS] workers
cdef int pool_size = 0
cdef int pool_started = 0
cdef int pool_resting = 0
cdef bint pool_watched = False
cdef bint pool_stopping = False
cdef Worker* leader = NULL
cdef long javascript_calls = 0   # times that JavaScript's threads took the GIL
cdef long javascript_seen = 0    # as many of them as the pool has waited for
cdef long javascript_inside = 0  # how many of them have it, or wait for it
cdef Job* queue_first = NULL
cdef Job* queue_last = NULL
cdef Remains* remains = NULL  # what Python is to let go of: whoever has the GIL next in the pool does


cdef void open_pool(int size) noexcept nogil:
    """Python's thread, once. The threads start when they are needed."""
    global pool_size
    pool_size = size
    pthread_mutex_init(&pool_lock, NULL)
    pthread_cond_init(&pool_work, NULL)
    pthread_cond_init(&pool_patience, NULL)


cdef const char* NO_THREAD = "there is no thread to perform it: the system refuses to start one"


cdef bint submit(Job* job) noexcept nogil:
    """JavaScript's thread, GIL or not. Queue a Job; false if there is no thread, nor one to be had, to perform it."""
    global queue_first, queue_last
    cdef bint performs
    job.next = NULL
    pthread_mutex_lock(&pool_lock)
    performs = call_worker()
    if performs:
        hold_loop_for(job)
        if queue_first == NULL:
            queue_first = job
        else:
            queue_last.next = job
        queue_last = job
    pthread_mutex_unlock(&pool_lock)
    return performs


cdef void release_later(PyObject* object) noexcept nogil:
    """Any thread, GIL or not. Give back a reference to a Python object, in the pool."""
    if object != NULL:
        leave_to_pool(object, NULL)


cdef public void end_thread_later(PyThreadState* thread) noexcept nogil:
    """JavaScript's thread as it ends, no GIL. Leave its Python thread state to the pool."""
    leave_to_pool(NULL, thread)


cdef void leave_to_pool(PyObject* object, PyThreadState* thread) noexcept nogil:
    global remains
    cdef Remains* entry = <Remains*>malloc(sizeof(Remains))
    if entry == NULL:
        return  # out of memory: to leak it is the lesser evil
    entry.object = object
    entry.thread = thread
    pthread_mutex_lock(&pool_lock)
    entry.next = remains
    remains = entry
    call_worker()
    pthread_mutex_unlock(&pool_lock)


cdef bint call_worker() noexcept nogil:
    """Pool lock. Wake or start a thread if none will look at the queue of its own accord; false if there are none at all.

    A thread that cannot be started is one less, this time: those that there are come to all that waits.
    """
    global pool_started
    if pool_stopping or (leader != NULL and (pool_watched or not leader.in_job)):
        return True
    if pool_resting > 0:
        pthread_cond_signal(&pool_work)
    elif pool_started < pool_size and start_thread(work, &workers[pool_started]):
        pool_started += 1
    return pool_started > 0


cdef void* work(void* argument) noexcept nogil:
    """Background thread, from the first Job that needed it to the end of the process."""
    cdef Worker* self = <Worker*>argument
    cdef PyThreadState* thread
    prctl(PR_SET_NAME, b"bridge-pool", 0, 0, 0)
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)  # or short waits take 50 us longer
    PyGILState_Ensure()  # kept: a thread state made anew for each Job costs a factor of 16
    self.ident = PyThread_get_thread_ident()
    name_thread(<int>(self - workers) + 1)
    thread = PyEval_SaveThread()
    pthread_mutex_lock(&pool_lock)
    while not pool_stopping:
        if may_lead():
            lead(self, thread)
    pthread_mutex_unlock(&pool_lock)
    while True:
        pause()  # to end would run libraries' thread destructors, OpenSSL's say, while exit() takes down their data


cdef void name_thread(int number) noexcept with gil:
    """Background thread."""
    lifetime.name_thread(f"bridge-pool-{number}")


cdef bint may_lead() noexcept nogil:
    """Background thread, pool lock. Wait for something to do; true if it is now for the calling thread to lead."""
    global pool_resting, pool_watched
    cdef Worker* watched = leader
    cdef long begun
    cdef timespec until
    if not has_work() or (watched != NULL and pool_watched):
        pool_resting += 1
        pthread_cond_wait(&pool_work, &pool_lock)
        pool_resting -= 1
        return False
    if watched == NULL:
        return True
    begun = watched.begun
    clock_gettime(CLOCK_REALTIME, &until)
    until.tv_nsec += PATIENCE_NS
    if until.tv_nsec >= 1000000000:
        until.tv_nsec -= 1000000000
        until.tv_sec += 1
    pool_watched = True
    pthread_cond_timedwait(&pool_patience, &pool_lock, &until)
    pool_watched = False
    return queue_first != NULL and (
        leader == NULL or (leader == watched and watched.begun == begun and not watched.wants_gil)
    )


cdef void lead(Worker* self, PyThreadState* thread) noexcept nogil:
    """Background thread, pool lock. Perform Jobs until there are none, or another thread has taken over."""
    global leader
    leader = self
    while leader == self and not pool_stopping and has_work():
        take_gil(self, thread)
        while leader == self and not pool_stopping and has_work():
            if remains != NULL:
                release_remains()
            else:
                perform_next(self)
        pthread_mutex_unlock(&pool_lock)
        PyEval_SaveThread()
        if leader == self:
            linger()
        pthread_mutex_lock(&pool_lock)
    if leader == self:
        leader = NULL


cdef bint has_work() noexcept nogil:
    return load_pointer(&queue_first) != NULL or load_pointer(&remains) != NULL


cdef void take_gil(Worker* self, PyThreadState* thread) noexcept nogil:
    """Background thread, pool lock."""
    self.wants_gil = True
    pthread_mutex_unlock(&pool_lock)
    let_javascript_finish()
    PyEval_RestoreThread(thread)
    pthread_mutex_lock(&pool_lock)
    self.wants_gil = False


cdef void linger() noexcept nogil:
    """Background thread, no lock. The next Job often comes at once: to look out for it is cheaper than to be woken."""
    cdef long until = now_ns() + LINGER_NS
    while not has_work() and now_ns() < until:
        sched_yield()  # JavaScript's thread may be waiting for this very processor


cdef void let_javascript_finish() noexcept nogil:
    """Background thread, no GIL. While JavaScript calls Python many times in a row, wait, though not for long.

    Two threads that take the GIL in turn cost each other a thread switch every time. No wait at all if it has not
    called since the last time: calls of task functions do not.
    """
    global javascript_seen
    cdef timespec pause
    cdef long calls
    cdef long until = now_ns() + MOST_POLITE_NS
    cdef long quiet
    pause.tv_sec = 0
    pause.tv_nsec = PAUSE_NS
    while now_ns() < until and (load_relaxed(&javascript_inside) or load_relaxed(&javascript_calls) != javascript_seen):
        calls = load_relaxed(&javascript_calls)
        quiet = now_ns() + QUIET_NS
        while now_ns() < quiet:
            pass
        if load_relaxed(&javascript_calls) != calls:
            nanosleep(&pause, NULL)
        elif load_relaxed(&javascript_inside) == 0:
            javascript_seen = calls


cdef long now_ns() noexcept nogil:
    cdef timespec now
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000000000 + now.tv_nsec


cdef void perform_next(Worker* self) noexcept nogil:
    """Background thread, pool lock, GIL."""
    global queue_first
    cdef Job* job = queue_first
    queue_first = job.next
    self.begun += 1
    self.in_job = True
    if queue_first != NULL:
        call_worker()  # someone has to watch
    pthread_mutex_unlock(&pool_lock)
    if perform(job):
        finish_job(job)
    pthread_mutex_lock(&pool_lock)
    self.in_job = False


cdef void release_remains() noexcept nogil:
    """Background thread, pool lock, GIL. Destructors run here, so the lock is let go meanwhile."""
    global remains
    cdef Remains* entry = remains
    cdef Remains* next
    remains = NULL
    pthread_mutex_unlock(&pool_lock)
    while entry != NULL:
        next = entry.next
        if entry.thread != NULL:
            end_thread(entry.thread)
        else:
            release_now(entry.object)
        free(entry)
        entry = next
    pthread_mutex_lock(&pool_lock)


cdef void release_now(PyObject* object) noexcept with gil:
    Py_DECREF(<object>object)  # was handed to release_later()


cdef void end_thread(PyThreadState* thread) noexcept with gil:
    """Background thread. One of JavaScript's has ended: no Python is its own any more."""
    cdef unsigned long ident = thread.thread_id
    end_thread_state(thread)
    if not thread_has_state(ident):
        startup.forget_thread(ident)


cdef void withdraw_jobs(Environment* environment) noexcept nogil:
    """JavaScript's thread. Take an environment's Jobs off the queue."""
    global queue_first, queue_last
    cdef Job* job
    cdef Job* next
    cdef Job* kept = NULL
    cdef Job* withdrawn = NULL
    pthread_mutex_lock(&pool_lock)
    job = queue_first
    queue_first = queue_last = NULL
    while job != NULL:
        next = job.next
        job.next = NULL
        if job.environment == environment:
            job.next = withdrawn
            withdrawn = job
        elif kept == NULL:
            queue_first = job
            kept = job
        else:
            kept.next = job
            kept = job
        job = next
    queue_last = kept
    pthread_mutex_unlock(&pool_lock)
    while withdrawn != NULL:
        next = withdrawn.next
        free_job(withdrawn)
        withdrawn = next


cdef public c_bool stop_pool() noexcept nogil:
    global pool_stopping, queue_first
    pthread_mutex_lock(&pool_lock)
    pool_stopping = True
    queue_first = NULL  # dropped with the process
    pthread_cond_broadcast(&pool_work)
    pthread_cond_broadcast(&pool_patience)
    pthread_mutex_unlock(&pool_lock)
    return load_relaxed(&live_jobs) != 0


def pool_is_busy():
    """Any thread. Tell whether a pool thread is inside a Job."""
    cdef int index
    return any([workers[index].in_job for index in range(pool_started)])


def interrupt_jobs():
    """Python's thread. Raise SystemExit in every Job that is running Python, as `sys.exit()` in it would."""
    cdef int index
    for index in range(pool_started):
        if workers[index].in_job:
            PyThreadState_SetAsyncExc(workers[index].ident, <PyObject*>SystemExit)
