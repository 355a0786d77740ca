"""Done: an environment's list of finished Jobs, and the one wake-up of JavaScript's thread that delivers them all."""

cdef enum:
    SCRATCH_BYTES = 65536

cdef struct Done:
    napi_env env          # NULL once the environment has closed
    uv_async_t* wake
    PyObject* environment # owned; given back when the environment closes
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


cdef Done* open_done(napi_env env) except NULL:
    """JavaScript's thread. Held once, for the caller."""
    cdef uv_loop_t* loop = NULL
    if not HAS_LIBUV or napi_get_uv_event_loop(env, &loop) != napi_ok:
        raise RuntimeError("this JavaScript engine has no libuv event loop: expected Node 18.4 or later")
    cdef Done* done = <Done*>calloc(1, sizeof(Done))
    if done == NULL:
        raise MemoryError()
    open_twins(done)
    done.wake = <uv_async_t*>malloc(uv_handle_size(UV_ASYNC))
    if done.wake == NULL or uv_async_init(loop, done.wake, on_wake) != 0:
        free(done.wake)
        free(done)
        raise MemoryError()
    done.env = env
    done.holders = 1
    pthread_mutex_init(&done.lock, NULL)
    uv_handle_set_data(done.wake, done)
    uv_unref(done.wake)
    return done


cdef Done* hold_done(Done* done) noexcept nogil:
    add_relaxed(&done.holders, 1)
    return done


cdef void drop_done(Done* done) noexcept nogil:
    if subtract(&done.holders) == 0:
        release_later(done.classes)
        pthread_mutex_destroy(&done.lock)
        free(done.dropped)
        free(done.twins.buckets)
        free(done)


cdef void hold_loop(Done* done) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until drop_loop() has been called as often."""
    if done.pending == 0:
        uv_ref(done.wake)
    done.pending += 1


cdef void hold_loop_for(Job* job) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until a Job is delivered."""
    job.holds_loop = True
    hold_loop(job.done)


cdef void drop_loop(Done* done) noexcept nogil:
    """JavaScript's thread."""
    done.pending -= 1
    if done.pending == 0:
        uv_unref(done.wake)


cdef bint finish_job(Job* job) noexcept nogil:
    """Any thread. Put a Job on its done list; wake JavaScript's thread if it may be asleep. False if it has ended."""
    cdef Done* done = job.done
    cdef bint closed
    job.next = NULL
    pthread_mutex_lock(&done.lock)
    closed = done.closed
    if not closed:
        if done.first == NULL:
            done.first = job
            uv_async_send(done.wake)
        else:
            done.last.next = job
        done.last = job
    pthread_mutex_unlock(&done.lock)
    if closed:
        free_job(job)
    return not closed


cdef void drop_reference(Done* done, napi_ref reference) noexcept nogil:
    """Any thread. Have JavaScript's thread delete a reference; a closed environment has done so."""
    cdef size_t room
    cdef napi_ref* longer
    pthread_mutex_lock(&done.lock)
    if not done.closed:
        if done.dropped_count == done.dropped_room:
            room = done.dropped_room * 2 + 16
            longer = <napi_ref*>realloc(done.dropped, room * sizeof(napi_ref))
            if longer != NULL:
                done.dropped = longer
                done.dropped_room = room
        if done.dropped_count < done.dropped_room:
            done.dropped[done.dropped_count] = reference
            done.dropped_count += 1
        uv_async_send(done.wake)
    pthread_mutex_unlock(&done.lock)


cdef void on_wake(uv_async_t* wake) noexcept nogil:
    """JavaScript's thread, straight from its event loop, no GIL. Deliver everything on the done list."""
    cdef Done* done = <Done*>uv_handle_get_data(wake)
    cdef napi_handle_scope scope
    cdef napi_ref* dropped
    cdef size_t index, count
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&done.lock)
    job = done.first
    done.first = done.last = NULL
    dropped = done.dropped
    count = done.dropped_count
    done.dropped = NULL
    done.dropped_count = done.dropped_room = 0
    pthread_mutex_unlock(&done.lock)
    for index in range(count):
        napi_delete_reference(done.env, dropped[index])  # fails for none: each is dropped once
    free(dropped)
    while job != NULL:
        next = job.next
        if napi_open_handle_scope(done.env, &scope) == napi_ok:  # it always is
            deliver(job)
            napi_close_handle_scope(done.env, scope)  # the scope just opened
        forget_job(job)
        job = next


cdef void deliver(Job* job) noexcept nogil:
    """JavaScript's thread, no GIL. Call the callback, or settle the Promise, in the Job's own async context."""
    cdef napi_env env = job.done.env
    cdef napi_callback_scope scope
    cdef napi_value value
    cdef napi_value[2] arguments
    cdef bint failed = job.failed
    if job.overridden or job.is_post:
        job.done.delivered = job
        call_back(job, referenced(env, job.done.deliver_python), 0, NULL)
        return
    status = to_javascript(job.done, &job.value, &value)
    if status != napi_ok:  # JavaScript refused to make the value: what it threw is the error
        failed = True
        if refusal(env, status, &value) != napi_ok:
            return  # the environment is being torn down
    if job.deferred == NULL:
        make_arguments(env, failed, value, arguments)
        call_back(job, referenced(env, job.callback), 2, arguments)
    elif napi_open_callback_scope(env, NULL, job.context or job.done.promises, &scope) == napi_ok:  # it always is
        settle(job, failed, value)
        napi_close_callback_scope(env, scope)  # runs ticks and microtasks; what they throw is Node's to report


cdef napi_value deliver_python(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by deliver(), so that the author's Python runs in the Job's own async context too."""
    cdef void* done
    cdef napi_value value, this, ignored
    cdef napi_value[2] arguments
    cdef bint failed = False
    if napi_get_cb_info(env, info, NULL, NULL, NULL, &done) != napi_ok:
        return NULL  # never: the arguments are right
    cdef Job* job = (<Done*>done).delivered
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
        status = napi_resolve_deferred(job.done.env, job.deferred, value)
    elif gets_frames(job.done, value, &rejection):
        status = napi_resolve_deferred(job.done.env, job.deferred, rejection)
    else:
        status = napi_reject_deferred(job.done.env, job.deferred, value)
    if status == napi_pending_exception:
        napi_get_and_clear_last_exception(job.done.env, &thrown)  # never fails
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
    cdef napi_env env = job.done.env
    cdef napi_value this, ignored, error
    cdef c_bool thrown = False
    napi_get_global(env, &this)  # never fails
    if napi_make_callback(
            env, job.context or job.done.promises, this, function, count, arguments, &ignored) == napi_ok:
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
    cdef Done* done = job.done
    if job.callback != NULL:
        napi_delete_reference(done.env, job.callback)  # fails for none: it is deleted once, and so is the next
    if job.context != NULL:
        napi_async_destroy(done.env, job.context)
    if job.holds_loop:
        drop_loop(done)
    free_job(job)


cdef void close_done(Done* done, napi_async_cleanup_hook_handle hook) noexcept nogil:
    """JavaScript's thread, as its environment goes. Jobs that finish later are dropped."""
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&done.lock)
    done.closed = True
    job = done.first
    done.first = done.last = NULL
    pthread_mutex_unlock(&done.lock)
    withdraw_jobs(done)
    while job != NULL:
        next = job.next
        free_job(job)
        job = next
    done.env = NULL
    uv_handle_set_data(done.wake, hook)
    uv_close(done.wake, on_closed)


cdef void on_closed(uv_async_t* wake) noexcept nogil:
    napi_remove_async_cleanup_hook(<napi_async_cleanup_hook_handle>uv_handle_get_data(wake))
    free(wake)
