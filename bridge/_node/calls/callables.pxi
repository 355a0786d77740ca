"""Callables: those arguments of a call by copy that are functions, or iterables, and are lent to Python by a Line."""

cdef bint is_plain_object(napi_env env, napi_value value) noexcept nogil:
    """JavaScript's thread, no GIL. Whether an object is one as `{}` makes them, in any realm, or has no prototype."""
    cdef napi_valuetype kind
    for _ in range(2):
        if napi_get_prototype(env, value, &value) != napi_ok or napi_typeof(env, value, &kind) != napi_ok:
            return False
        if kind == napi_null:
            return True
    return False


cdef napi_status find_function(
    Callee* callee, int role, napi_value source, Line* line, napi_value* function
) noexcept nogil:
    """A function as it is; of an iterable, the one that pulls its items. NULL stays for anything else."""
    cdef Environment* environment = callee.environment
    cdef napi_valuetype kind
    cdef napi_value pull
    cdef napi_status status
    if role == COPY:
        return napi_ok
    status = napi_typeof(environment.env, source, &kind)
    if status == napi_ok and role == CALLBACK and kind == napi_function:
        function[0] = source
    elif status == napi_ok and role == ITERABLE and kind == napi_object:
        status = (call_lent(environment, environment.new_source, 1, &source, &pull)
                  or napi_typeof(environment.env, pull, &kind))
        if status == napi_ok and kind == napi_function:
            function[0] = pull
            line.has_sources = True
    return status


cdef napi_status lend_named(Callee* callee, napi_value* options, Line* line, napi_value functions) noexcept nogil:
    """Take those out of the keyword-only arguments: js/node/calls/lines.js gives what is left, and names and functions in turn."""
    cdef Environment* environment = callee.environment
    cdef napi_env env = environment.env
    cdef napi_value[2] arguments
    cdef napi_value parts, part
    cdef uint32_t count = 0
    cdef size_t index
    arguments[0] = options[0]
    arguments[1] = referenced(env, callee.named_roles)
    cdef napi_status status = (
        call_lent(environment, environment.take_named, 2, arguments, &parts) or napi_get_array_length(env, parts, &count)
        or napi_get_element(env, parts, 0, options))
    line.names = <Value*>calloc(count // 2 or 1, sizeof(Value))
    if line.names == NULL:
        return out_of_memory(environment)
    for index in range(count // 2):
        status = (status or napi_get_element(env, parts, <uint32_t>(2 * index + 1), &part)
                  or string_from_javascript(environment, part, &line.names[index])
                  or napi_get_element(env, parts, <uint32_t>(2 * index + 2), &part)
                  or napi_set_element(env, functions, <uint32_t>line.function_count, part))
        if status == napi_ok:
            line.name_count += 1
            line.function_count += 1
    line.has_sources = line.has_sources or line.name_count > 0
    return status


cdef napi_status lend_functions(
    Callee* callee, napi_value* sources, size_t count, Value* values, Line* line
) noexcept nogil:
    """JavaScript's thread, no GIL. What is neither is copied, and Python says what was expected."""
    cdef napi_env env = callee.environment.env
    cdef napi_value functions, function
    cdef napi_value* last
    cdef size_t index
    cdef napi_status status = (
        napi_create_array_with_length(env, 0, &functions) or napi_create_reference(env, functions, 1, &line.functions))
    for index in range(count):
        function = NULL
        status = status or find_function(callee, role_at(callee, index), sources[index], line, &function)
        if status == napi_ok and function != NULL:
            values[index].kind = CALLABLE
            values[index].number = line.function_count
            status = napi_set_element(env, functions, <uint32_t>line.function_count, function)
            line.function_count += 1
    if callee.named_roles != NULL and count > 0:
        last = &sources[count - 1]
        if values[count - 1].kind != CALLABLE and is_plain_object(env, last[0]):
            status = status or lend_named(callee, last, line, functions)
    return status


cdef bint ends_in_callback(napi_env env, Arguments* arguments, napi_valuetype* kind) noexcept nogil:
    """Whether the last argument is a function that is told the result; else `kind` is what it is."""
    kind[0] = napi_undefined
    if arguments.count > 0:
        napi_typeof(env, arguments.values[arguments.count - 1], kind)  # never fails
    return kind[0] == napi_function and role_at(arguments.callee, arguments.count - 1) != CALLBACK


cdef bint is_traced(Arguments* arguments) noexcept nogil:
    """Whether somebody listens to calls."""
    return pending_of(arguments.callee.environment).numbers[TRACED] != 0 and arguments.callee.itself != NULL


cdef napi_value trace_call(napi_env env, Arguments* arguments) noexcept nogil:
    """Have js/node/calls/tracing.js call it, which tells of that."""
    cdef Environment* environment = arguments.callee.environment
    cdef bint skipped = arguments.callee.is_method  # `this`
    cdef napi_value[4] traced
    cdef napi_value result
    cdef napi_valuetype kind
    cdef size_t index
    cdef napi_status status
    traced[0] = referenced(env, arguments.callee.itself)
    traced[1] = arguments.room[0]
    status = (napi_create_array_with_length(env, arguments.count - skipped, &traced[2])
              or napi_get_boolean(env, ends_in_callback(env, arguments, &kind), &traced[3]))
    for index in range(arguments.count - skipped):
        status = status or napi_set_element(env, traced[2], index, arguments.values[index + skipped])
    status = status or call_lent(environment, environment.trace, 4, traced, &result)
    return result if status == napi_ok else NULL  # what it threw is pending


cdef Line* line_at(napi_env env, napi_callback_info info, Called* called) noexcept nogil:
    """The first argument."""
    cdef void* line
    if take_call(env, info, called) and napi_get_value_external(env, called.values[0], &line) == napi_ok:
        return <Line*>line
    return NULL  # never: the arguments are right


cdef napi_value fail_line(napi_env env, napi_callback_info info) noexcept nogil:
    """Called by js/node/calls/lines.js: `failLine(line, error)`: what Python has posted fails, and with it the call."""
    cdef Called called
    cdef Cause cause = NO_CAUSE
    cdef Line* line = line_at(env, info, &called)
    if line != NULL and line.job != NULL and not line.is_cut:
        cause.value = called.values[1]
        cause.comes_last = True
        cancel_job(line.job, &cause)
        drop_reason(cause.reason)
    return NULL


cdef napi_value hear_log(napi_env env, napi_callback_info info) noexcept nogil:
    """Called by js/node/calls/log.js: `hearLog(isHeard)`."""
    cdef Called called
    cdef c_bool is_heard
    if take_call(env, info, &called) and napi_get_value_bool(env, called.values[0], &is_heard) == napi_ok:
        called.environment.hears_log = is_heard
    return NULL


cdef napi_value answer_asked(napi_env env, napi_callback_info info) noexcept nogil:
    """Called by js/node/calls/lines.js: `answer(question, failed, value)`."""
    cdef Called called
    cdef void* question
    cdef c_bool failed
    if (take_call(env, info, &called) and napi_get_value_external(env, called.values[0], &question) == napi_ok
            and napi_get_value_bool(env, called.values[1], &failed) == napi_ok):
        answer_question(<Question*>question, failed, called.values[2])
    return NULL
