"""Asking: what the author's Python knows of being told to stop, and how it keeps from being torn apart."""

from _contextvars import ContextVar

current_completion = ContextVar("current_completion", default=None)
"""The Completion of the Job whose Python this is, where that is on no thread of the Pool's."""


cdef Job* job_here():
    """GIL. The Job that the caller belongs to, or NULL."""
    if performed_here != NULL:
        return <Job*>performed_here
    completion = current_completion.get()
    return NULL if completion is None else (<Completion>completion).job


cdef bint is_told_here() noexcept:
    cdef Job* job = job_here()
    return job != NULL and job.state == STOPS


cdef class Presence:
    """Counts one exception of a Worker's Job for as long as that exists. (It outlives the Job where the author keeps it.)"""
    cdef Worker* worker
    cdef long begun

    def __cinit__(self):
        cdef Job* job = <Job*>performed_here
        if job != NULL:
            self.worker = job.worker
            self.begun = self.worker.begun
            self.worker.alive += 1

    def __dealloc__(self):
        if self.worker != NULL and self.worker.begun == self.begun:
            self.worker.alive -= 1


class Cancelled(BaseException):
    """Raised in a call that JavaScript no longer waits for.

    It is not an `Exception`, so that `except Exception` lets it pass; `finally` and `with` run as ever. `reason` is a
    copy of the signal's, and `TimeoutError` after a timeout.
    """
    __module__ = "bridge"

    def __init__(self, reason=None):
        cdef Job* job = job_here()
        if reason is None and job != NULL and job.state == STOPS and job.kind.reason != NULL:
            reason = job.kind.reason(job)
        BaseException.__init__(self, *(() if reason is None else (reason,)))
        self.reason = reason
        self._presence = Presence()


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
        raise Cancelled()


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
            raise Cancelled()
