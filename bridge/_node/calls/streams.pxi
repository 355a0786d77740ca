"""Streams: calls of generators, and what js/streams/iterator.js says to one. JavaScript's thread, without the GIL."""

cdef napi_status make_iterator(NodeJob* job, Callee* callee, napi_value* iterator, napi_value* push) noexcept nogil:
    """The iterator, and what its items come by; what tells its end is the Job's callback."""
    cdef Environment* environment = job.environment
    cdef napi_env env = environment.env
    cdef Flow* flow = job.line.flow
    cdef napi_value[2] arguments
    cdef napi_value parts, end, abort
    job.export = callee.function
    flow.use = callee.use
    flow.is_async = callee.mode == ELSEWHERE
    return (line_to_javascript(job.line, &arguments[0]) or napi_create_double(env, <double>callee.window, &arguments[1])
            or call_lent(environment, environment.new_stream, 2, arguments, &parts)
            or napi_get_element(env, parts, 0, iterator) or napi_get_element(env, parts, 1, push)
            or napi_get_element(env, parts, 2, &end) or napi_create_reference(env, end, 1, &job.callback)
            or napi_get_element(env, parts, 3, &abort) or napi_create_reference(env, abort, 1, &flow.on_abort))


cdef napi_status put_push(Line* line, napi_value push) noexcept nogil:
    """Behind the functions that came as arguments."""
    cdef napi_env env = line.environment.env
    return napi_set_element(env, referenced(env, line.functions), <uint32_t>line.function_count, push)


cdef napi_value make_stream(napi_env env, Arguments* arguments, Options* options, napi_valuetype kind) noexcept nogil:
    cdef Callee* callee = arguments.callee
    cdef Environment* environment = callee.environment
    cdef NodeJob* job = new_job(
        &ASYNC_STREAM.kind if callee.mode == ELSEWHERE else &STREAM.kind, environment, arguments.count)
    cdef napi_value iterator, push
    cdef napi_status status
    cdef Cause cause = NO_CAUSE
    if job != NULL:
        job.line = new_line(environment, job)
    if job == NULL or job.line == NULL or not open_flow(job.line, callee.window):
        out_of_memory(environment)
    elif make_iterator(job, callee, &iterator, &push) != napi_ok:
        throw_refusal(environment, napi_pending_exception)
    else:
        status = napi_ok
        if kind == napi_object:
            status = take_last(arguments, job, options)
        status = (status or begin_call(callee, job, pending_of(environment).unbegun, options)
                  or copy_arguments(callee, arguments.values, job.argument_count, job.arguments, job.line)
                  or put_push(job.line, push))
        if status != napi_ok and refusal(env, status, &cause.value) == napi_ok:
            cancel_stream(job, &cause)
        return iterator
    if job != NULL:
        forget_job(job)
    return NULL


cdef napi_value open_stream(napi_env env, Arguments* arguments, Options* options) noexcept nogil:
    """The iterator; nothing is performed before it is asked for an item."""
    cdef napi_valuetype kind
    if ends_in_callback(env, arguments, &kind):
        refuse(env, "a generator of Python's takes no callback: iterate over what it returns, with `for await`")
        return NULL
    return make_stream(env, arguments, options, kind)


cdef napi_value begin_stream(napi_env env, napi_callback_info info) noexcept nogil:
    """`beginStream(line)`: have it make an item. Where it throws, there is none."""
    cdef Called called
    cdef Line* line = line_at(env, info, &called)
    cdef NodeJob* job = NULL if line == NULL else line.job
    if job == NULL or line.flow.phase != UNBEGUN:
        return NULL
    delist(job)
    line.flow.phase = ACTIVE
    line.flow.granted = 1
    hold_loop_of(line)
    enlist(job, line.flow.use)
    if send_or_throw(job) != napi_ok:
        mind_drain(line.environment, job.use)
        forget_job(job)
    return NULL


cdef napi_value advance_stream(napi_env env, napi_callback_info info) noexcept nogil:
    """`advanceStream(line, count)`: there is room for so many more items."""
    cdef Called called
    cdef Line* line = line_at(env, info, &called)
    if line != NULL and line.job != NULL:
        grant(line, <size_t>number_at(&called, 1))
        resume(line)
    return NULL


cdef napi_value send_to_stream(napi_env env, napi_callback_info info) noexcept nogil:
    """`sendToStream(line, value)`: it goes on with a value, to the next item."""
    cdef Called called
    cdef Value value = NOTHING
    cdef napi_status status
    cdef Line* line = line_at(env, info, &called)
    if line != NULL and line.job != NULL:
        status = from_javascript(line.environment, called.values[1], &value)
        if status != napi_ok:
            drop_value(line.environment, &value)
            throw_refusal(line.environment, status)
        else:
            say(line, SEND, &value, NULL)
            resume(line)
    return NULL


cdef napi_value raise_in_stream(napi_env env, napi_callback_info info) noexcept nogil:
    """`raiseInStream(line, error)`: it goes on with an error."""
    cdef Called called
    cdef Thrown thrown = NOTHING_THROWN
    cdef Line* line = line_at(env, info, &called)
    if line != NULL and line.job != NULL:
        keep_thrown(line.environment, called.values[1], &thrown)
        say(line, THROW, NULL, &thrown)
        resume(line)
    return NULL


cdef napi_value close_stream_of(napi_env env, napi_callback_info info) noexcept nogil:
    """`closeStream(line)`: it ends; one that has not begun never was."""
    cdef Called called
    cdef Line* line = line_at(env, info, &called)
    cdef NodeJob* job = NULL if line == NULL else line.job
    if job == NULL:
        return NULL
    if line.flow.phase == UNBEGUN:
        forget_job(job)
    else:
        say(line, CLOSE, NULL, NULL)
        resume(line)
    return NULL
