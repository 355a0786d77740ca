"""Deadlines: when Jobs are cancelled that take too long. A heap, the earliest first, and one timer. JavaScript's thread, no GIL."""

cdef double MOST_TIMEOUT_MS = 9007199254740.0


cdef bint set_deadline(NodeJob* job, double timeout_ms) noexcept nogil:
    """False if out of memory. What is too far away never comes."""
    cdef Pending* pending = pending_of(job.environment)
    cdef NodeJob** longer
    if timeout_ms > MOST_TIMEOUT_MS:
        return True
    if pending.deadlines + 1 >= pending.room:
        longer = <NodeJob**>realloc(pending.heap, (pending.room * 2 + 16) * sizeof(NodeJob*))
        if longer == NULL:
            return False
        pending.heap = longer
        pending.room = pending.room * 2 + 16
    job.deadline_ns = now_ns() + <int64_t>(timeout_ms * 1e6)
    pending.deadlines += 1
    rise(pending, pending.deadlines, job)
    if pending.heap[1] == job:
        start_timer(pending)
    return True


cdef void clear_deadline(NodeJob* job) noexcept nogil:
    cdef Pending* pending = pending_of(job.environment)
    cdef NodeJob* last = pending.heap[pending.deadlines]
    cdef size_t place = job.place
    job.place = 0
    pending.deadlines -= 1
    if last != job:
        rise(pending, place, last)
        sink(pending, last.place, last)


cdef void rise(Pending* pending, size_t place, NodeJob* job) noexcept nogil:
    """Put a Job in this place, or above it."""
    while place > 1 and pending.heap[place // 2].deadline_ns > job.deadline_ns:
        put_at(pending, place, pending.heap[place // 2])
        place //= 2
    put_at(pending, place, job)


cdef void sink(Pending* pending, size_t place, NodeJob* job) noexcept nogil:
    """Put a Job in this place, or below it."""
    cdef size_t lower = place * 2
    while lower <= pending.deadlines:
        if lower < pending.deadlines and pending.heap[lower + 1].deadline_ns < pending.heap[lower].deadline_ns:
            lower += 1
        if job.deadline_ns <= pending.heap[lower].deadline_ns:
            break
        put_at(pending, place, pending.heap[lower])
        place, lower = lower, lower * 2
    put_at(pending, place, job)


cdef void put_at(Pending* pending, size_t place, NodeJob* job) noexcept nogil:
    pending.heap[place] = job
    job.place = place


cdef NodeJob* first_late(Pending* pending) noexcept nogil:
    """The Job that has been late for longest; NULL if there is none."""
    if pending.deadlines == 0 or pending.heap[1].deadline_ns > now_ns():
        return NULL
    return pending.heap[1]


cdef void start_timer(Pending* pending) noexcept nogil:
    """For the earliest deadline. One that is set to go off before that stays, and is started again then."""
    cdef int64_t due_ns = pending.heap[1].deadline_ns
    if pending.timer_ns != 0 and pending.timer_ns <= due_ns:
        return
    pending.timer_ns = due_ns
    uv_timer_start(pending.timer, pending.on_time, <uint64_t>max((due_ns - now_ns() + 999999) // 1000000, 1), 0)
