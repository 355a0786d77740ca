"""Telling: the exception that stops a Job's Python, and where a thread may be sent it.

Not where it has only just taken a lock, or is about to release one: that would stay taken for ever.
"""

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


cdef enum:
    STUBBORN_NS = 1000000000  # who goes on for so long is told at once, again and again
    DELICATE_FRAMES = 4       # a function of these is delicate, and what it calls

DELICATE_MODULES = (
    "importlib._bootstrap", "importlib._bootstrap_external", "_frozen_importlib", "_frozen_importlib_external", "logging")
DELICATE_FUNCTIONS = ("__enter__", "__exit__", "acquire", "release", "_acquire_restore", "_release_save")


cdef bint is_delicate(Worker* worker) noexcept:
    """GIL. Whether a thread is where an exception of another's would leave a lock taken: in an import, say."""
    cdef PyObject* innermost = <PyObject*>PyThreadState_GetFrame(worker.thread)
    if innermost == NULL:
        return False
    frame = <object>innermost
    Py_DECREF(frame)  # the reference that was given
    if frame.f_globals.get("__name__") in DELICATE_MODULES:
        return True
    for _ in range(DELICATE_FRAMES):
        if frame is None:
            break
        if frame.f_code.co_name in DELICATE_FUNCTIONS:
            return True
        frame = frame.f_back
    return False


cdef bint tell(Job* job) noexcept:
    """GIL. Raise Cancelled in the thread of a Job that is to stop; false, if it may not be sent there right now."""
    if is_delicate(job.worker):
        return False
    job.stopping.is_told = True
    PyThreadState_SetAsyncExc(job.worker.ident, <PyObject*>Cancelled)
    return True


cdef void tell_again() noexcept:
    """Any thread, GIL. What told its Job to stop was lost, in a `__del__` say: the code around that gets it."""
    cdef Job* job = <Job*>performed_here
    if job != NULL and job.mode == RAISE and job.state == STOPS and job.stopping.shields == 0:
        tell(job)


cdef bint is_stubborn() noexcept:
    cdef Job* job = <Job*>performed_here
    return job != NULL and job.state == STOPS and now_ns() - job.stopping.asked_ns > STUBBORN_NS


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
            if is_stubborn():
                tell_again()


class Cancelled(BaseException):
    """Raised in a call that JavaScript no longer waits for.

    It is not an `Exception`, so that `except Exception` lets it pass; `finally` and `with` run as ever. `reason` is a
    copy of the signal's, and `TimeoutError` after a timeout.
    """
    __module__ = "bridge"

    def __init__(self, reason=None):
        cdef Job* job = job_here()
        self._presence = Presence()  # before anything that lets the stopper have the GIL
        if reason is None and job != NULL and job.state == STOPS and job.kind.reason != NULL:
            reason = job.kind.reason(job)
        BaseException.__init__(self, *(() if reason is None else (reason,)))
        self.reason = reason


def cancelled_here(reason=None):
    """Make the `Cancelled` to be raised by the calling thread itself: one that it was sent, and has not seen, it never sees."""
    error = Cancelled(reason)
    cdef Job* job = <Job*>performed_here
    if job != NULL and job.mode == RAISE and job.stopping.is_told:
        forget_interrupt()
    return error
