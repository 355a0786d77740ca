"""Reason: why Jobs are cancelled, as their Python sees it. One serves all that are cancelled at once."""

cdef struct Reason:
    long holders
    Environment* environment  # holds it open
    bint is_timeout
    Value copy                # of what JavaScript gave
    PyObject* object          # owned, GIL: what it is in Python, from the first time that it is asked


cdef Reason* new_reason(Environment* environment) noexcept nogil:
    """Any thread. Held once, for the caller; NULL if out of memory."""
    cdef Reason* reason = <Reason*>calloc(1, sizeof(Reason))
    if reason != NULL:
        reason.holders = 1
        reason.environment = hold_environment(environment)
    return reason


cdef Reason* hold_reason(Reason* reason) noexcept nogil:
    if reason != NULL:
        add_relaxed(&reason.holders, 1)
    return reason


cdef void drop_reason(Reason* reason) noexcept nogil:
    """Any thread."""
    if reason != NULL and subtract(&reason.holders) == 0:
        release_later(reason.object)
        drop_value(reason.environment, &reason.copy)
        drop_environment(reason.environment)
        free(reason)


cdef object reason_to_python(Reason* reason):
    """Any thread, GIL. None, where it has no copy."""
    if reason == NULL:
        return None
    if reason.object == NULL:
        keep_reason(reason, None)  # for a thread that asks meanwhile, as to make it may take a while
        asked = TimeoutError("it took longer than its timeout") if reason.is_timeout else to_python(
            reason.environment, &reason.copy)
        keep_reason(reason, asked)
    return <object>reason.object


cdef void keep_reason(Reason* reason, object what) noexcept:
    """Any thread, GIL."""
    cdef PyObject* before = reason.object
    Py_INCREF(what)  # given back here, or in drop_reason()
    reason.object = <PyObject*>what
    if before != NULL:
        Py_DECREF(<object>before)
