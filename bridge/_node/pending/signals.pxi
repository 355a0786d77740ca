"""Signal: an AbortSignal, and the Jobs that it cancels. JavaScript's thread, without the GIL.

It is open from the first call with it until there is no Job that has it; js/node/calls/stopping.js listens to it for as long.
"""

cdef struct Signal:
    Signal* next       # of those that may have no Job
    bint is_listed     # there
    Link* first        # in the order of the calls
    Link* last
    napi_ref record    # js/node/calls/stopping.js knows it by

cdef struct Link:      # a Job has one for each of its Signals
    NodeJob* job
    Signal* signal
    Link* after        # of the Signal's
    Link* before
    Link* next         # of the Job's


cdef Signal* new_signal(Pending* pending, napi_ref record) noexcept nogil:
    """NULL if out of memory. It is swept, unless a Job comes to have it."""
    cdef Signal* signal = <Signal*>calloc(1, sizeof(Signal))
    if signal != NULL:
        signal.record = record
        list_unused(pending, signal)
    return signal


cdef void list_unused(Pending* pending, Signal* signal) noexcept nogil:
    if not signal.is_listed:
        signal.is_listed = True
        signal.next, pending.unused = pending.unused, signal


cdef bint follow(NodeJob* job, Signal* signal) noexcept nogil:
    """False if out of memory."""
    cdef Link* link = <Link*>calloc(1, sizeof(Link))
    if link == NULL:
        return False
    link.job = job
    link.signal = signal
    link.next, job.links = job.links, link
    link.before = signal.last
    if signal.last == NULL:
        signal.first = link
    else:
        signal.last.after = link
    signal.last = link
    return True


cdef void unfollow_all(NodeJob* job) noexcept nogil:
    cdef Link* link = job.links
    cdef Link* next
    job.links = NULL
    while link != NULL:
        next = link.next
        unfollow(link)
        if link.signal.first == NULL:
            list_unused(pending_of(job.environment), link.signal)
        free(link)
        link = next


cdef void unfollow(Link* link) noexcept nogil:
    if link.before == NULL:
        link.signal.first = link.after
    else:
        link.before.after = link.after
    if link.after == NULL:
        link.signal.last = link.before
    else:
        link.after.before = link.before


cdef void sweep_signals(Outbox* outbox) noexcept nogil:
    """Once all that there was is delivered: close what no Job has. What one Job after another has, stays open so."""
    cdef Environment* environment = <Environment*>outbox
    cdef Pending* pending = pending_of(environment)
    cdef Signal* signal = pending.unused
    cdef Signal* next
    pending.unused = NULL
    while signal != NULL:
        next = signal.next
        signal.is_listed = False
        if signal.first == NULL:
            close_signal(environment, signal)
        signal = next


cdef void close_signal(Environment* environment, Signal* signal) noexcept nogil:
    cdef napi_env env = environment.env
    cdef napi_handle_scope scope
    cdef napi_value record
    if napi_open_handle_scope(env, &scope) == napi_ok:  # it always is
        record = referenced(env, signal.record)
        call_back(environment, NULL, referenced(env, environment.forget_signal), 1, &record)
        napi_close_handle_scope(env, scope)  # the scope just opened
    napi_delete_reference(env, signal.record)  # fails for none: it is deleted once
    free(signal)
