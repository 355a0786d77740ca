"""Asking: what the author's Python knows of being told to stop, and how it keeps from being torn apart."""

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
