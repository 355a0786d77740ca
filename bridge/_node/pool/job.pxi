"""Job: one scheduled Task. Made on JavaScript's thread, performed in the background, delivered on JavaScript's.

What is not performed in the background is a Job too: a Deferred, and what a Channel was sent.
"""

cdef struct Environment

cdef struct Job:
    Job* next
    Environment* environment              # where it is delivered; holds it open
    PyObject* task          # owned; taken in new_job(), given back once performed or completed
    PyObject* result        # owned: the Outcome for an overridden complete()
    bint overridden         # complete() is the author's own
    bint is_post            # not a Task but a function that JavaScript's thread is to call
    bint is_call            # not a Task but the call of an exported function: the Export, which is never freed
    bint holds_loop         # keeps the event loop alive
    bint failed
    Value value             # what the default complete() makes of the result
    Value* arguments        # right behind the Job itself
    size_t argument_count
    napi_ref callback       # JavaScript's function, or
    napi_deferred deferred  # a Promise to settle
    napi_async_context context  # NULL for the Promise of a task function: it is environment.promises

cdef long live_jobs = 0


cdef Job* new_job(Environment* environment, PyObject* task, size_t argument_count) noexcept nogil:
    """JavaScript's thread. NULL if out of memory."""
    cdef Job* job = <Job*>calloc(1, sizeof(Job) + argument_count * sizeof(Value))
    if job != NULL:
        job.task = task
        job.environment = hold_environment(environment)
        job.arguments = <Value*>(job + 1)
        job.argument_count = argument_count
        add_relaxed(&live_jobs, 1)
    return job


cdef void free_job(Job* job) noexcept nogil:
    """Any thread. What belongs to JavaScript has been released before, or goes with its environment."""
    cdef size_t index
    if not job.is_call:
        release_later(job.task)
    release_later(job.result)
    drop_value(job.environment, &job.value)
    for index in range(job.argument_count):
        drop_value(job.environment, &job.arguments[index])
    drop_environment(job.environment)
    free(job)
    add_relaxed(&live_jobs, -1)
