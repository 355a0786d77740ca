"""Exported classes: a JavaScript class whose instances each stand for a Python object."""

cdef napi_value make_class(Environment* environment, export) except NULL:
    """JavaScript's thread, GIL. The class, which is made once in an environment."""
    cdef dict classes = <dict>environment.classes
    cdef Callee* constructor
    cdef napi_value function
    cdef napi_ref reference
    if export.type in classes:
        return referenced(environment.env, <napi_ref>PyLong_AsVoidPtr(classes[export.type]))
    constructor = new_callee(environment, export.constructor)
    constructor.by_reference = export.by_reference
    define_class(environment, export, constructor, &function)
    check(environment, napi_create_reference(environment.env, function, 1, &reference))
    classes[export.type] = PyLong_FromVoidPtr(reference)  # lives as long as the environment
    (<object>environment.contract).put_constants(export, PyLong_FromVoidPtr(function))
    return function


cdef int define_class(Environment* environment, export, Callee* constructor, napi_value* function) except -1:
    cdef bytes name = export.name.encode("utf-8", "replace")
    cdef list names = [member.name.encode("utf-8", "replace") for member in export.members]
    cdef list exports = [
        new_export(environment, member.call, None if member.is_static else export.type, f"{export.name}.{member.name}")
        if member.call and not isinstance(member.call, Exported) else None
        for member in export.members
    ]
    cdef size_t count = len(names)
    cdef size_t index
    cdef napi_property_descriptor* members = <napi_property_descriptor*>calloc(
        count or 1, sizeof(napi_property_descriptor))
    if members == NULL:
        raise MemoryError()
    try:
        for index in range(count):
            describe_member(environment, export.members[index], exports[index], names[index], &members[index])
        check(environment, napi_define_class(
            environment.env, name, len(name), construct, constructor, count, members, function))
        for index in range(count):
            if exports[index] is not None:
                check(environment, release_with(environment.env, function[0], exports[index]))
            else:
                check(environment, napi_add_finalizer(
                    environment.env, function[0], members[index].data, free_callee, NULL, NULL))
    finally:
        free(members)
    return 0


cdef int describe_member(
    Environment* environment, member, export, bytes name, napi_property_descriptor* descriptor
) except -1:
    cdef Callee* callee
    descriptor.utf8name = name
    descriptor.attributes = <napi_property_attributes>(napi_writable | napi_configurable)
    if member.is_static:
        descriptor.attributes = <napi_property_attributes>(descriptor.attributes | napi_static)
    if export is not None:
        descriptor.method = call_export
        descriptor.data = <void*>export
        return 0
    callee = new_callee(environment, member.call or member.getter)
    callee.is_method = not member.is_static
    descriptor.data = callee
    if member.call:
        descriptor.method = entry(member.call)
        return 0
    descriptor.attributes = <napi_property_attributes>(napi_enumerable | napi_configurable)
    descriptor.getter = call_now
    if member.setter:
        Py_INCREF(member.setter)  # never given back, as the getter
        callee.setter = <PyObject*>member.setter
        descriptor.setter = call_setter
    return 0


cdef napi_value call_setter(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript."""
    cdef Arguments arguments
    cdef Callee setter
    cdef napi_value result = NULL
    if get_arguments(env, info, &arguments):
        setter = arguments.callee[0]
        setter.export = setter.setter
        setter.takes_options = False
        arguments.callee = &setter
        result = call_arguments_now(env, &arguments)
        drop_arguments(&arguments)
    return result


cdef napi_value construct(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript: `new`, here or in a subclass, or instance_to_javascript()."""
    cdef Arguments arguments
    cdef napi_value this, target
    cdef Environment* environment
    cdef PyObject* made
    if napi_get_cb_info(env, info, NULL, NULL, &this, NULL) != napi_ok:
        return NULL  # never: the arguments are right
    if napi_get_new_target(env, info, &target) != napi_ok or target == NULL:
        napi_throw_type_error(env, NULL, "a class of Python's cannot be called without new")
        return NULL
    if not get_arguments(env, info, &arguments):
        return NULL
    environment = arguments.callee.environment
    made, environment.adopted = environment.adopted, NULL
    if made == NULL:
        made = construct_now(env, info, &arguments)
    drop_arguments(&arguments)
    if made == NULL:
        return NULL
    if find_twin(environment, made, &target):  # where __new__() gave an object that there was
        release_later(made)
        return target
    if adopt(environment, this, made) != napi_ok:
        release_later(made)
        refuse(env, "the object stands for a Python object already")
        return NULL
    environment.lends_objects = True
    return this


cdef PyObject* construct_now(napi_env env, napi_callback_info info, Arguments* arguments) noexcept nogil:
    """The new Python object, owned; or NULL, with an exception pending."""
    cdef Value returned = NOTHING
    cdef PyObject* made = NULL
    cdef napi_value error
    if not arguments.callee.by_reference:
        if not run_now(env, arguments, &returned, &made):
            if returned.kind != UNDEFINED:
                throw_value(arguments.callee.environment, &returned)
        drop_value(arguments.callee.environment, &returned)
        return made
    come_in()
    made = construct_by_reference(info, arguments, &error)
    go_out()
    if made == NULL:
        napi_throw(env, error)  # fails where the environment is being torn down only
    return made


cdef PyObject* construct_by_reference(
    napi_callback_info info, Arguments* arguments, napi_value* error
) noexcept with gil:
    """JavaScript's thread. The new Python object, owned; or NULL, and the error."""
    cdef Environment* environment = arguments.callee.environment
    cdef FunctionContext context = None
    try:
        context = new_context(
            environment, info, arguments.values, arguments.count, (<type>arguments.callee.export).__name__)
        context._begin()
        made = (<object>arguments.callee.export)(context)
        Py_INCREF(made)  # given to the JavaScript object in construct()
        return <PyObject*>made
    except BaseException as problem:
        if raw_exception(environment, problem, error) != napi_ok:
            error[0] = NULL  # the environment is being torn down
        return NULL
    finally:
        if context is not None:
            context._end()
