"""Leading: which thread performs the Jobs, and which one watches it.

One thread leads: it takes the GIL once and performs Jobs until the queue is empty, so that a burst of small ones costs
no thread switches. While Jobs wait behind the one it is in, one other thread watches; if the leader is still in the
same Job after PATIENCE, the watcher leads from there on, so that a Job that blocks holds up none. The former leader
finds that out when its Job is done, and rests.
"""

cdef enum:
    PATIENCE_NS = 200000
    LINGER_NS = 20000
    MOST_THREADS = 1024

cdef struct Worker:
    unsigned long ident  # Python's name for the thread
    bint in_job
    bint lasts           # another thread has come to lead meanwhile
    bint wants_gil
    long begun           # Jobs begun: whether it moves tells whether the thread is stuck

cdef pthread_cond_t pool_work      # someone is needed
cdef pthread_cond_t pool_patience  # the watcher waits here
cdef Worker[MOST_THREADS] workers
cdef int pool_size = 0
cdef int pool_started = 0
cdef int pool_resting = 0
cdef bint pool_watched = False
cdef bint pool_stopping = False
cdef Worker* leader = NULL
cdef object name_thread = None     # called by each of them with its name


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
    introduce(<int>(self - workers) + 1)
    thread = PyEval_SaveThread()
    pthread_mutex_lock(&pool_lock)
    while not pool_stopping:
        if may_lead():
            lead(self, thread)
    pthread_mutex_unlock(&pool_lock)
    while True:
        pause()  # to end would run libraries' thread destructors, OpenSSL's say, while exit() takes down their data


cdef void introduce(int number) noexcept with gil:
    """Background thread."""
    name_thread(f"bridge-pool-{number}")


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
    if leader != NULL:
        leader.lasts = True
        count(&lasting, 1)
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
    if self.lasts:
        self.lasts = False
        count(&lasting, -1)


cdef void take_gil(Worker* self, PyThreadState* thread) noexcept nogil:
    """Background thread, pool lock."""
    cdef bint hurries = lasting > 0
    self.wants_gil = True
    pthread_mutex_unlock(&pool_lock)
    let_javascript_finish()
    if hurries:
        count(&hurried, 1)
    PyEval_RestoreThread(thread)
    if hurries:
        count(&hurried, -1)
    pthread_mutex_lock(&pool_lock)
    self.wants_gil = False


cdef void linger() noexcept nogil:
    """Background thread, no lock. The next Job often comes at once: to look out for it is cheaper than to be woken."""
    cdef long until = now_ns() + LINGER_NS
    while not has_work() and now_ns() < until:
        sched_yield()  # JavaScript's thread may be waiting for this very processor


cdef void perform_next(Worker* self) noexcept nogil:
    """Background thread, pool lock, GIL."""
    cdef Job* job = take_first()
    self.begun += 1
    self.in_job = True
    count(&performing, 1)
    if queue_first != NULL:
        call_worker()  # someone has to watch
    pthread_mutex_unlock(&pool_lock)
    perform(job)
    pthread_mutex_lock(&pool_lock)
    self.in_job = False
    count(&performing, -1)
