"""Objects: making and reading JavaScript objects, and calling functions. Here an author's JavaScript runs: no GIL."""

ctypedef napi_status (*Predicate)(napi_env, napi_value, napi_value, c_bool*) noexcept nogil


cdef class Objects(Values):

    # made

    def object(self):
        cdef napi_value value
        return made(self.state, napi_create_object(self.enter(), &value), &value)

    def array(self, uint32_t length):
        cdef napi_value value
        return made(self.state, napi_create_array_with_length(self.enter(), length, &value), &value)

    def array_buffer(self, size_t size):
        self.enter()
        return self.construct(self.referenced(self.state.array_buffer_class), [self.number(size)])  # Node-API would abort

    def view(self, str kind not None, buffer, size_t offset, size_t length):
        cdef napi_value value
        self.enter()
        if kind == "Buffer":
            constructor = self.referenced(self.state.buffer_class)
            return self.call(self.get(constructor, self.string("from")), constructor, [
                buffer, self.number(offset), self.number(length)])
        check(self.state, napi_create_typedarray(
            self.state.env, TYPED_ARRAYS.index(kind), length, raw_value(buffer), offset, &value))
        return PyLong_FromVoidPtr(value)

    cdef object referenced(self, napi_ref reference):
        return PyLong_FromVoidPtr(referenced(self.state.env, reference))

    def box(self, source):
        cdef napi_value value
        check(self.state, napi_create_object(self.enter(), &value))
        check(self.state, napi_wrap(self.state.env, value, <void*>source, release_from_javascript, <void*>source, NULL))
        Py_INCREF(source)  # given back in release_from_javascript()
        check(self.state, napi_type_tag_object(self.state.env, value, &PYTHON_OBJECT))
        self.state.lends_objects = True
        return PyLong_FromVoidPtr(value)

    def function(self, callee, str name not None):
        self.enter()
        return PyLong_FromVoidPtr(make_function(self.state, callee, name))

    def exported(self, export):
        self.enter()
        return PyLong_FromVoidPtr(make_function(self.state, export, export.name))

    def exported_class(self, export):
        self.enter()
        return PyLong_FromVoidPtr(make_class(self.state, export))

    # looked into

    def unbox(self, raw):
        cdef void* object
        check(self.state, napi_unwrap(self.enter(), raw_value(raw), &object))
        return <object>object

    def memory(self, raw, bint writable):
        cdef napi_value source = raw_value(raw)
        cdef Value lent = NOTHING
        self.enter()
        lent.lend = True
        try:
            with nogil:
                status = from_javascript(self.state, source, &lent)
            check(self.state, status)
            address = <size_t>lent.data
            fleeting = lent.fleeting
            view = to_python(self.state, &lent)
        finally:
            drop_value(self.state, &lent)
        if fleeting:
            view = (<JavaScriptMemory>view.obj).on_copy(writable)
        return view if writable else view.toreadonly(), address

    cpdef object get(self, target, key):
        cdef napi_value object = raw_value(target)
        cdef napi_value name = raw_value(key)
        cdef napi_value value
        self.enter()
        with nogil:
            status = napi_get_property(self.state.env, object, name, &value)
        return made(self.state, status, &value)

    cpdef object set(self, target, key, value):
        cdef napi_value object = raw_value(target)
        cdef napi_value name = raw_value(key)
        cdef napi_value source = raw_value(value)
        self.enter()
        with nogil:
            status = napi_set_property(self.state.env, object, name, source)
        check(self.state, status)

    def has(self, target, key):
        return self.asked(napi_has_property, target, key)

    def delete(self, target, key):
        return self.asked(napi_delete_property, target, key)

    def keys(self, target):
        cdef napi_value object = raw_value(target)
        cdef napi_value names
        self.enter()
        with nogil:
            status = napi_get_all_property_names(
                self.state.env, object, NAPI_KEY_OWN_ONLY, NAPI_KEY_ENUMERABLE | NAPI_KEY_SKIP_SYMBOLS,
                NAPI_KEY_NUMBERS_TO_STRINGS, &names)
        check(self.state, status)
        return self.plain(PyLong_FromVoidPtr(names))

    def freeze(self, target):
        cdef napi_value object = raw_value(target)
        self.enter()
        with nogil:
            status = napi_object_freeze(self.state.env, object)
        check(self.state, status)

    def seal(self, target):
        cdef napi_value object = raw_value(target)
        self.enter()
        with nogil:
            status = napi_object_seal(self.state.env, object)
        check(self.state, status)

    def length(self, array):
        cdef uint32_t length
        check(self.state, napi_get_array_length(self.enter(), raw_value(array), &length))
        return length

    def strict_equals(self, one, other):
        cdef c_bool yes
        check(self.state, napi_strict_equals(self.enter(), raw_value(one), raw_value(other), &yes))
        return bool(yes)

    def instance_of(self, value, constructor):
        return self.asked(napi_instanceof, value, constructor)

    cdef object asked(self, Predicate question, target, other):
        cdef napi_value object = raw_value(target)
        cdef napi_value value = raw_value(other)
        cdef c_bool yes = False
        self.enter()
        with nogil:
            status = question(self.state.env, object, value, &yes)
        check(self.state, status)
        return bool(yes)

    # called

    cpdef object call(self, function, this, list arguments):
        return self.called(raw_value(function), raw_value(this), arguments)

    def construct(self, function, list arguments not None):
        return self.called(raw_value(function), NULL, arguments)

    cdef object called(self, napi_value function, napi_value this, list arguments):
        """With `new` if there is no `this`."""
        cdef Arguments row
        cdef napi_value result
        cdef size_t count = len(arguments)
        self.enter()
        cdef napi_value* values = unpack(arguments, &row)
        with nogil:
            if this == NULL:
                status = napi_new_instance(self.state.env, function, count, values, &result)
            else:
                status = napi_call_function(self.state.env, this, function, count, values, &result)
        drop_arguments(&row)
        return made(self.state, status, &result)

    def this(self, size_t call):
        cdef napi_value this
        self.enter()
        check(self.state, napi_get_cb_info(
            self.state.env, <napi_callback_info>call, NULL, NULL, &this, NULL))
        return PyLong_FromVoidPtr(this)

    def is_construct(self, size_t call):
        cdef napi_value target
        check(self.state, napi_get_new_target(self.enter(), <napi_callback_info>call, &target))
        return target != NULL


cdef napi_value* unpack(list values, Arguments* arguments) except NULL:
    """Put raw values in a row."""
    cdef size_t index
    if make_room(arguments, len(values)) == NULL:
        raise MemoryError()
    for index in range(<size_t>len(values)):
        arguments.room[index] = raw_value(values[index])
    return arguments.room
