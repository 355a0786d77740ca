"""Memory: binary data stays where it is, and whoever looks at it keeps it."""

cdef int memory_from_python(Environment* environment, object source, Value* value) except -1:
    """Binary data stays where it is; the Py_buffer is held, so that it can be neither freed nor resized.

    What JavaScript cannot share is copied: what is read-only, since a typed array can be written to, and what does not
    lie as one has it.
    """
    cdef bint temporary = is_temporary(source)
    cdef int index
    view = memoryview(source)
    cdef char format = ord(item_format(view))
    cdef Py_buffer* buffer = PyMemoryView_GET_BUFFER(view)
    value.kind = MEMORY
    value.format = BUFFER if type(source) is bytes else format
    value.length = buffer.len
    if view.ndim != 1:
        if make_shape(value, view.ndim) == NULL:
            raise MemoryError()
        for index in range(view.ndim):
            value.shape[index] = buffer.shape[index]
    if (temporary or not buffer.readonly) and view.c_contiguous and <size_t>buffer.buf % buffer.itemsize == 0:
        value.data = buffer.buf
        return own(value, [view])
    if allocate(value, buffer.len) == NULL:
        raise MemoryError()
    if not view.c_contiguous:
        return PyBuffer_ToContiguous(value.data, buffer, buffer.len, c"C")
    with nogil:
        memcpy(value.data, buffer.buf, buffer.len)
    return 0


cdef bint is_temporary(object source):
    """Whether these are `bytes` that nobody else has, so that nobody sees them change. Python shares single ones itself."""
    return type(source) is bytes and Py_REFCNT(source) == 1 and len(source) > 1


cdef enum:
    MOST_COPIED = 65536


cdef napi_status external_buffer(napi_env env, Value* value, napi_value* result) noexcept nogil:
    """A Buffer over a Value's memory, which is given back when JavaScript collects it; a short one has its own.

    V8 does not see how much memory is behind the former, and collects the latter sooner.
    """
    cdef void* copy
    cdef napi_status status = napi_no_external_buffers_allowed
    if value.length > MOST_COPIED:
        status = napi_create_external_buffer(env, value.length, value.data, finalizer(value), keeper(value), result)
    if status != napi_no_external_buffers_allowed:
        forget_keeper(value)
        return status
    return napi_create_buffer_copy(env, value.length, value.data, &copy, result)


cdef napi_status memory_to_javascript(Environment* environment, Value* value, napi_value* result) noexcept nogil:
    """The typed array, or Buffer, over a Value's memory."""
    cdef napi_env env = environment.env
    cdef napi_value array_buffer
    cdef void* copy
    cdef napi_status status = napi_no_external_buffers_allowed
    if value.format == BUFFER:
        return external_buffer(env, value, result)
    if value.length != 0:
        status = napi_create_external_arraybuffer(
            env, value.data, value.length, finalizer(value), keeper(value), &array_buffer)
    if status != napi_no_external_buffers_allowed:
        forget_keeper(value)
    else:
        status = napi_create_arraybuffer(env, value.length, &copy, &array_buffer)
        if status == napi_ok and value.length != 0:
            memcpy(copy, value.data, value.length)
    if status == napi_ok:
        status = napi_create_typedarray(
            env, array_type(value.format), value.length // item_size(value.format), array_buffer, 0, result)
    return give_shape(environment, value, result) if status == napi_ok and value.shape != NULL else status


cdef napi_status give_shape(Environment* environment, Value* value, napi_value* array) noexcept nogil:
    """js/values/shape.js has the typed array tell its shape."""
    cdef napi_value[1 + MOST_DIMENSIONS] arguments
    cdef size_t index
    cdef napi_status status = napi_ok
    arguments[0] = array[0]
    for index in range(value.dimensions):
        status = status or napi_create_double(environment.env, <double>value.shape[index], &arguments[1 + index])
    return status or call_lent(environment, environment.give_shape, 1 + value.dimensions, arguments, array)


cdef void* keeper(Value* value) noexcept nogil:
    """What keeps the data, for its finalizer: the memory itself, where it is the Value's own, or the Python object."""
    return value.owned if value.owned != NULL else value.owners[0]


cdef napi_finalize finalizer(Value* value) noexcept nogil:
    return free_from_javascript if value.owned != NULL else release_from_javascript


cdef void forget_keeper(Value* value) noexcept nogil:
    """JavaScript has it now. Where it failed, too: Node calls the finalizer of what it refuses for its size."""
    if value.owned != NULL:
        value.owned = NULL
    else:
        value.owners[0] = NULL


cdef napi_status typed_array_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    cdef napi_value buffer
    cdef int type = -1  # stays so for what this Node has no number for
    cdef size_t count, offset
    cdef napi_status status = napi_get_typedarray_info(
        environment.env, source, &type, &count, &value.data, &buffer, &offset)
    if status != napi_ok:
        return status
    if not 0 <= type <= FLOAT16_ARRAY:
        return refuse(environment.env, "cannot copy a typed array to Python for which this Node has no number")
    value.format = ARRAY_FORMATS[type]
    value.length = count * item_size(value.format)
    return memory_from_javascript(environment, source, buffer, value, not value.lend)


cdef napi_status data_view_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    cdef napi_value buffer
    cdef size_t offset
    cdef napi_status status = napi_get_dataview_info(
        environment.env, source, &value.length, &value.data, &buffer, &offset)
    value.format = c'B'
    return status or memory_from_javascript(environment, source, buffer, value, False)


cdef napi_status array_buffer_from_javascript(Environment* environment, napi_value source, Value* value) noexcept nogil:
    value.format = c'B'
    return (napi_get_arraybuffer_info(environment.env, source, &value.data, &value.length)
            or memory_from_javascript(environment, source, source, value, False))


cdef napi_status memory_from_javascript(
    Environment* environment, napi_value source, napi_value buffer, Value* value, bint has_shape
) noexcept nogil:
    """Lend the memory to Python; js/node/host.js says what may be, and has it stay here: a transfer would take it along.

    What would go all the same is copied: a worker's, with the worker, and WebAssembly's, which grows where it likes.
    """
    cdef napi_value[2] arguments
    cdef napi_value shape
    cdef napi_ref ask
    cdef c_bool detachable = False  # no SharedArrayBuffer is
    cdef bint grows = False
    cdef bint stays
    arguments[0] = buffer
    arguments[1] = source
    cdef napi_status status = napi_is_arraybuffer(environment.env, buffer, &detachable)
    if status == napi_ok and detachable:
        grows = HAS_DETACHABLE and not is_detachable(buffer)  # by nobody but WebAssembly
        stays = environment.is_main and not grows and value.length != 0
        ask = environment.keep_here if stays else environment.check_memory
        status = call_lent(environment, ask, 2 if has_shape else 1, arguments, &shape)
    elif status == napi_ok and has_shape:
        status = call_lent(environment, environment.shape_of, 1, &arguments[1], &shape)
    if status == napi_ok and has_shape:
        status = shape_from_javascript(environment, shape, value)
    if status != napi_ok:
        return status
    value.kind = MEMORY
    value.fleeting = grows or not environment.is_main
    if value.fleeting and not value.lend:
        return copy_memory(environment, value)
    return napi_create_reference(environment.env, source, 1, &value.reference)


cdef napi_status shape_from_javascript(Environment* environment, napi_value shape, Value* value) noexcept nogil:
    """Take what js/values/shape.js gives: an array of sizes, or undefined."""
    cdef napi_value element
    cdef double size
    cdef uint32_t count, index
    cdef c_bool yes
    cdef napi_status status = napi_is_array(environment.env, shape, &yes)
    if status != napi_ok or not yes:
        return status
    status = napi_get_array_length(environment.env, shape, &count)
    if status == napi_ok and make_shape(value, count) == NULL:
        return out_of_memory(environment)
    for index in range(count):
        status = (status or napi_get_element(environment.env, shape, index, &element)
                  or napi_get_value_double(environment.env, element, &size))
        if status == napi_ok:
            value.shape[index] = <size_t>size
    return status


cdef napi_status copy_memory(Environment* environment, Value* value) noexcept nogil:
    cdef void* original = value.data
    if allocate(value, value.length) == NULL:
        return out_of_memory(environment)
    memcpy(value.data, original, value.length)
    return napi_ok


cdef class JavaScriptMemory:
    """Memory of JavaScript's, lent to Python through the buffer protocol; given back when Python lets go of it."""
    cdef Environment* environment
    cdef napi_ref reference  # to what keeps data, or NULL
    cdef void* data
    cdef void* owned         # malloc'ed, where data is a copy; or NULL
    cdef char format[2]
    cdef Py_ssize_t length
    cdef Py_ssize_t item_size
    cdef void* origin        # where a copy goes back to, or NULL

    def __getbuffer__(self, Py_buffer* view, int flags):
        PyBuffer_FillInfo(view, self, self.data, self.length * self.item_size, False, flags)
        view.itemsize = self.item_size
        view.format = self.format if flags & PyBUF_FORMAT else NULL
        if flags & PyBUF_ND:
            view.shape = &self.length
        if (flags & PyBUF_STRIDES) == PyBUF_STRIDES:
            view.strides = &self.item_size

    cdef object on_copy(self, bint writable):
        """JavaScript's thread. A view of a copy, which data is from now on."""
        cdef size_t size = self.length * self.item_size
        self.owned = malloc(size or 1)
        if self.owned == NULL:
            raise MemoryError()
        memcpy(self.owned, self.data, size)
        self.origin = self.data if writable else NULL
        self.data = self.owned
        return memoryview(self)

    def __releasebuffer__(self, Py_buffer* view):
        if self.origin != NULL and is_here(self.environment) and self.environment.env != NULL:
            if address_of(self.environment.env, self.reference) == self.origin:
                memcpy(self.origin, self.data, self.length * self.item_size)

    def __dealloc__(self):
        if self.reference != NULL:
            drop_reference(&self.environment.outbox, self.reference)
        free(self.owned)
        if self.environment != NULL:
            drop_environment(self.environment)


cdef void* address_of(napi_env env, napi_ref reference) noexcept nogil:
    """JavaScript's thread. Where the memory of an ArrayBuffer or a view is now; NULL once it is detached."""
    cdef napi_handle_scope scope
    cdef napi_value value
    cdef void* address = NULL
    if napi_open_handle_scope(env, &scope) != napi_ok:
        return NULL
    if (napi_get_reference_value(env, reference, &value) == napi_ok
            and napi_get_typedarray_info(env, value, NULL, NULL, &address, NULL, NULL) != napi_ok
            and napi_get_dataview_info(env, value, NULL, &address, NULL, NULL) != napi_ok
            and napi_get_arraybuffer_info(env, value, &address, NULL) != napi_ok):
        address = NULL
    napi_close_handle_scope(env, scope)  # the scope just opened
    return address


cdef object memory_to_python(Environment* environment, Value* value):
    cdef JavaScriptMemory memory = JavaScriptMemory.__new__(JavaScriptMemory)
    cdef size_t index
    memory.environment = hold_environment(environment)
    memory.reference = value.reference
    memory.data = value.data
    memory.owned = take_owned(value)
    memory.format[0] = value.format
    memory.format[1] = 0
    memory.item_size = item_size(value.format)
    memory.length = value.length // memory.item_size
    shape = None if value.shape == NULL else [value.shape[index] for index in range(value.dimensions)]
    free(value.shape)
    value[0] = NOTHING  # what it held is the memory's now
    return memoryview(memory) if shape is None else wire.as_items(memory, chr(memory.format[0]), shape)
