"""Delivery: a finished Job goes to its callback or Promise, on JavaScript's thread."""

cdef struct NodeKind:
    JobKind kind
    int (*call)(Entry*, object) except -1  # of a Job whose end is the author's own: for enter()


cdef void deliver_value(Job* base) noexcept nogil:
    """JavaScript's thread, no GIL. Call the callback, or settle the Promise, in the Job's own async context."""
    cdef NodeJob* job = <NodeJob*>base
    part_from(job)  # what JavaScript does next comes too late for it
    if job.line != NULL:
        break_line(job.line)  # and what Python calls next
    if not job.is_answered:
        hand_over(job)
    forget_job(job)


cdef void hand_over(NodeJob* job) noexcept nogil:
    cdef napi_env env = job.environment.env
    cdef napi_callback_scope scope
    cdef napi_value value
    cdef napi_value[2] arguments
    cdef bint failed = job.job.failed
    if not make_or_refuse(job.environment, &job.value, &failed, &value):
        return
    if job.deferred == NULL:
        make_arguments(env, failed, value, arguments)
        call_back(job.environment, job.context, referenced(env, job.callback), 2, arguments)
    elif napi_open_callback_scope(
            env, NULL, job.context or job.environment.promises, &scope) == napi_ok:  # it always is
        settle(job, failed, value)
        napi_close_callback_scope(env, scope)  # runs ticks and microtasks; what they throw is Node's to report


cdef void deliver_by_python(Job* base) noexcept nogil:
    """JavaScript's thread, no GIL. Have deliver_python() called, in the Job's own async context."""
    cdef NodeJob* job = <NodeJob*>base
    job.environment.delivered = base
    part_from(job)
    if not job.is_answered:
        call_back(
            job.environment, job.context, referenced(job.environment.env, job.environment.deliver_python), 0, NULL)
    forget_job(job)


cdef napi_value deliver_python(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by deliver_by_python(): the author's Python runs in the Job's own async context too."""
    cdef void* environment
    cdef Entry entry = NO_ENTRY
    cdef napi_value this, ignored
    cdef napi_value[2] arguments
    cdef bint failed
    if napi_get_cb_info(env, info, NULL, NULL, NULL, &environment) != napi_ok:
        return NULL  # never: the arguments are right
    cdef NodeJob* job = <NodeJob*>(<Environment*>environment).delivered
    entry.environment = job.environment
    entry.what = job
    entry.open = open_task
    entry.call = (<const NodeKind*>job.job.kind).call
    failed = not enter(&entry)
    if entry.result == NULL:
        return NULL  # the environment is being torn down
    if job.deferred != NULL:
        settle(job, failed, entry.result)
    elif job.callback != NULL:
        make_arguments(env, failed, entry.result, arguments)
        napi_get_global(env, &this)  # never fails
        napi_call_function(env, this, referenced(env, job.callback), 2, arguments, &ignored)  # a throw stays pending
    elif failed:
        napi_throw(env, entry.result)  # nobody else takes it; it fails where the environment is being torn down only
    return NULL


cdef void settle(NodeJob* job, bint failed, napi_value value) noexcept nogil:
    """JavaScript's thread, no GIL. Fails where the environment is being torn down only.

    What the `then` of a value throws rejects the Promise; older Nodes throw it into the next JavaScript besides.
    """
    cdef napi_value rejection, thrown
    cdef napi_status status
    if not failed:
        status = napi_resolve_deferred(job.environment.env, job.deferred, value)
    elif gets_frames(job.environment, value, &rejection):
        status = napi_resolve_deferred(job.environment.env, job.deferred, rejection)
    else:
        status = napi_reject_deferred(job.environment.env, job.deferred, value)
    if status == napi_pending_exception:
        napi_get_and_clear_last_exception(job.environment.env, &thrown)  # never fails
    job.deferred = NULL


cdef void make_arguments(napi_env env, bint failed, napi_value value, napi_value* arguments) noexcept nogil:
    """JavaScript's thread, no GIL: `(null, value)`, or `(error, undefined)`."""
    napi_get_undefined(env, &arguments[1])  # never fails
    arguments[0] = value
    if not failed:
        napi_get_null(env, &arguments[0])  # never fails
        arguments[1] = value


cdef void deliver_answer(Job* base) noexcept nogil:
    """JavaScript's thread, no GIL. Fail where a Job's value would be, in its own async context, with an error as it is."""
    cdef NodeJob* job = <NodeJob*>base
    cdef napi_value error
    cdef bint failed
    if not job.is_answered and make_or_refuse(job.environment, &job.value, &failed, &error):
        reject(job, error)
    forget_job(job)


cdef void reject(NodeJob* job, napi_value error) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef napi_env env = job.environment.env
    cdef napi_callback_scope scope
    cdef napi_value[2] arguments
    if job.deferred != NULL:
        if napi_open_callback_scope(
                env, NULL, job.context or job.environment.promises, &scope) == napi_ok:  # it always is
            napi_reject_deferred(env, job.deferred, error)  # fails where the environment is being torn down only
            napi_close_callback_scope(env, scope)  # as in hand_over()
    elif job.callback != NULL:
        make_arguments(env, True, error, arguments)
        if is_nothing(env, error) and call_lent(job.environment, job.environment.abort_error, 0, NULL, arguments) != napi_ok:
            return  # the environment is being torn down
        call_back(job.environment, job.context, referenced(env, job.callback), 2, arguments)
    else:
        napi_fatal_exception(env, error)  # nobody else takes it


cdef bint is_nothing(napi_env env, napi_value value) noexcept nogil:
    """Whether a callback would take it for no error."""
    cdef napi_valuetype kind = napi_undefined
    napi_typeof(env, value, &kind)  # never fails
    return kind == napi_undefined or kind == napi_null


cdef napi_status open_context(napi_env env, napi_async_context* context) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef napi_value name
    cdef napi_status status = napi_create_string_latin1(env, "bridge.Task", NAPI_AUTO_LENGTH, &name)
    if status == napi_ok:
        status = napi_async_init(env, NULL, name, context)
    return status
