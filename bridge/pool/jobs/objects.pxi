"""Jobs that are Python objects: those of a host whose JavaScript holds the GIL while it runs. A subclass is a kind."""

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
        self.end()

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
        """Have it performed. Where there is no thread for it, nor one to be had, it fails."""
        Py_INCREF(self)
        if not submit(&self.own.job):
            fail_job(&self.own.job, RuntimeError(NO_THREAD.decode()))
            finish_object(&self.own.job)

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


cdef JobKind OBJECT = JobKind(perform_object, succeed_object, fail_object, finish_object, NULL, drop_object)


def live():
    """Tell how many Jobs there are in the process."""
    return live_jobs()


def stop_performing():
    """Drop the Jobs that wait, and begin no more. At exit."""
    stop()
