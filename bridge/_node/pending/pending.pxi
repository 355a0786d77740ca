"""Pending: an environment's Jobs that are not answered, by pool, by AbortSignal and by deadline. JavaScript's thread only."""

cdef struct NodeJob  # see the files of these names
cdef struct Use
cdef struct Signal

cdef struct Pending:
    Use* uses               # of pools, one for each; owned
    Use* unbegun            # of those streams that nobody has asked for an item; owned
    Signal* unused          # those that may have no Job
    NodeJob** heap          # of deadlines, from 1 on
    size_t deadlines
    size_t room
    uv_timer_t* timer       # and
    int64_t timer_ns        # when it goes off; 0 if it does not
    void (*on_time)(uv_timer_t*) noexcept nogil
    double* numbers         # JavaScript's memory: the options of a call, from js/node/calls/stopping.js


cdef inline Pending* pending_of(Environment* environment) noexcept nogil:
    return <Pending*>environment.pending
