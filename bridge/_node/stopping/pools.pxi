"""Pools: what js/node/calls/pool.js asks of them. A pool goes by its number, 0 for the main one. JavaScript's thread, no GIL."""

cdef enum:
    NAME_BYTES = 1024

cdef ThreadPool* pool_at(Called* called, int index) noexcept nogil:
    cdef double number = number_at(called, index)
    return main_pool if number == 0 else <ThreadPool*><size_t>number


cdef Use* use_at(Called* called, int index) noexcept nogil:
    """NULL, with an exception pending, if there is no memory for it."""
    cdef Use* use = use_of(called.environment, pool_at(called, index))
    if use == NULL:
        out_of_memory(called.environment)
    return use


cdef napi_value find_named_pool(napi_env env, napi_callback_info info) noexcept nogil:
    """`findPool(name)`; 0 if there is none."""
    cdef Called called
    cdef char[NAME_BYTES] name
    cdef size_t length = 0
    cdef ThreadPool* pool = NULL
    if take_call(env, info, &called) and napi_get_value_string_utf8(
            env, called.values[0], name, NAME_BYTES, &length) == napi_ok:
        pool = find_pool(name)
    return number_to_javascript(env, <double><size_t>pool)


cdef napi_value configure(napi_env env, napi_callback_info info) noexcept nogil:
    """`configurePool(number, threads, maxQueue)`; less than 0 leaves a number as it is, and Infinity is no limit."""
    cdef Called called
    cdef double threads, most_queued
    if take_call(env, info, &called):
        threads = number_at(&called, 1)
        most_queued = number_at(&called, 2)
        configure_pool(
            pool_at(&called, 0), AS_IT_IS if threads < 0 else <int>threads,
            ANY_NUMBER if most_queued == INFINITY else AS_IT_IS if most_queued < 0 else <long>most_queued)
    return NULL


cdef napi_value read_pool(napi_env env, napi_callback_info info) noexcept nogil:
    """`readStatistics(number, array)`."""
    cdef Called called
    if take_call(env, info, &called):
        read_statistics(pool_at(&called, 0), numbers_at(&called, 1))
    return NULL


cdef napi_value await_idle(napi_env env, napi_callback_info info) noexcept nogil:
    """`idle(number)`: a Promise, resolved once no call of this environment's is unanswered."""
    cdef Called called
    cdef napi_value promise
    cdef NodeJob* job
    cdef Use* use
    if not take_call(env, info, &called):
        return NULL  # never: the arguments are right
    use = use_at(&called, 0)
    job = NULL if use == NULL else new_job(&DEFERRED.kind, called.environment, 0)
    if job == NULL or napi_create_promise(env, &job.deferred, &promise) != napi_ok:
        return NULL  # out of memory
    hold_loop_for(job)
    job.job.next, use.idle = use.idle, &job.job
    if use.first == NULL:
        tell_idle(use)
    return promise


cdef napi_value close_pool(napi_env env, napi_callback_info info) noexcept nogil:
    """`closePool(number, reason)`: new calls are refused, and those cancelled that wait."""
    return end_calls(env, info, True)


cdef napi_value cancel_calls(napi_env env, napi_callback_info info) noexcept nogil:
    """`cancelCalls(number, reason)`."""
    return end_calls(env, info, False)


cdef napi_value end_calls(napi_env env, napi_callback_info info, bint only_waiting) noexcept nogil:
    cdef Called called
    cdef Cause cause = NO_CAUSE
    if not take_call(env, info, &called):
        return NULL  # never: the arguments are right
    cdef Use* use = use_at(&called, 0)
    if use != NULL:
        use.is_closed = True
        cause.value = called.values[1]
        cancel_all(called.environment, use, &cause, only_waiting)
        drop_reason(cause.reason)
    return NULL
