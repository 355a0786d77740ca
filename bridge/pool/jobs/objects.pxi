"""Jobs that are Python objects: those of a host whose JavaScript holds the GIL while it runs. A subclass is a kind."""

MODES = {"raise": RAISE, "ask": ASK, "elsewhere": ELSEWHERE}

cdef struct ObjectJob:
    Job job
    PyObject* object  # owned while the Pool has it, or a Completion; given back in finish_object() or drop_object()


cdef class PythonJob:
    """One scheduled Task, or what else ends later. What the Pool calls, a subclass defines."""
    cdef ObjectJob own
    cdef bint has_ended

    def __cinit__(self, *_):
        begin_job(&self.own.job, &OBJECT, NULL)
        self.own.object = <PyObject*>self

    def __dealloc__(self):
        PythonJob.end(self)  # a subclass may be gone, at exit

    @property
    def failed(self):
        return self.own.job.failed

    @failed.setter
    def failed(self, bint failed):
        self.own.job.failed = failed

    cpdef end(self):
        """Count the Job no longer: it has been delivered, or dropped. An exception's frames may still have it."""
        if not self.has_ended:
            end_job(&self.own.job)
        self.has_ended = True

    def submit(self):
        """Have it performed. Where it cannot be, the code and the message that say why."""
        cdef Submitted submitted
        Py_INCREF(self)
        submitted = submit(&self.own.job)
        if submitted != QUEUED:
            Py_DECREF(self)
        return None if submitted == QUEUED else (refusal_code(submitted).decode(), refusal_text(submitted).decode())

    def rest(self):
        """Leave its thread, from perform(), which gives false then; it is not to be touched until it is submitted again.

        False if it is told to stop, and goes on.
        """
        cdef bint rests = rest(&self.own.job)
        if rests:
            Py_DECREF(self)  # taken in submit()
        return rests

    def submit_again(self):
        """Have it performed further, where it rests."""
        Py_INCREF(self)
        submit_again(&self.own.job)

    def tell_running(self):
        """Have its Python told to stop, but leave it in its queue. JavaScript's thread, not delivered yet."""
        tell_running(&self.own.job)

    def cancel(self):
        """Take it off its queue, or have its Python told to stop; true if it had waited. JavaScript's thread, not delivered yet."""
        cdef bint waited = cancel(&self.own.job)
        if waited:
            Py_DECREF(self)  # taken in submit()
        return waited

    def take_back(self):
        """Take it off its queue, if it waits there: whether it did. JavaScript's thread, not delivered yet."""
        cdef bint waited = take_back(&self.own.job)
        if waited:
            Py_DECREF(self)  # taken in submit()
        return waited

    def choose(self, Pool pool, int priority, str mode):
        """Say, before submit(), which pool it is for, None for the main one; its priority; and how it is told to stop."""
        self.own.job.pool = main_pool if pool is None else pool.state
        self.own.job.priority = priority
        self.own.job.mode = MODES[mode]

    @property
    def is_cancelled(self):
        """Whether it was told to stop, and has ended."""
        return self.own.job.is_cancelled

    def give_up(self, error):
        """Fail."""
        fail_job(&self.own.job, error)

    def start(self, start, function, list arguments, str dropped):
        """Perform on an executor, by its `start()`, from the Pool; false, since it goes on elsewhere."""
        return start_elsewhere(&self.own.job, start, function, arguments, dropped)

    def completion(self, str dropped):
        """Give what reports its end, once, from any thread; forgotten before, it fails and says that it was dropped."""
        Py_INCREF(self)
        return new_completion(&self.own.job, dropped)


def take_job(Completion completion not None):
    """Take the Job of a Completion, which never reports its end then.

    Raises:
        RuntimeError: it is settled already.
    """
    cdef Job* job = completion.take()
    taken = object_of(job)
    Py_DECREF(taken)  # taken in completion()
    return taken


cdef object object_of(Job* job):
    return <object>(<ObjectJob*>job).object


cdef bint perform_object(Job* job) except -1:
    return object_of(job).perform()


cdef int succeed_object(Job* job, object value) except -1:
    object_of(job).succeed(value)
    return 0


cdef void fail_object(Job* job, object error) noexcept:
    object_of(job).fail(error)


cdef bint finish_object(Job* job) noexcept with gil:
    finished = object_of(job)
    Py_DECREF(finished)  # taken in submit(), or in completion()
    return finished.finish()


cdef void drop_object(Job* job) noexcept nogil:
    release_later((<ObjectJob*>job).object)


cdef object reason_of_object(Job* job):
    return object_of(job).reason()


cdef object tell_of_object(Job* job):
    return object_of(job).tell()


cdef JobKind OBJECT = JobKind(
    perform_object, succeed_object, fail_object, finish_object, NULL, drop_object, reason_of_object, tell_of_object)


def live():
    """Tell how many Jobs there are in the process."""
    return live_jobs()


def stop_performing():
    """Drop the Jobs that wait, and begin no more. At exit."""
    stop()
