"""A Job's Python: how it is performed in the background, and how the end of what goes on elsewhere is reported."""

cdef object spare_context = None


cdef void perform(Job* job) noexcept with gil:
    """Background thread. Nothing an author raises gets past here, SystemExit and KeyboardInterrupt included."""
    global performed_here
    cdef Worker* worker = job.worker
    cdef bint goes_on = False
    performed_here = job
    try:
        goes_on = not perform_in_empty_context(job)  # else it may be delivered, and gone
    except BaseException as error:
        leave(job)
        if not job.is_cancelled:
            fail_job(job, error)
    else:
        if not goes_on:
            leave(job)
    performed_here = NULL
    worker.now = ticks()
    if not goes_on:
        note_end(job, worker.now)
        leave_place(worker)
        job.kind.finish(job)


cdef bint perform_in_empty_context(Job* job) except -1:
    """No Job sees what another has set. A context in which nothing was set serves again."""
    global spare_context
    context, spare_context = spare_context, None
    if context is None:
        context = PyContext_New()
    PyContext_Enter(context)
    try:
        return job.kind.perform(job)
    finally:
        PyContext_Exit(context)
        if len(context) == 0:
            spare_context = context


cdef void succeed(Job* job, object value) noexcept:
    """Any thread, GIL. A value that cannot be kept is a failure."""
    try:
        job.kind.succeed(job, value)
    except BaseException as error:
        fail_job(job, error)


cdef void fail_job(Job* job, object error) noexcept:
    """Any thread, GIL."""
    job.failed = True
    job.kind.fail(job, error)


cdef class Completion:
    """Where the end of a Job that goes on elsewhere is reported. Forgotten before, it is a failure."""

    def resolve(self, value):
        """Succeed with a plain value. Any thread.

        Raises:
            RuntimeError: it is settled already.
        """
        cdef Job* job = self.take()
        if not job.is_cancelled:
            succeed(job, value)
        self.finish(job)

    def reject(self, reason):
        """Fail with an exception, or with any other plain value."""
        cdef Job* job = self.take()
        if job.is_cancelled:
            pass  # it has nobody to answer to
        elif isinstance(reason, BaseException):
            fail_job(job, reason)
        else:
            succeed(job, reason)
            job.failed = True
        self.finish(job)

    @property
    def canceller(self):
        """What stops it, where that is asked for: any thread may call it. None until there is anything to stop."""
        return self._canceller

    @canceller.setter
    def canceller(self, value):
        self._canceller = value
        if self.job != NULL and self.job.state == STOPS:
            pthread_cond_signal(&stops_changed)

    cdef Job* take(self) except NULL:
        cdef Job* job = self.job
        if job == NULL:
            raise RuntimeError("it is settled already")
        self.job = NULL
        self._canceller = None
        if self.is_elsewhere:
            count(&elsewhere, -1)
            job.pool.elsewhere -= 1
            job.completion = NULL
            leave(job)
        return job

    cdef void finish(self, Job* job) noexcept:
        if self.is_elsewhere:
            note_end(job, ticks())
        job.kind.finish(job)

    def __dealloc__(self):
        cdef Job* job
        if self.job != NULL:
            job = self.take()
            if not job.is_cancelled:
                fail_job(job, RuntimeError(self.dropped))
            self.finish(job)


cdef Completion new_completion(Job* job, str dropped):
    cdef Completion completion = Completion.__new__(Completion)
    completion.dropped = dropped
    completion.job = job
    return completion


cdef bint start_elsewhere(Job* job, start, function, list arguments, str dropped) except -1:
    """Background thread. False: the Job is the Completion's. It may be delivered, and gone, before this has ended."""
    cdef Completion completion = new_completion(job, dropped)
    completion.is_elsewhere = True
    job.completion = <PyObject*>completion
    job.pool.elsewhere += 1
    count(&elsewhere, 1)
    try:
        start(function, arguments, completion)
    except BaseException as error:  # at exit, a SystemExit
        if completion.job != NULL:
            completion.reject(error)
    return False
