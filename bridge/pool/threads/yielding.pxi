"""Yielding: the Pool's threads do not take the GIL in turn with JavaScript's, which cost each other a switch every time."""

cdef enum:
    QUIET_NS = 2000
    PAUSE_NS = 20000
    MOST_POLITE_NS = 1000000

cdef long javascript_calls = 0   # times that JavaScript's threads went for the GIL
cdef long javascript_seen = 0    # as many of them as the pool has waited for


cdef void come_in() noexcept nogil:
    """JavaScript's thread, before it takes the GIL for the author's own Python."""
    add_relaxed(&javascript_calls, 1)
    count(&javascript_inside, 1)


cdef void go_out() noexcept nogil:
    """JavaScript's thread, once it has let go of the GIL."""
    count(&javascript_inside, -1)


cdef long entries() noexcept nogil:
    """How often JavaScript's threads have entered Python."""
    return load_relaxed(&javascript_calls)


cdef bint is_javascript_inside() noexcept nogil:
    return load_relaxed(&javascript_inside) != 0


cdef void let_javascript_finish() noexcept nogil:
    """Background thread, no GIL. While JavaScript calls Python many times in a row, wait, though not for long.

    No wait at all if it has not called since the last time: calls of task functions do not.
    """
    global javascript_seen
    cdef timespec pause
    cdef long calls
    cdef long until = now_ns() + MOST_POLITE_NS
    cdef long quiet
    pause.tv_sec = 0
    pause.tv_nsec = PAUSE_NS
    while now_ns() < until and (is_javascript_inside() or entries() != javascript_seen):
        calls = entries()
        quiet = now_ns() + QUIET_NS
        while now_ns() < quiet:
            pass
        if entries() != calls:
            nanosleep(&pause, NULL)
        elif not is_javascript_inside():
            javascript_seen = calls


cdef long now_ns() noexcept nogil:
    """Any thread. By the monotonic clock."""
    cdef timespec now
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000000000 + now.tv_nsec
