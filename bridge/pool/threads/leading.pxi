"""Leading: which thread performs the Jobs, and which one watches it.

One thread leads: it takes the GIL once and performs Jobs until the queue is empty, so that a burst of small ones costs
no thread switches. While Jobs wait behind the one it is in, one other thread watches; if the leader is still in the
same Job after PATIENCE, the watcher leads from there on, so that a Job that blocks holds up none. The former leader
finds that out when its Job is done, and rests.
"""

cdef enum:
    PATIENCE_NS = 200000
    LINGER_NS = 20000


cdef bint call_worker(ThreadPool* pool) noexcept nogil:
    """Pool lock. Wake or start a thread if none will look at the queue of its own accord; false if there are none at all.

    A thread that cannot be started is one less, this time: those that there are come to all that waits.
    """
    if pool_stopping or (pool.leader != NULL and (pool.watched or not pool.leader.in_job)):
        return True
    if pool.resting > 0:
        pthread_cond_signal(&pool.work)
    elif pool.started - pool.parked < limit(pool):
        if pool.parked > 0:
            pool.parked -= 1
            pool.unparked += 1
            pthread_cond_signal(&pool.parking)
        else:
            start_worker(pool)
    return pool.started > 0


cdef void start_worker(ThreadPool* pool) noexcept nogil:
    """Pool lock."""
    cdef Worker* worker = <Worker*>calloc(1, sizeof(Worker))
    if worker == NULL:
        return
    worker.pool = pool
    worker.number = pool.started + 1
    if start_thread(work, worker):
        worker.next, pool.workers = pool.workers, worker
        pool.started += 1
    else:
        free(worker)


cdef void* work(void* argument) noexcept nogil:
    """Background thread, from the first Job that needed it to the end of the process."""
    cdef Worker* self = <Worker*>argument
    cdef PyThreadState* thread
    prctl(PR_SET_NAME, b"bridge-pool", 0, 0, 0)
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)  # or short waits take 50 us longer
    PyGILState_Ensure()  # kept: a thread state made anew for each Job costs a factor of 16
    self.ident = PyThread_get_thread_ident()
    introduce(self)
    self.thread = thread = PyEval_SaveThread()
    pthread_mutex_lock(&pool_lock)
    while not pool_stopping:
        if may_lead(self.pool):
            lead(self, thread)
    pthread_mutex_unlock(&pool_lock)
    while True:
        pause()  # to end would run libraries' thread destructors, OpenSSL's say, while exit() takes down their data


cdef void introduce(Worker* self) noexcept with gil:
    """Background thread."""
    name_thread(f"bridge-pool-{name_of(self.pool)}{self.number}")


cdef str name_of(ThreadPool* pool):
    """GIL. What the names of its threads have in them."""
    return "" if pool.name == NULL else f"{pool.name.decode()}-"


cdef bint may_lead(ThreadPool* pool) noexcept nogil:
    """Background thread, pool lock. Wait for something to do; true if it is now for the calling thread to lead."""
    cdef Worker* watched = pool.leader
    cdef long begun
    cdef timespec until
    if pool.started - pool.parked > limit(pool):
        park(pool)
        return False
    if not has_work(pool) or (watched != NULL and pool.watched):
        pool.resting += 1
        pthread_cond_wait(&pool.work, &pool_lock)
        pool.resting -= 1
        return False
    if watched == NULL:
        return True
    begun = watched.begun
    wait_until(&until, PATIENCE_NS)
    pool.watched = True
    pthread_cond_timedwait(&pool.patience, &pool_lock, &until)
    pool.watched = False
    return pool.queued > 0 and (
        pool.leader == NULL or (pool.leader == watched and watched.begun == begun and not watched.wants_gil)
    )


cdef void park(ThreadPool* pool) noexcept nogil:
    """Background thread, pool lock. There are too many: wait until call_worker() wants one more."""
    pool.parked += 1
    if has_work(pool):
        call_worker(pool)  # another one, where it was the calling thread that was to look
    while pool.unparked == 0 and not pool_stopping:
        pthread_cond_wait(&pool.parking, &pool_lock)
    pool.unparked -= 1


cdef void wait_until(timespec* until, long after_ns) noexcept nogil:
    """For pthread_cond_timedwait()."""
    clock_gettime(CLOCK_REALTIME, until)
    until.tv_nsec += after_ns
    if until.tv_nsec >= 1000000000:
        until.tv_nsec -= 1000000000
        until.tv_sec += 1


cdef void lead(Worker* self, PyThreadState* thread) noexcept nogil:
    """Background thread, pool lock. Perform Jobs until there are none, or another thread has taken over."""
    cdef ThreadPool* pool = self.pool
    if pool.leader != NULL:
        pool.leader.lasts = True
        count(&lasting, 1)
    pool.leader = self
    while pool.leader == self and not pool_stopping and has_work(pool):
        take_gil(self, thread)
        while pool.leader == self and not pool_stopping and has_work(pool):
            if remains != NULL and pool == main_pool:
                release_remains()
            else:
                perform_next(self)
        pthread_mutex_unlock(&pool_lock)
        PyEval_SaveThread()
        if pool.leader == self:
            linger(pool)
        pthread_mutex_lock(&pool_lock)
    if pool.leader == self:
        pool.leader = NULL
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
    self.now = ticks()
    pthread_mutex_lock(&pool_lock)
    self.wants_gil = False


cdef void linger(ThreadPool* pool) noexcept nogil:
    """Background thread, no lock. The next Job often comes at once: to look out for it is cheaper than to be woken."""
    cdef long until = now_ns() + LINGER_NS
    while not has_work(pool) and now_ns() < until:
        sched_yield()  # JavaScript's thread may be waiting for this very processor


cdef void perform_next(Worker* self) noexcept nogil:
    """Background thread, pool lock, GIL."""
    cdef ThreadPool* pool = self.pool
    cdef Job* job
    add_relaxed(&pool.running, 1)
    self.has_place = True
    job = take_first(pool)
    job.worker = self
    self.begun += 1
    self.alive = 0
    self.in_job = True
    count(&performing, 1)
    if pool.queued > 0:
        call_worker(pool)  # someone has to watch
    pthread_mutex_unlock(&pool_lock)
    record(&pool.wait, job.since, self.now)
    job.since = self.now
    perform(job)
    pthread_mutex_lock(&pool_lock)
    self.in_job = False
    count(&performing, -1)
    leave_place(self)  # where its Job goes on elsewhere
    tell_waiting(pool)
