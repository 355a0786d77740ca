"""Ticket: what cancels a Task from any thread, and outlives it."""

cdef struct NodeJob  # see job.pxi

cdef struct Ticket:
    long holders
    Environment* environment  # holds it open
    NodeJob* job              # JavaScript's thread: NULL once it is answered
    long is_cancelled


cdef Ticket* new_ticket(NodeJob* job) noexcept nogil:
    """JavaScript's thread. Held twice, for the caller and for the Job; NULL if out of memory."""
    cdef Ticket* ticket = <Ticket*>calloc(1, sizeof(Ticket))
    if ticket != NULL:
        ticket.holders = 2
        ticket.environment = hold_environment(job.environment)
        ticket.job = job
        job.ticket = ticket
    return ticket


cdef Ticket* hold_ticket(Ticket* ticket) noexcept nogil:
    add_relaxed(&ticket.holders, 1)
    return ticket


cdef void drop_ticket(Ticket* ticket) noexcept nogil:
    """Any thread."""
    if ticket != NULL and subtract(&ticket.holders) == 0:
        drop_environment(ticket.environment)
        free(ticket)


cdef void give_up_ticket(NodeJob* job) noexcept nogil:
    """JavaScript's thread. There is nothing left to cancel."""
    if job.ticket != NULL:
        job.ticket.job = NULL
        drop_ticket(job.ticket)
        job.ticket = NULL
