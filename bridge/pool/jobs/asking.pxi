"""Asking: what the author's Python knows of its Job and of being told to stop, and how it keeps from being torn apart."""

_current_job = ContextVar("current_job", default=None)
"""The CurrentJob that was asked for, for other threads that the context is copied to."""


cdef class CurrentJob:
    """What the author's Python knows of the Job that it is a part of. It may outlive that."""
    cdef readonly str name
    cdef readonly object deadline
    cdef Fate* fate

    @property
    def cancelled(self):
        """Whether JavaScript no longer waits for it. Any thread."""
        return self.fate.is_cancelled

    def __dealloc__(self):
        drop_fate(self.fate)


def current_job():
    """Give the call or Task that the caller is a part of: its `name`, whether it is `cancelled`, and its `deadline`.

    The deadline is by `time.monotonic()`, or None. On JavaScript's thread, and in threads that know nothing of a call,
    there is no such Job, and this gives None.
    """
    cdef Job* job = job_here()
    cdef CurrentJob current
    if job == NULL or job.kind.tell == NULL:
        return _current_job.get()
    current = CurrentJob.__new__(CurrentJob)
    current.name, current.deadline = job.kind.tell(job)
    current.fate = hold_fate(job)
    _current_job.set(current)
    return current


cdef Fate* hold_fate(Job* job) except NULL:
    cdef Fate* fate = <Fate*>calloc(1, sizeof(Fate))
    if fate == NULL:
        raise MemoryError
    pthread_mutex_lock(&pool_lock)
    if job.fate == NULL:
        job.fate, fate = fate, NULL
        job.fate.references = 1  # given back in end_job()
        job.fate.is_cancelled = job.state == STOPS
    job.fate.references += 1  # given back by the CurrentJob
    pthread_mutex_unlock(&pool_lock)
    free(fate)
    return job.fate


def cancelled():
    """Tell whether JavaScript no longer waits for the call that the caller is part of.

    On a thread of the Pool's, or in an `async` export; anywhere else it is false.
    """
    return is_told_here()


def check_cancelled():
    """Raise `Cancelled` where JavaScript no longer waits for the call that the caller is part of, but in a `shield()`.

    Pure Python is stopped without it; what computes in C, or is under `cancel="ask"`, can look here.
    """
    if is_told_here() and job_here().stopping.shields == 0:
        raise cancelled_here()


cdef class shield:
    """A block that is not to be torn apart: what stops the call is raised at its end, not within.

    >>> with bridge.shield():
    ...     commit()
    """

    def __enter__(self):
        cdef Job* job = job_here()
        if job != NULL:
            job.stopping.shields += 1
            if job.mode == RAISE and job.state == STOPS:
                forget_interrupt()  # sent, and not seen yet

    def __exit__(self, kind, error, trace):
        cdef Job* job = job_here()
        if job == NULL or job.stopping.shields == 0:
            return  # its Job has ended meanwhile
        job.stopping.shields -= 1
        if job.state != STOPS or job.stopping.shields > 0:
            return
        if job.mode == ELSEWHERE:
            pthread_cond_signal(&stops_changed)
        elif job.mode == RAISE and kind is None and job.worker.alive == 0:
            raise cancelled_here()
