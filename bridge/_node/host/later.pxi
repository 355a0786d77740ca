"""NodeEnvironment: the rest of the contract, what happens later."""

cdef extern from "Python.h":
    ctypedef struct PyTypeObject
    PyTypeObject* Py_TYPE(object)
    PyObject* _PyType_Lookup(PyTypeObject*, PyObject*)

cdef object COMPLETE = "complete"
cdef object default_complete = None  # Task's own, from the first Task on: a start need not wait for the class


cdef class NodeEnvironment(Objects):

    cpdef object schedule(self, task, callback, signal):
        cdef NodeJob* job = self.new_task_job(task)
        cdef napi_status status = napi_ok
        cdef ScheduledTask scheduled = ScheduledTask.__new__(ScheduledTask)
        scheduled.ticket = new_ticket(job)
        if scheduled.ticket == NULL:
            free_job(&job.job)
            raise MemoryError()
        if callback is not None:
            status = napi_create_reference(self.state.env, raw_value(callback), 1, &job.callback)
        self.send(job, status, signal)
        return scheduled

    def promise(self, task, signal):
        cdef NodeJob* job = self.new_task_job(task)
        cdef napi_value promise
        status = napi_create_promise(self.state.env, &job.deferred, &promise)
        self.send(job, status, signal)
        return PyLong_FromVoidPtr(promise)

    cdef NodeJob* new_task_job(self, task) except NULL:
        global default_complete, outcome
        cdef bint overridden
        if default_complete is None:
            from bridge.later.tasks import Task
            default_complete = Task.__dict__["complete"]
        overridden = _PyType_Lookup(Py_TYPE(task), <PyObject*>COMPLETE) != <PyObject*>default_complete
        if overridden and outcome is None:
            import outcome
        self.enter()
        return new_python_job(&COMPLETING if overridden else &TASK, self.state, task)

    cdef int send(self, NodeJob* job, napi_status status, signal) except -1:
        cdef Options options = NO_OPTIONS
        cdef Use* use = use_of(self.state, main_pool)
        try:
            if use == NULL:
                raise MemoryError()
            check(self.state, status or open_context(self.state.env, &job.context))
            options.signals[0] = self.number_of_signal(signal)
        except BaseException:
            forget_job(job)
            raise
        hold_loop_for(job)
        status = begin_pending(job, use, &options)
        if options.signals[0] == ABORTED:
            note_cancelled(job)
        if status == napi_ok and job.job.kind == &COMPLETING.kind:
            return self.send_completing(job)
        status = status or send_or_throw(job)
        if status != napi_ok:
            fail_unsent(job, status)
        return 0

    cdef int send_completing(self, NodeJob* job) except -1:
        """What becomes of a refusal is for the author's complete() to say."""
        cdef Refusal refusal = send_job(job)
        if refusal.code != NULL:
            error = RuntimeError(refusal.text.decode())
            error.code = refusal.code.decode()
            fail_job(&job.job, error)
            finish_job(&job.job)
            mind_drain(job.environment, job.use)
        return 0

    cdef double number_of_signal(self, signal) except? -2:
        """
        Raises: TypeError, if it is no AbortSignal.
        """
        cdef napi_value raw, number
        cdef double found
        if signal is None:
            return 0
        raw = raw_value(signal)
        check(self.state, call_lent(self.state, self.state.number_of_signal, 1, &raw, &number))
        if napi_get_value_double(self.state.env, number, &found) != napi_ok:
            raise TypeError("signal: expected an AbortSignal")
        return found

    def deferred(self):
        self.enter()
        cdef NodeJob* job = new_python_job(&DEFERRED, self.state, None)
        cdef napi_value promise
        status = napi_create_promise(self.state.env, &job.deferred, &promise)
        if status != napi_ok:
            free_job(&job.job)
            check(self.state, status)
        hold_loop_for(job)
        return new_completion(&job.job, "a Deferred was dropped before it was settled"), PyLong_FromVoidPtr(promise)

    def settle(self, Completion settler not None, raw, bint rejected):
        cdef napi_value value = raw_value(raw)
        self.enter()
        cdef NodeJob* job = <NodeJob*>settler.take()
        with nogil:
            settle(job, rejected, value)
            forget_job(job)

    def post(self, callee):
        cdef NodeJob* job = new_python_job(&POSTED, self.state, callee)
        if self.is_here() and self.state.env != NULL:
            hold_loop_for(job)
        return finish_job(&job.job)

    @property
    def listens(self):
        return self.state.hears_log

    def send_log(self, record):
        send_record(self.state, record)

    def ref(self):
        self.enter()
        hold_loop(&self.state.outbox)

    def unref(self):
        self.enter()
        drop_loop(&self.state.outbox)


cdef NodeJob* new_python_job(const NodeKind* kind, Environment* environment, task) except NULL:
    """Any thread, GIL."""
    cdef NodeJob* job = new_job(&kind.kind, environment, 0)
    if job == NULL:
        raise MemoryError()
    Py_INCREF(task)  # given back in free_job(), or earlier, once performed
    job.task = <PyObject*>task
    return job
