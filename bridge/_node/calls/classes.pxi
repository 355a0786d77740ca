"""Exported classes: a JavaScript class whose instances each stand for a Python object."""

cdef napi_value make_class(Environment* environment, export) except NULL:
    """JavaScript's thread, GIL. The class, which is made once in an environment."""
    cdef dict classes = <dict>environment.classes
    cdef Callee* constructor
    cdef napi_value function
    cdef napi_ref reference
    if export.type in classes:
        return referenced(environment.env, <napi_ref>PyLong_AsVoidPtr(classes[export.type]))
    constructor = new_callee(environment, export.constructor, export.type.__name__)
    define_class(environment, export, constructor, &function)
    check(environment, napi_create_reference(environment.env, function, 1, &reference))
    classes[export.type] = PyLong_FromVoidPtr(reference)  # lives as long as the environment
    (<object>environment.contract).put_constants(export, PyLong_FromVoidPtr(function))
    return function


cdef int define_class(Environment* environment, export, Callee* constructor, napi_value* function) except -1:
    cdef bytes name = export.name.encode("utf-8", "replace")
    cdef list names = [member.name.encode("utf-8", "replace") for member in export.members]
    cdef size_t count = len(names)
    cdef size_t index
    cdef napi_property_descriptor* members = <napi_property_descriptor*>calloc(
        count or 1, sizeof(napi_property_descriptor))
    if members == NULL:
        raise MemoryError()
    try:
        for index in range(count):
            describe_member(environment, export, export.members[index], names[index], &members[index])
        check(environment, napi_define_class(
            environment.env, name, len(name), construct, constructor, count, members, function))
        for index in range(count):
            check(environment, napi_add_finalizer(
                environment.env, function[0], members[index].data, free_callee, NULL, NULL))
            if answers_later(export.members[index].call):
                give_method_with(environment, function[0], &members[index])
    finally:
        free(members)
    return 0


cdef int give_method_with(Environment* environment, napi_value owner, napi_property_descriptor* member) except -1:
    cdef napi_value method
    if not <int>member.attributes & <int>napi_static:
        check(environment, napi_get_named_property(environment.env, owner, "prototype", &owner))
    check(environment, napi_get_named_property(environment.env, owner, member.utf8name, &method))
    check(environment, napi_create_reference(environment.env, method, 0, &(<Callee*>member.data).itself))
    return give_with(environment, method)


cdef int describe_member(
    Environment* environment, export, member, bytes name, napi_property_descriptor* descriptor
) except -1:
    cdef int attributes = napi_configurable
    cdef Callee* callee = new_callee(
        environment, member.call or member.getter or member.setter, f"{export.name}.{member.name}")
    callee.is_method = not member.is_static
    descriptor.utf8name = name
    descriptor.data = callee
    if member.call:
        descriptor.method = entry_of(member.call)
        attributes |= napi_writable | (napi_static if member.is_static else 0)
    else:
        attributes |= napi_enumerable
        if member.getter:
            descriptor.getter = call_now
        if member.setter:
            descriptor.setter = call_setter
            Py_INCREF(member.setter)  # never given back, as the getter
            callee.setter = <PyObject*>member.setter
    descriptor.attributes = <napi_property_attributes>attributes
    return 0


cdef napi_value call_setter(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript."""
    cdef Arguments arguments
    cdef Callee setter
    if get_arguments(env, info, &arguments):
        setter = arguments.callee[0]
        setter.function = setter.setter
        setter.takes_options = False
        setter.roles = NULL
        arguments.callee = &setter
        call_with(&arguments, NULL)
        drop_arguments(&arguments)
    return NULL  # the value of an assignment is what was assigned


cdef napi_value construct(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript: `new`, here or in a subclass, or instance_to_javascript()."""
    cdef Arguments arguments
    cdef napi_value this, target
    cdef Environment* environment
    cdef PyObject* made
    if napi_get_new_target(env, info, &target) != napi_ok or target == NULL:
        napi_throw_type_error(env, NULL, "a class of Python's cannot be called without new")
        return NULL
    if not get_arguments(env, info, &arguments):
        return NULL
    this = arguments.room[0]
    environment = arguments.callee.environment
    made, environment.adopted = environment.adopted, NULL
    if made == NULL:
        call_with(&arguments, &made)
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
