"""Use: one environment's use of one pool, and its Jobs there that are not answered. JavaScript's thread, without the GIL."""

cdef struct Drain:       # begins with what the pool has of it
    Waiting waiting
    NodeJob* job         # delivered once the queue is empty; NULL while nobody minds
    bint is_due          # a call was refused, and nobody minds that yet

cdef struct Use:
    Use* next            # of the environment's
    ThreadPool* pool
    NodeJob* first       # in their order
    NodeJob* last
    Job* idle            # finished once there are none of these
    bint is_closed       # refuses new calls
    Drain drain


cdef Use* use_of(Environment* environment, ThreadPool* pool) noexcept nogil:
    """NULL if out of memory."""
    cdef Pending* pending = pending_of(environment)
    cdef Use* use = pending.uses
    while use != NULL and use.pool != pool:
        use = use.next
    if use == NULL:
        use = <Use*>calloc(1, sizeof(Use))
        if use != NULL:
            use.pool = pool
            use.next, pending.uses = pending.uses, use
    return use


cdef void enlist(NodeJob* job, Use* use) noexcept nogil:
    job.use = use
    job.job.pool = use.pool
    job.before = use.last
    if use.last == NULL:
        use.first = job
    else:
        use.last.after = job
    use.last = job


cdef void replace_by(NodeJob* job, NodeJob* other) noexcept nogil:
    """Have another Job answer in the place of one."""
    cdef Use* use = job.use
    other.use, other.before, other.after = use, job.before, job.after
    job.use, job.before, job.after = NULL, NULL, NULL
    if use != NULL:
        put_between(use, other.before, other.after, other, other)


cdef void delist(NodeJob* job) noexcept nogil:
    """It is answered."""
    cdef Use* use = job.use
    job.use = NULL
    put_between(use, job.before, job.after, job.after, job.before)
    if use.first == NULL:
        tell_idle(use)


cdef void put_between(Use* use, NodeJob* before, NodeJob* after, NodeJob* next, NodeJob* last) noexcept nogil:
    """Have `next` come behind `before`, and `last` before `after`."""
    if before == NULL:
        use.first = next
    else:
        before.after = next
    if after == NULL:
        use.last = last
    else:
        after.before = last


cdef void tell_idle(Use* use) noexcept nogil:
    cdef Job* job = use.idle
    cdef Job* next
    use.idle = NULL
    while job != NULL:
        next = job.next
        finish_job(job)
        job = next
