"""Exported classes: a JavaScript class whose instances each stand for a Python object."""

cdef napi_value make_class(Environment environment, export) except NULL:
    """JavaScript's thread, GIL."""
    cdef Callee* constructor = new_callee(environment, export.constructor)
    cdef bytes name = export.name.encode("utf-8", "replace")
    cdef list names = [member.name.encode("utf-8", "replace") for member in export.members]
    cdef size_t count = len(names)
    cdef napi_property_descriptor* members = <napi_property_descriptor*>calloc(
        count or 1, sizeof(napi_property_descriptor))
    cdef napi_value function
    if members == NULL:
        raise MemoryError()
    for index in range(count):
        describe_member(environment, export.members[index], names[index], &members[index])
    status = napi_define_class(environment.env, name, len(name), construct, constructor, count, members, &function)
    for index in range(count):
        if status == napi_ok:
            status = napi_add_finalizer(environment.env, function, members[index].data, free_callee, NULL, NULL)
    free(members)
    if status == napi_ok:
        status = napi_create_reference(environment.env, function, 1, &constructor.constructor)
    check(environment, status)
    (<dict>environment.done.classes)[export.type] = PyLong_FromVoidPtr(constructor)  # lives as long as the environment
    return function


cdef int describe_member(
    Environment environment, member, bytes name, napi_property_descriptor* descriptor
) except -1:
    cdef Callee* callee = new_callee(environment, member.call or member.getter)
    descriptor.utf8name = name
    descriptor.data = callee
    descriptor.attributes = <napi_property_attributes>(napi_writable | napi_configurable)
    if member.is_static:
        descriptor.attributes = <napi_property_attributes>(descriptor.attributes | napi_static)
    callee.is_method = not member.is_static
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
        arguments.callee = &setter
        result = call_arguments_now(env, &arguments)
        drop_arguments(&arguments)
    return result


cdef napi_value construct(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript: `new`, here or in a subclass, or instance_to_javascript()."""
    cdef Arguments arguments
    cdef napi_value this, target
    cdef Done* done
    cdef PyObject* made
    if napi_get_cb_info(env, info, NULL, NULL, &this, NULL) != napi_ok:
        return NULL
    if napi_get_new_target(env, info, &target) != napi_ok or target == NULL:
        napi_throw_type_error(env, NULL, "a class of Python's cannot be called without new")
        return NULL
    if not get_arguments(env, info, &arguments):
        return NULL
    done = arguments.callee.done
    made, done.adopted = done.adopted, NULL
    if made == NULL:
        made = construct_now(env, &arguments)
    drop_arguments(&arguments)
    if made == NULL:
        return NULL
    if napi_wrap(env, this, made, release_from_javascript, made, NULL) != napi_ok:
        release_later(made)
        refuse(env, "the object stands for a Python object already")
        return NULL
    napi_type_tag_object(env, this, &PYTHON_OBJECT)  # fails for a second tag only
    return this


cdef PyObject* construct_now(napi_env env, Arguments* arguments) noexcept nogil:
    """The new Python object, owned; or NULL, with an exception pending."""
    cdef Value returned = NOTHING
    cdef PyObject* made = NULL
    cdef napi_value error
    if not run_now(env, arguments, &returned, &made):
        if to_javascript(arguments.callee.done, &returned, &error) == napi_ok and returned.kind != UNDEFINED:
            napi_throw(env, error)
    drop_value(arguments.callee.done, &returned)
    return made


cdef napi_status instance_to_javascript(Done* done, Value* value, napi_value* result) noexcept nogil:
    """JavaScript's thread, no GIL."""
    cdef napi_value constructor
    cdef napi_status status = napi_get_reference_value(
        done.env, (<Callee*>value.data).constructor, &constructor)
    if status == napi_ok:
        done.adopted, value.owners[0] = value.owners[0], NULL  # construct() takes it
        status = napi_new_instance(done.env, constructor, 0, NULL, result)
        if done.adopted != NULL:
            release_later(done.adopted)
            done.adopted = NULL
    return status
