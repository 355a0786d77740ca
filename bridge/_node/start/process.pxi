"""The life of the process and of its environments: Python's start and end, an environment's opening and closing."""

cdef extern from "boot.h" nogil:
    ctypedef struct PyThreadState:
        unsigned long thread_id
    void end_thread_state(PyThreadState*)
    c_bool thread_has_state(unsigned long)


def prepare():
    """Python's thread, once, before any module is loaded."""
    pool.open_pool(lifetime.pool_size(), lifetime.name_thread)
    open_prompt()
    startup.prepare(note_thread)
    pool.share_fairly()


cdef bint threads_began = False  # since JavaScript last asked


def note_thread():
    """Any thread. One has begun that may hold a natural end of the process open."""
    global threads_began
    threads_began = True


cdef napi_value have_threads_begun(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL: `haveThreadsBegun()`, since it was last called."""
    global threads_began
    cdef napi_value result = NULL
    napi_get_boolean(env, threads_began, &result)  # NULL, undefined, where it fails
    threads_began = False
    return result


cdef bint threads_left = False


def finish():
    """Python's thread, at exit. Tell Jobs to stop, then run Python's exit functions."""
    global threads_left
    patience_s = ending.BUSY_S if live_jobs() else ending.IDLE_S
    threads_left = startup.finish(pool.interrupt, patience_s)


cdef public c_bool stop_pool() noexcept nogil:
    stop()
    return live_jobs() != 0


cdef public void end_thread_later(PyThreadState* thread) noexcept nogil:
    let_go_later(end_thread, thread)


cdef void end_thread(void* data) noexcept with gil:
    """Background thread. One of JavaScript's has ended: no Python is its own any more."""
    cdef PyThreadState* thread = <PyThreadState*>data
    cdef unsigned long ident = thread.thread_id
    end_thread_state(thread)
    if not thread_has_state(ident):
        startup.forget_thread(ident)


cdef public c_bool other_threads_run() noexcept nogil:
    """Any thread, once finish() has returned. Tell whether Python threads that are not the bridge's still run."""
    return threads_left


cdef public long call_in_progress() noexcept nogil:
    """Any thread. Which of JavaScript's calls into Python was the last, if one has not returned; else -1."""
    return entries() if is_javascript_inside() else -1


cdef public napi_value open_environment(napi_env env, napi_value lent) noexcept nogil:
    cdef napi_value functions = NULL
    cdef napi_value error
    if not build_environment(env, lent, &functions, &error):
        if error != NULL:
            napi_throw(env, error)
        return NULL
    return functions


cdef bint build_environment(
    napi_env env, napi_value lent, napi_value* functions, napi_value* error
) noexcept with gil:
    """JavaScript's thread. Make a new environment, and the functions that js/node/host.js calls it by."""
    cdef Environment* environment = NULL
    cdef napi_value function
    error[0] = NULL
    try:
        lifetime.name_thread("JavaScript")
        here.is_javascript = True
        environment = make_environment(env)
        open_pending(environment, cancel_late)  # what on_environment_end() closes, even if a worker is terminated right now
        check(environment, napi_add_async_cleanup_hook(env, on_environment_end, environment, NULL))
        check(environment, open_context(env, &environment.promises))
        take_lent(environment, lent)
        check(environment, napi_create_function(
            env, "deliver", NAPI_AUTO_LENGTH, deliver_python, environment, &function))
        check(environment, napi_create_reference(env, function, 1, &environment.deliver_python))
        check(environment, napi_create_function(
            env, "standsForPython", NAPI_AUTO_LENGTH, tell_what_stands_for_python, NULL, &function))
        check(environment, napi_create_reference(env, function, 1, &environment.stands_for_python))
        check(environment, napi_create_object(env, functions))
        function = make_function(environment, load_folder, "load")
        check(environment, napi_set_named_property(env, functions[0], "load", function))
        put_function(environment, functions[0], "live", tell_live)
        put_function(environment, functions[0], "entries", tell_entries)
        put_stopping(environment, functions[0])
        put_lines(environment, functions[0])
        put_function(environment, functions[0], "shareStreams", share_streams)
        put_function(environment, functions[0], "haveThreadsBegun", have_threads_begun)
        put_threads_end(environment, functions[0])
        return True
    except BaseException as problem:
        can_describe = environment != NULL and environment.make_errors != NULL
        if not can_describe or not make_error(environment, problem, error):
            error[0] = NULL
            napi_throw_error(env, NULL, str(problem).encode())  # nothing else is left to try
        return False


cdef int put_threads_end(Environment* environment, napi_value functions) except -1:
    """It is no call of the program's: nothing waits for it, nor refuses it."""
    export = Exported(ending.threads_end, "threadsEnd", exported.ASYNC)
    cdef Callee* callee = new_callee(environment, export, "threadsEnd")
    callee.use = NULL
    cdef napi_value function = function_of(callee, export, "threadsEnd")
    return check(environment, napi_set_named_property(environment.env, functions, "threadsEnd", function))


cdef bint make_error(Environment* environment, problem, napi_value* error) noexcept:
    """JavaScript's thread, GIL. False if it cannot be made."""
    cdef Value copy = NOTHING
    cdef bint made, failed = True
    exception_from_python(environment, problem, &copy)
    with nogil:
        made = make_or_refuse(environment, &copy, &failed, error)
    drop_value(environment, &copy)
    return made


cdef Environment* make_environment(napi_env env) except NULL:
    """JavaScript's thread, GIL. The Python object that holds it lives until on_environment_end()."""
    cdef NodeEnvironment contract = NodeEnvironment()
    contract.state = new_environment(env)
    classes = {}
    contract.state.classes = <PyObject*>classes
    Py_INCREF(classes)  # given back in drop_environment()
    contract.state.contract = <PyObject*>contract
    Py_INCREF(contract)  # given back in on_environment_end()
    return contract.state


cdef int put_function(Environment* environment, napi_value object, const char* name, napi_callback function) except -1:
    cdef napi_value value
    check(environment, napi_create_function(environment.env, name, NAPI_AUTO_LENGTH, function, environment, &value))
    check(environment, napi_set_named_property(environment.env, object, name, value))
    return 0


cdef int put_stopping(Environment* environment, napi_value functions) except -1:
    """What js/node/calls/stopping.js and js/node/calls/pool.js call, and the numbers by which the one says what a call's options are."""
    cdef napi_value buffer, numbers
    put_function(environment, functions, "openSignal", open_signal)
    put_function(environment, functions, "abort", abort_signal)
    put_function(environment, functions, "findPool", find_named_pool)
    put_function(environment, functions, "configurePool", configure)
    put_function(environment, functions, "readStatistics", read_pool)
    put_function(environment, functions, "idle", await_idle)
    put_function(environment, functions, "closePool", close_pool)
    put_function(environment, functions, "cancelCalls", cancel_calls)
    check(environment, napi_create_arraybuffer(
        environment.env, NUMBERS * sizeof(double), <void**>&pending_of(environment).numbers, &buffer))
    check(environment, napi_create_typedarray(environment.env, FLOAT64_ARRAY, NUMBERS, buffer, 0, &numbers))
    return check(environment, napi_set_named_property(environment.env, functions, "numbers", numbers))


cdef int put_lines(Environment* environment, napi_value functions) except -1:
    """What js/node/calls/lines.js calls."""
    put_function(environment, functions, "beginStream", begin_stream)
    put_function(environment, functions, "advanceStream", advance_stream)
    put_function(environment, functions, "sendToStream", send_to_stream)
    put_function(environment, functions, "raiseInStream", raise_in_stream)
    put_function(environment, functions, "closeStream", close_stream_of)
    put_function(environment, functions, "failLine", fail_line)
    put_function(environment, functions, "hearLog", hear_log)
    return put_function(environment, functions, "answer", answer_asked)


cdef int take_lent(Environment* environment, napi_value lent) except -1:
    """Keep what the JavaScript half lends: functions of js/wire, js/values and js/node, and two of Node's classes."""
    cdef napi_value value
    cdef c_bool is_main
    environment.make_errors = refer_to(environment, lent, "makeErrors")
    environment.reject_with_frames = refer_to(environment, lent, "rejectWithFrames")
    environment.number_of = refer_to(environment, lent, "numberOf")
    environment.abort_error = refer_to(environment, lent, "abortError")
    environment.answers_later = refer_to(environment, lent, "answersLater")
    environment.forget_signal = refer_to(environment, lent, "forgetSignal")
    environment.number_of_signal = refer_to(environment, lent, "numberOfSignal")
    environment.take_aborted_reason = refer_to(environment, lent, "takeAbortedReason")
    environment.take_signal = refer_to(environment, lent, "takeSignal")
    environment.timeout_error = refer_to(environment, lent, "timeoutError")
    environment.pool_drained = refer_to(environment, lent, "poolDrained")
    environment.names = refer_to(environment, lent, "names")
    environment.log = refer_to(environment, lent, "log")
    environment.trace = refer_to(environment, lent, "trace")
    environment.new_stream = refer_to(environment, lent, "newStream")
    environment.new_source = refer_to(environment, lent, "newSource")
    environment.close_sources = refer_to(environment, lent, "closeSources")
    environment.run_posts = refer_to(environment, lent, "runPosts")
    environment.ask = refer_to(environment, lent, "ask")
    environment.take_named = refer_to(environment, lent, "takeNamed")
    environment.serialize = refer_to(environment, lent, "serialize")
    environment.deserialize = refer_to(environment, lent, "deserialize")
    environment.serialize_if_lossy = refer_to(environment, lent, "serializeIfLossy")
    environment.check_memory = refer_to(environment, lent, "checkMemory")
    environment.keep_here = refer_to(environment, lent, "keepHere")
    environment.with_place = refer_to(environment, lent, "withPlace")
    environment.give_shape = refer_to(environment, lent, "giveShape")
    environment.shape_of = refer_to(environment, lent, "shapeOf")
    environment.buffer_class = refer_to(environment, lent, "Buffer")
    environment.array_buffer_class = refer_to(environment, lent, "ArrayBuffer")
    check(environment, napi_get_named_property(environment.env, lent, "isMainThread", &value))
    check(environment, napi_get_value_bool(environment.env, value, &is_main))
    environment.is_main = is_main
    check(environment, napi_create_arraybuffer(environment.env, 0, NULL, &value))
    if napi_create_typedarray(environment.env, FLOAT16_ARRAY, 0, value, 0, &value) == napi_ok:  # else this Node has none
        formats.allow_float16()
    check(environment, napi_create_buffer(environment.env, SCRATCH_BYTES, &environment.scratch, &value))
    check(environment, napi_create_reference(environment.env, value, 1, &environment.scratch_buffer))
    return 0


cdef napi_ref refer_to(Environment* environment, napi_value lent, const char* name) except NULL:
    cdef napi_value value
    cdef napi_ref reference
    check(environment, napi_get_named_property(environment.env, lent, name, &value))
    check(environment, napi_create_reference(environment.env, value, 1, &reference))
    return reference


cdef void on_environment_end(napi_async_cleanup_hook_handle hook, void* data) noexcept nogil:
    """JavaScript's thread: a worker, or the main thread at a natural exit."""
    cdef Environment* environment = <Environment*>data
    cdef PyObject* contract = environment.contract
    close_pending(environment)
    close_environment(environment, hook)
    release_later(contract)


cdef napi_value tell_entries(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL: `entries()` does not count itself."""
    cdef napi_value result = NULL
    napi_create_double(env, <double>entries(), &result)  # NULL, undefined, where it fails
    return result


cdef napi_value tell_live(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL: `live(array)`, what is alive of the bridge in the process."""
    cdef Called called
    cdef double* numbers = numbers_at(&called, 0) if take_call(env, info, &called) else NULL
    if numbers != NULL:
        numbers[0] = live_jobs()
        numbers[1] = load_relaxed(&counted_handles.count) - handles_at_rest
        numbers[2] = load_relaxed(&live_references)
        numbers[3] = load_relaxed(&counted_scopes.count) - scopes_at_rest
    return NULL


cdef struct Counted:  # one object, to which each handle refers, or each Scope: how often, needs no GIL to see
    long count        # as a Python object begins

cdef Counted* counted_handles = <Counted*><PyObject*>handles_module._counted
cdef Counted* counted_scopes = <Counted*><PyObject*>scopes_module._counted
cdef long handles_at_rest = counted_handles.count
cdef long scopes_at_rest = counted_scopes.count
