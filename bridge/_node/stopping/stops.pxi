"""Stops: what has Jobs cancelled: an AbortSignal, a deadline. JavaScript's thread, without the GIL."""

cdef napi_value open_signal(napi_env env, napi_callback_info info) noexcept nogil:
    """Called by js/node/calls/stopping.js: `openSignal(record)` gives the number by which calls name a signal."""
    cdef Called called
    cdef napi_ref record
    cdef Signal* signal = NULL
    if take_call(env, info, &called) and napi_create_reference(env, called.values[0], 1, &record) == napi_ok:
        signal = new_signal(pending_of(called.environment), record)
        if signal == NULL:
            napi_delete_reference(env, record)  # fails for none: it is deleted once
    if signal == NULL:
        out_of_memory(called.environment)
        return NULL
    return number_to_javascript(env, <double><size_t>signal)  # where it is, which a double can tell


cdef napi_value abort_signal(napi_env env, napi_callback_info info) noexcept nogil:
    """Called by js/node/calls/stopping.js: `abort(number, reason)`, of a signal; 0 for one that is not open."""
    cdef Called called
    cdef Signal* signal
    cdef Cause cause = NO_CAUSE
    if take_call(env, info, &called):
        signal = <Signal*><size_t>number_at(&called, 0)
        cause.value = called.values[1]
        while signal != NULL and signal.first != NULL and cancel_job(signal.first.job, &cause):
            pass
        drop_reason(cause.reason)
    return NULL


cdef void cancel_late(uv_timer_t* timer) noexcept nogil:
    """Straight from the event loop. It may be a moment early."""
    cdef Environment* environment = <Environment*>uv_handle_get_data(<uv_async_t*>timer)
    cdef Pending* pending = pending_of(environment)
    cdef bint goes_on = True
    pending.timer_ns = 0
    while goes_on and first_late(pending) != NULL:
        goes_on = time_out(environment, first_late(pending))
    if pending.deadlines > 0:
        start_timer(pending)


cdef bint time_out(Environment* environment, NodeJob* job) noexcept nogil:
    cdef napi_handle_scope scope
    cdef Cause cause = NO_CAUSE
    cdef bint timed_out = False
    cause.is_timeout = True
    if napi_open_handle_scope(environment.env, &scope) != napi_ok:
        return False  # never
    if call_lent(environment, environment.timeout_error, 0, NULL, &cause.value) == napi_ok:
        timed_out = cancel_job(job, &cause)
    drop_reason(cause.reason)
    napi_close_handle_scope(environment.env, scope)  # the scope just opened
    return timed_out
