"""Options: what js/node/calls/stopping.js says of a call, and what the Export says. JavaScript's thread, without the GIL."""

cdef enum:  # places in the numbers of js/node/calls/stopping.js
    GIVEN
    SIGNAL
    TIMEOUT
    PRIORITY
    TRACED    # somebody listens to calls: see js/node/calls/tracing.js
    NUMBERS

cdef struct Options:
    double[2] signals   # the numbers of what `with()` has, and of the last argument's; 0 for none
    double timeout_ms
    int priority

cdef double ABORTED = -1  # the number of a signal that has aborted already
cdef Options NO_OPTIONS = Options([0, 0], INFINITY, 0)


cdef void take_options(Environment* environment, Options* options) noexcept nogil:
    """Before anything of JavaScript's runs: they are for this call."""
    cdef double* numbers = pending_of(environment).numbers
    options[0] = NO_OPTIONS
    if numbers[GIVEN] != 0:
        numbers[GIVEN] = 0
        options.signals[0] = numbers[SIGNAL]
        options.timeout_ms = numbers[TIMEOUT]
        options.priority = <int>numbers[PRIORITY]


cdef napi_status take_signal(
    Environment* environment, Options* options, napi_value* argument, bint* is_left
) noexcept nogil:
    """Of the last argument, an object. What else is in there is left."""
    cdef napi_env env = environment.env
    cdef napi_value key, rest
    cdef napi_valuetype kind = napi_undefined
    cdef c_bool has_signal = False
    cdef napi_status status = napi_get_element(env, referenced(env, environment.names), 0, &key)
    is_left[0] = True
    status = status or napi_has_own_property(env, argument[0], key, &has_signal)
    if not has_signal:
        return status
    status = call_lent(environment, environment.take_signal, 1, argument, &rest) or napi_typeof(env, rest, &kind)
    if status == napi_ok and kind != napi_undefined:
        options.signals[1] = pending_of(environment).numbers[SIGNAL]
        is_left[0] = kind == napi_object
        argument[0] = rest
    return status


cdef napi_status begin_pending(NodeJob* job, Use* use, Options* options) noexcept nogil:
    """Have a Job be what may be cancelled. What keeps it from being sent is pending then."""
    cdef napi_env env = job.environment.env
    cdef napi_value reason
    cdef napi_status status
    cdef int index
    enlist(job, use)
    job.job.priority = options.priority
    for index in range(2):
        if options.signals[index] == ABORTED:
            return (call_lent(job.environment, job.environment.take_aborted_reason, 0, NULL, &reason)
                    or napi_throw(env, reason) or napi_pending_exception)
        if options.signals[index] != 0 and not follow(job, <Signal*><size_t>options.signals[index]):
            return out_of_memory(job.environment)
    return napi_ok if set_deadline(job, options.timeout_ms) else out_of_memory(job.environment)


cdef struct Refusal:
    const char* code  # NULL for none
    const char* text


cdef Refusal send_job(NodeJob* job) noexcept nogil:
    """Queue a Job, or say why it cannot be."""
    cdef Submitted submitted
    if job.use != NULL and job.use.is_closed:
        return Refusal("ERR_PYTHON_POOL_CLOSED", "the pool is closed")
    submitted = submit(&job.job)
    if submitted == QUEUED:
        return Refusal(NULL, NULL)
    if submitted == QUEUE_FULL and job.use != NULL:
        job.use.drain.is_due = True
    return Refusal(refusal_code(submitted), refusal_text(submitted))


cdef napi_status send_or_throw(NodeJob* job) noexcept nogil:
    cdef Refusal refusal = send_job(job)
    if refusal.code == NULL:
        return napi_ok
    return napi_throw_error(job.environment.env, refusal.code, refusal.text) or napi_pending_exception
