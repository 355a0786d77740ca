"""Job: made on JavaScript's thread, performed in the background, delivered on JavaScript's.

What is not performed in the background is a Job too: a Deferred, and what a Channel was sent.
"""

cdef struct Link  # to a Signal, and
cdef struct Use   # see the files of these names

cdef struct NodeJob:
    Job job                 # what the Pool has of it; its owner is
    Environment* environment  # where it is delivered; holds it open
    PyObject* export        # of the call of an exported function: the Export, which is never freed
    PyObject* task          # owned: a Task, or what was posted; given back once performed, or called
    PyObject* result        # owned: the Outcome for a complete() of the author's own
    bint holds_loop         # keeps the event loop alive
    Value value             # what the default complete() makes of the result
    Value* arguments        # right behind the Job itself
    size_t argument_count
    napi_ref callback       # JavaScript's function, or
    napi_deferred deferred  # a Promise to settle
    napi_async_context context  # NULL for the Promise of a task function: it is environment.promises
    bint is_answered        # by another Job, since it was cancelled: JavaScript's thread, as for what follows
    Reason* reason          # owned: why it was
    Use* use                # in whose list it is, until it is delivered
    NodeJob* before
    NodeJob* after
    Link* links             # to the Signals that cancel it
    int64_t deadline_ns
    size_t place            # among the deadlines; 0 without one
    Ticket* ticket          # owned
    Line* line              # held; NULL where JavaScript lends no functions, and gets no items


cdef NodeJob* new_job(const JobKind* kind, Environment* environment, size_t argument_count) noexcept nogil:
    """Any thread. NULL if out of memory."""
    cdef NodeJob* job = <NodeJob*>calloc(1, sizeof(NodeJob) + argument_count * sizeof(Value))
    if job != NULL:
        begin_job(&job.job, kind, environment)
        job.environment = hold_environment(environment)
        job.arguments = <Value*>(job + 1)
        job.argument_count = argument_count
    return job


cdef void free_job(Job* base) noexcept nogil:
    """Any thread. What belongs to JavaScript has been released before, or goes with its environment."""
    cdef NodeJob* job = <NodeJob*>base
    drop_work(job)
    drop_reason(job.reason)
    drop_ticket(job.ticket)
    end_line(job.line)
    drop_value(job.environment, &job.value)
    drop_environment(job.environment)
    end_job(base)
    free(job)


cdef void drop_work(NodeJob* job) noexcept nogil:
    """Any thread. Let go of what it would be performed with."""
    cdef size_t index
    release_later(job.task)
    release_later(job.result)
    job.task = job.result = NULL
    for index in range(job.argument_count):
        drop_value(job.environment, &job.arguments[index])
    job.argument_count = 0


cdef void hold_loop_for(NodeJob* job) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until a Job is delivered."""
    job.holds_loop = True
    hold_loop(&job.environment.outbox)
