"""Value: a value copied out of one language and not yet in the other. Needs neither engine nor GIL.

Four functions move it along: from_python() and to_javascript(), from_javascript() and to_python().
"""

cdef enum Kind:
    UNDEFINED
    NULL_VALUE
    FALSE
    TRUE
    NUMBER
    BIGINT
    LATIN1
    UTF16
    WIRE     # V8's structured clone; its children are what stays beside the bytes
    MEMORY   # binary data, where it is
    ERROR    # a Python exception, described in JSON; its child is what it has beside its message
    THROWN   # what a JsError or Root keeps, on its way back: data is a napi_ref
    INSTANCE # an object of an exported class, on its way to JavaScript: data is the napi_ref of its constructor
    ORIGINAL # the Python object, or exception, that a JavaScript object stands for: data is the PyObject
    CALLABLE # a function of a Line's: number is its place there

cdef struct Value:
    Kind kind
    char format            # MEMORY: its items, as the `struct` module names them, or BUFFER
    bint negative          # BIGINT
    bint is_plain          # WIRE: of a plain object that came last, and may be the options
    bint lend              # MEMORY: where it is, even if that is fleeting
    bint fleeting          # MEMORY: JavaScript's, and may go while Python looks at it
    double number
    size_t length          # of data, in its own units
    size_t* shape          # MEMORY: malloc'ed, or NULL where it has one dimension
    size_t dimensions      # of shape
    void* data             # whoever's it is: to read, and not to free
    void* owned            # malloc'ed by allocate(), where data is the Value's own
    PyObject** owners      # owned references to what keeps the data, or to the exception and its causes
    size_t owner_count
    napi_ref reference     # to what keeps the data in JavaScript
    Value* children
    size_t child_count

cdef enum:
    BUFFER = 42  # bytes in Python, a Buffer in JavaScript
    MOST_DIMENSIONS = 64  # of a buffer in Python

cdef Value NOTHING  # all zero


cdef void* allocate(Value* value, size_t size) noexcept nogil:
    """Give a Value memory of its own, which goes with it; NULL if there is none. Nowhere else does it come to own any."""
    value.owned = value.data = malloc(size or 1)
    return value.data


cdef void* take_owned(Value* value) noexcept nogil:
    """Take a Value's own memory from it, to be freed elsewhere; NULL where its data is somebody else's."""
    owned, value.owned = value.owned, NULL
    return owned


cdef size_t* make_shape(Value* value, size_t dimensions) noexcept nogil:
    """Give a Value room for its shape, which goes with it; NULL if there is none."""
    value.shape = <size_t*>malloc((dimensions or 1) * sizeof(size_t))
    value.dimensions = dimensions
    return value.shape


cdef int copy_data(Value* value, const void* data, size_t size) except -1:
    if allocate(value, size) == NULL:
        raise MemoryError()
    memcpy(value.data, data, size)
    return 0


cdef int own(Value* value, list owners) except -1:
    """Any thread, GIL. Keep Python objects for as long as the Value, or the JavaScript value made of it, needs them."""
    cdef Py_ssize_t index
    value.owners = <PyObject**>malloc((len(owners) or 1) * sizeof(PyObject*))
    if value.owners == NULL:
        raise MemoryError()
    for index in range(len(owners)):
        Py_INCREF(owners[index])  # given back in drop_value(), or to the JavaScript value that takes it
        value.owners[index] = <PyObject*>owners[index]
    value.owner_count = len(owners)
    return 0


cdef Value* make_children(Value* value, size_t count) noexcept nogil:
    value.children = <Value*>calloc(count or 1, sizeof(Value))
    if value.children != NULL:
        value.child_count = count
    return value.children


cdef void drop_value(Environment* environment, Value* value) noexcept nogil:
    """Any thread. Free what a Value holds."""
    cdef size_t index
    for index in range(value.owner_count):
        release_later(value.owners[index])
    for index in range(value.child_count):
        drop_value(environment, &value.children[index])
    if value.reference != NULL:
        drop_reference(&environment.outbox, value.reference)
    free(value.owned)
    free(value.shape)
    free(value.owners)
    free(value.children)
    value[0] = NOTHING


cdef void free_from_javascript(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript. `hint` is the memory that was a Value's own."""
    free(hint)


cdef void release_from_javascript(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript, no GIL. `hint` is the Python object to let go."""
    release_later(<PyObject*>hint)


cdef int array_type(char format) noexcept nogil:
    """Node-API's number for a typed array."""
    cdef int index = 0
    while index < FLOAT16_ARRAY and ARRAY_FORMATS[index] != format:
        index += 1
    return index if format != c'B' else 1


cdef size_t item_size(char format) noexcept nogil:
    if format == c'q' or format == c'Q' or format == c'd':
        return 8
    if format == c'i' or format == c'I' or format == c'f':
        return 4
    return 2 if format == c'h' or format == c'H' or format == c'e' else 1


# In the order of napi_typedarray_type; the third is Uint8ClampedArray. BigInt64Array, BigUint64Array and Float16Array come last.
cdef const char* ARRAY_FORMATS = b"bBBhHiIfdqQe"

cdef enum:
    FLOAT64_ARRAY = 8
    FLOAT16_ARRAY = 11  # of Node 24 and later
