"""Arguments: what JavaScript passes, and to which function of Python's."""

cdef struct Callee:
    Environment* environment  # holds it open
    PyObject* function        # an Export, which is never freed; or, by reference, any function: owned
    PyObject* setter          # of a property: an Export
    PyObject* name            # owned: what messages call it; NULL for an Export, which knows its own
    Use* use                  # of its pool; NULL for what is not pending: the bridge's own
    CancelMode mode           # and
    double timeout_ms         # of an Export that answers later
    bint is_method            # `this` is the first argument
    bint takes_options        # a plain object that comes last may have the keyword-only arguments
    char* roles               # owned: what each argument is, if some are functions or iterables; else NULL
    size_t role_count         # the last of these is that of all the others
    napi_ref named_roles      # of keyword-only ones, by their names; NULL
    bint is_stream
    size_t window             # of a stream
    napi_ref itself           # weak: the function that JavaScript calls, of one that answers later

cdef enum:
    INLINE = 8

cdef struct Arguments:
    napi_value inline[INLINE]
    napi_value* room    # inline, or malloc'ed: `this`, and what was passed
    napi_value* values  # from the first argument on
    size_t count
    Value* copies       # of them, in a call by copy
    Line* line          # of a call by copy that may have functions
    napi_callback_info info
    Callee* callee


cdef Callee* new_callee(Environment* environment, function, str name) except NULL:
    """JavaScript's thread, GIL."""
    cdef Callee* callee = <Callee*>calloc(1, sizeof(Callee))
    if callee == NULL:
        raise MemoryError()
    callee.environment = hold_environment(environment)
    callee.function = <PyObject*>function
    Py_INCREF(function)  # given back in free_callee(), unless it is an Export: a Job may hold that without the GIL
    if isinstance(function, Exported):
        callee.takes_options = (<Exported>function).has_options()
        set_roles(callee, function)
        set_stopping(callee, <Exported>function)
    else:
        callee.name = <PyObject*>name
        Py_INCREF(name)  # given back in free_callee()
    return callee


cdef int set_stopping(Callee* callee, Exported export) except -1:
    """JavaScript's thread, GIL. How calls of an Export are stopped."""
    cdef ThreadPool* its_pool = main_pool if export.pool is None else (<Pool?>export.pool).state
    callee.use = use_of(callee.environment, its_pool)
    if callee.use == NULL:
        raise MemoryError()
    callee.timeout_ms = export.timeout_ms or INFINITY
    callee.is_stream = export.kind in (exported.STREAM, exported.ASYNC_STREAM)
    if export.kind in (exported.ASYNC, exported.ASYNC_STREAM):
        callee.mode = ELSEWHERE
    else:
        callee.mode = ASK if export.cancel == "ask" else RAISE
    return 0


cdef enum Role:  # as in bridge/streams
    COPY
    CALLBACK
    ITERABLE


cdef int set_roles(Callee* callee, export) except -1:
    """JavaScript's thread, GIL. Which arguments of an Export are functions, or iterables."""
    cdef size_t index
    cdef napi_value names, role
    callee.window = export.window
    if not export.has_roles:
        return 0
    callee.role_count = len(export.positional) + 1
    callee.roles = <char*>calloc(callee.role_count, 1)
    if callee.roles == NULL:
        raise MemoryError()
    for index in range(callee.role_count):
        callee.roles[index] = export.role_at(index)
    if not export.named_roles:
        return 0
    check(callee.environment, napi_create_object(callee.environment.env, &names))
    for name, number in export.named_roles.items():
        check(callee.environment, napi_create_double(callee.environment.env, number, &role))
        check(callee.environment, napi_set_named_property(callee.environment.env, names, name.encode(), role))
    return check(callee.environment, napi_create_reference(callee.environment.env, names, 1, &callee.named_roles))


cdef int role_at(Callee* callee, size_t index) noexcept nogil:
    return COPY if callee.roles == NULL else callee.roles[min(index, callee.role_count - 1)]


cdef void free_callee(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript, no GIL."""
    cdef Callee* callee = <Callee*>data
    if callee.name != NULL:
        release_later(callee.function)
        release_later(callee.name)
    if callee.itself != NULL:
        napi_delete_reference(env, callee.itself)  # fails for none: it is deleted once, and so is the next
    if callee.named_roles != NULL:
        napi_delete_reference(env, callee.named_roles)
    drop_environment(callee.environment)
    free(callee.roles)
    free(callee)


cdef napi_value* make_room(Arguments* arguments, size_t count) noexcept nogil:
    """Have room for so many values, until drop_arguments(); NULL if there is no memory for it."""
    arguments.room = arguments.inline
    if count > INLINE:
        arguments.room = <napi_value*>malloc(count * sizeof(napi_value))
    return arguments.room


cdef void drop_arguments(Arguments* arguments) noexcept nogil:
    if arguments.room != arguments.inline:
        free(arguments.room)


cdef bint get_arguments(napi_env env, napi_callback_info info, Arguments* arguments) noexcept nogil:
    """JavaScript's thread. False, with an exception pending, if they cannot be had."""
    cdef napi_value* room = make_room(arguments, INLINE)
    arguments.info = info
    arguments.count = INLINE - 1
    if napi_get_cb_info(env, info, &arguments.count, room + 1, room, <void**>&arguments.callee) != napi_ok:
        return False  # never: the arguments are right
    if arguments.count >= INLINE:
        room = make_room(arguments, arguments.count + 1)
        if room == NULL:
            return out_of_memory(arguments.callee.environment) == napi_ok
        napi_get_cb_info(env, info, &arguments.count, room + 1, room, NULL)  # succeeded above
    arguments.values = room + 1
    if arguments.callee.is_method:
        arguments.values = room
        arguments.count += 1
        if not stands_for_python(env, room[0]):  # else it is of the method's class: V8 has asked
            drop_arguments(arguments)
            return refuse(env, "Illegal invocation") == napi_ok
    return True
