"""Environment: a JavaScript thread's own, and the one wake-up of that thread that delivers all its finished Jobs."""

cdef enum:
    SCRATCH_BYTES = 65536

cdef struct Environment:
    napi_env env          # NULL once the environment has closed
    uv_async_t* wake
    unsigned long thread  # Python's name for JavaScript's thread
    PyObject* contract    # owned: what handles know of it; given back when the environment closes
    PyObject* classes     # owned: a dict of exported classes and the addresses of their constructors' Callees
    Twins twins           # what stands for Python objects alone
    bint is_main          # JavaScript's main thread, no worker
    bint lends_objects    # whether there have been JavaScript objects that stand for Python's
    napi_ref make_errors  # js/wire/errors.js, and
    napi_ref reject_with_frames
    napi_ref number_of    # js/values/numbers.js
    napi_ref serialize    # js/wire/v8.js, and
    napi_ref deserialize
    napi_ref serialize_if_lossy  # js/wire/walk.js
    napi_ref stands_for_python   # a function of that name, for it
    napi_ref check_memory # js/values/memory.js, and
    napi_ref keep_here    # js/node/host.js
    napi_ref with_place   # js/values/plain.js
    napi_ref give_shape   # js/values/shape.js, and
    napi_ref shape_of
    napi_ref buffer_class # Buffer, and
    napi_ref array_buffer_class  # ArrayBuffer
    napi_ref deliver_python  # a function of that name, and
    Job* delivered        # what it is to deliver
    napi_ref scratch_buffer
    void* scratch         # its memory: SCRATCH_BYTES for deserialize()
    PyObject* adopted     # owned: what the instance being made stands for, where Python made it
    napi_async_context promises  # where task functions' Promises are settled; what awaits one has a context of its own
    long pending          # why the event loop stays alive: Jobs not delivered, Channels; JavaScript's thread only
    long holders          # who may still look at this; the last one frees it
    pthread_mutex_t lock  # for what follows
    bint closed
    Job* first
    Job* last
    napi_ref* dropped     # references whose Python owner is gone, to be deleted on JavaScript's thread
    size_t dropped_count
    size_t dropped_room


cdef Environment* new_environment(napi_env env) except NULL:
    """JavaScript's thread. Held once, for the caller."""
    cdef uv_loop_t* loop = NULL
    if not HAS_LIBUV or napi_get_uv_event_loop(env, &loop) != napi_ok:
        raise RuntimeError("this JavaScript engine has no libuv event loop: expected Node 18.4 or later")
    cdef Environment* environment = <Environment*>calloc(1, sizeof(Environment))
    if environment == NULL:
        raise MemoryError()
    open_twins(environment)
    environment.wake = <uv_async_t*>malloc(uv_handle_size(UV_ASYNC))
    if environment.wake == NULL or uv_async_init(loop, environment.wake, on_wake) != 0:
        free(environment.wake)
        free(environment)
        raise MemoryError()
    environment.env = env
    environment.thread = PyThread_get_thread_ident()
    environment.holders = 1
    pthread_mutex_init(&environment.lock, NULL)
    uv_handle_set_data(environment.wake, environment)
    uv_unref(environment.wake)
    return environment


cdef bint is_here(Environment* environment) noexcept nogil:
    """Any thread."""
    return PyThread_get_thread_ident() == environment.thread


cdef Environment* hold_environment(Environment* environment) noexcept nogil:
    add_relaxed(&environment.holders, 1)
    return environment


cdef void drop_environment(Environment* environment) noexcept nogil:
    if subtract(&environment.holders) == 0:
        release_later(environment.classes)
        pthread_mutex_destroy(&environment.lock)
        free(environment.dropped)
        free(environment.twins.buckets)
        free(environment)


cdef void hold_loop(Environment* environment) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until drop_loop() has been called as often."""
    if environment.pending == 0:
        uv_ref(environment.wake)
    environment.pending += 1


cdef void hold_loop_for(Job* job) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until a Job is delivered."""
    job.holds_loop = True
    hold_loop(job.environment)


cdef void drop_loop(Environment* environment) noexcept nogil:
    """JavaScript's thread."""
    environment.pending -= 1
    if environment.pending == 0:
        uv_unref(environment.wake)


cdef bint finish_job(Job* job) noexcept nogil:
    """Any thread. Put a Job on its done list; wake JavaScript's thread if it may be asleep. False if it has ended."""
    cdef Environment* environment = job.environment
    cdef bint closed
    job.next = NULL
    pthread_mutex_lock(&environment.lock)
    closed = environment.closed
    if not closed:
        if environment.first == NULL:
            environment.first = job
            uv_async_send(environment.wake)
        else:
            environment.last.next = job
        environment.last = job
    pthread_mutex_unlock(&environment.lock)
    if closed:
        free_job(job)
    return not closed


cdef void drop_reference(Environment* environment, napi_ref reference) noexcept nogil:
    """Any thread. Have JavaScript's thread delete a reference; a closed environment has done so."""
    cdef size_t room
    cdef napi_ref* longer
    pthread_mutex_lock(&environment.lock)
    if not environment.closed:
        if environment.dropped_count == environment.dropped_room:
            room = environment.dropped_room * 2 + 16
            longer = <napi_ref*>realloc(environment.dropped, room * sizeof(napi_ref))
            if longer != NULL:
                environment.dropped = longer
                environment.dropped_room = room
        if environment.dropped_count < environment.dropped_room:
            environment.dropped[environment.dropped_count] = reference
            environment.dropped_count += 1
        uv_async_send(environment.wake)
    pthread_mutex_unlock(&environment.lock)


cdef void on_wake(uv_async_t* wake) noexcept nogil:
    """JavaScript's thread, straight from its event loop, no GIL. Deliver everything on the done list."""
    cdef Environment* environment = <Environment*>uv_handle_get_data(wake)
    cdef napi_handle_scope scope
    cdef napi_ref* dropped
    cdef size_t index, count
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&environment.lock)
    job = environment.first
    environment.first = environment.last = NULL
    dropped = environment.dropped
    count = environment.dropped_count
    environment.dropped = NULL
    environment.dropped_count = environment.dropped_room = 0
    pthread_mutex_unlock(&environment.lock)
    for index in range(count):
        napi_delete_reference(environment.env, dropped[index])  # fails for none: each is dropped once
    free(dropped)
    while job != NULL:
        next = job.next
        if napi_open_handle_scope(environment.env, &scope) == napi_ok:  # it always is
            deliver(job)
            napi_close_handle_scope(environment.env, scope)  # the scope just opened
        forget_job(job)
        job = next


cdef void deliver(Job* job) noexcept nogil:
    """JavaScript's thread, no GIL. Call the callback, or settle the Promise, in the Job's own async context."""
    cdef napi_env env = job.environment.env
    cdef napi_callback_scope scope
    cdef napi_value value
    cdef napi_value[2] arguments
    cdef bint failed = job.failed
    if job.overridden or job.is_post:
        job.environment.delivered = job
        call_back(job, referenced(env, job.environment.deliver_python), 0, NULL)
        return
    status = to_javascript(job.environment, &job.value, &value)
    if status != napi_ok:  # JavaScript refused to make the value: what it threw is the error
        failed = True
        if refusal(env, status, &value) != napi_ok:
            return  # the environment is being torn down
    if job.deferred == NULL:
        make_arguments(env, failed, value, arguments)
        call_back(job, referenced(env, job.callback), 2, arguments)
    elif napi_open_callback_scope(
            env, NULL, job.context or job.environment.promises, &scope) == napi_ok:  # it always is
        settle(job, failed, value)
        napi_close_callback_scope(env, scope)  # runs ticks and microtasks; what they throw is Node's to report


cdef napi_value deliver_python(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by deliver(), so that the author's Python runs in the Job's own async context too."""
    cdef void* environment
    cdef napi_value value, this, ignored
    cdef napi_value[2] arguments
    cdef bint failed = False
    if napi_get_cb_info(env, info, NULL, NULL, NULL, &environment) != napi_ok:
        return NULL  # never: the arguments are right
    cdef Job* job = (<Environment*>environment).delivered
    add_relaxed(&javascript_inside, 1)
    status = run_posted(job, &failed, &value) if job.is_post else complete(job, &failed, &value)
    add_relaxed(&javascript_inside, -1)
    if status != napi_ok:
        return NULL  # the environment is being torn down
    if job.deferred != NULL:
        settle(job, failed, value)
    elif job.callback != NULL:
        make_arguments(env, failed, value, arguments)
        napi_get_global(env, &this)  # never fails
        napi_call_function(env, this, referenced(env, job.callback), 2, arguments, &ignored)  # a throw stays pending
    elif failed:
        napi_throw(env, value)  # nobody else takes it; it fails where the environment is being torn down only
    return NULL


cdef void settle(Job* job, bint failed, napi_value value) noexcept nogil:
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


cdef napi_value referenced(napi_env env, napi_ref reference) noexcept nogil:
    cdef napi_value value = NULL
    napi_get_reference_value(env, reference, &value)  # fails for none: it is strong
    return value


cdef void call_back(Job* job, napi_value function, size_t count, napi_value* arguments) noexcept nogil:
    """JavaScript's thread, no GIL. Call a function as Node calls its own callbacks."""
    cdef napi_env env = job.environment.env
    cdef napi_value this, ignored, error
    cdef c_bool thrown = False
    napi_get_global(env, &this)  # never fails
    if napi_make_callback(
            env, job.context or job.environment.promises, this, function, count, arguments, &ignored) == napi_ok:
        return
    napi_is_exception_pending(env, &thrown)  # never fails; without one, the environment is being torn down
    if thrown and napi_get_and_clear_last_exception(env, &error) == napi_ok:
        napi_fatal_exception(env, error)  # an uncaughtException, as for any other callback that throws


cdef napi_status open_context(napi_env env, napi_async_context* context) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef napi_value name
    cdef napi_status status = napi_create_string_latin1(env, "bridge.Task", NAPI_AUTO_LENGTH, &name)
    if status == napi_ok:
        status = napi_async_init(env, NULL, name, context)
    return status


cdef napi_status refusal(napi_env env, napi_status status, napi_value* error) noexcept nogil:
    """JavaScript's thread, no GIL. Why JavaScript did not make a value: what it threw, or that a string is too long."""
    cdef napi_value text
    cdef c_bool pending = False
    napi_is_exception_pending(env, &pending)  # never fails; some statuses do not tell of one
    if pending or status == napi_pending_exception:
        return napi_get_and_clear_last_exception(env, error)
    status = napi_create_string_latin1(env, "the value is too large for JavaScript", NAPI_AUTO_LENGTH, &text)
    if status == napi_ok:
        status = napi_create_range_error(env, NULL, text, error)
    return status


cdef void forget_job(Job* job) noexcept nogil:
    """JavaScript's thread, no GIL. Release what a delivered Job holds, and let the event loop end after the last."""
    cdef Environment* environment = job.environment
    if job.callback != NULL:
        napi_delete_reference(environment.env, job.callback)  # fails for none: it is deleted once, and so is the next
    if job.context != NULL:
        napi_async_destroy(environment.env, job.context)
    if job.holds_loop:
        drop_loop(environment)
    free_job(job)


cdef void close_environment(Environment* environment, napi_async_cleanup_hook_handle hook) noexcept nogil:
    """JavaScript's thread, as its environment goes. Jobs that finish later are dropped."""
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&environment.lock)
    environment.closed = True
    job = environment.first
    environment.first = environment.last = NULL
    pthread_mutex_unlock(&environment.lock)
    withdraw_jobs(environment)
    while job != NULL:
        next = job.next
        free_job(job)
        job = next
    environment.env = NULL
    uv_handle_set_data(environment.wake, hook)
    uv_close(environment.wake, on_closed)


cdef void on_closed(uv_async_t* wake) noexcept nogil:
    napi_remove_async_cleanup_hook(<napi_async_cleanup_hook_handle>uv_handle_get_data(wake))
    free(wake)
