"""From a Value into Python: on the thread that performs the Job, with the GIL."""

cdef extern from "Python.h":
    object PyMemoryView_FromMemory(char*, Py_ssize_t, int)
    object PyUnicode_DecodeUTF16(const char*, Py_ssize_t, const char*, int*)
    int PyBUF_READ

cdef object UNDEFINED_ARGUMENT = exported.UNDEFINED


cdef list arguments_to_python(Environment* environment, Exported callee, Value* values, Py_ssize_t count):
    cdef bint has_options = count > 0 and values[count - 1].is_plain and callee.takes_options(count - 1)
    cdef list gaps = [] if callee.minds_gaps else None
    cdef list arguments = []
    cdef Py_ssize_t index
    try:
        for index in range(count):
            arguments.append(to_python(environment, &values[index], gaps))
    except (TypeError, ValueError, RecursionError) as error:
        mark_refused(error)
        raise
    if has_options or gaps:
        arguments.append(exported.Notes(has_options, gaps))
    return arguments


cdef object to_python(Environment* environment, Value* value, list gaps=None):
    """Make the Python object. What the Value held of JavaScript's memory goes over to it."""
    cdef int order = -1
    if value.kind == NUMBER:
        return number_to_python(value.number)
    if value.kind == UTF16:
        return PyUnicode_DecodeUTF16(<const char*>value.data, value.length * 2, "surrogatepass", &order)
    if value.kind == TRUE or value.kind == FALSE:
        return value.kind == TRUE
    if value.kind == UNDEFINED:
        return UNDEFINED_ARGUMENT
    if value.kind == BIGINT:
        magnitude = int.from_bytes((<char*>value.data)[:value.length * 8], "little")
        return -magnitude if value.negative else magnitude
    if value.kind == MEMORY:
        return memory_to_python(environment, value)
    if value.kind == WIRE:
        beside = [to_python(environment, &value.children[index]) for index in range(value.child_count)]
        return wire.read(PyMemoryView_FromMemory(<char*>value.data, value.length, PyBUF_READ), beside, gaps)
    if value.kind == ORIGINAL:
        return <object>value.data
    return None


cdef object number_to_python(double number):
    """An `int` where it is a safe integer and no -0."""
    if -MAX_SAFE_INTEGER <= number <= MAX_SAFE_INTEGER and number == <double><int64_t>number:
        if number != 0 or not signbit(number):
            return <int64_t>number
    return number


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
            drop_reference(self.environment, self.reference)
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
