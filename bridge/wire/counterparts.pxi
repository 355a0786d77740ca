"""Counterparts: what Errors, Dates, and arrays of several dimensions are in Python."""

cdef object new_error(str name, str message, stack):
    error = EXCEPTIONS.get(name, Exception)(message)
    error.__js_type__ = name  # for bridge/values/errors.py: it is to be that Error again
    error.name = name
    error.stack = stack
    return error


cdef int give_properties(error, properties) except -1:
    """An Error's own properties, but for those whose names mean something to Python."""
    if type(properties) is not dict:
        raise WireError("the properties of an Error are no object")
    for name, value in properties.items():
        if not hasattr(BaseException, name) and not name.startswith("__"):
            setattr(error, name, value)
    return 0


cdef int give_cause(error, cause) except -1:
    if isinstance(cause, BaseException):
        error.__cause__ = cause
    else:
        error.cause = cause
    return 0


cdef object collision(str what, known, value, uint8_t tag):
    """Say which two are the same to Python, as JavaScript writes them; the second begins with the tag."""
    first = next(each for each in known if each == value)
    one, other = literal(first), literal(value)
    if value is None:
        one, other = ("null", "undefined") if tag == c'_' else ("undefined", "null")
    elif one == other and tag == c'Z':
        other += "n"
    elif one == other and type(value) is int:
        one += "n"
    return TypeError(f"cannot copy a {what} {one} and {other} are equal in Python")


cdef str literal(value):
    return str(value).lower() if isinstance(value, bool) else str(value) if is_datetime(value) else repr(value)


# Dates: `datetime`, which no start waits for where nobody has one.

cdef dict MODULES = sys.modules
cdef object datetime_class = None
cdef object timedelta = None
cdef object epoch = None


cdef int import_datetime() except -1:
    global datetime_class, timedelta, epoch
    import datetime
    timedelta = datetime.timedelta
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    datetime_class = datetime.datetime
    return 0


cdef bint is_datetime(value) except -1:
    """Tell one: where nobody has imported the class, nothing is an instance of it."""
    if datetime_class is None:
        if "datetime" not in MODULES:
            return False
        import_datetime()
    return PyObject_TypeCheck(value, <PyTypeObject*>datetime_class)


cdef object date(double moment):
    """Make an aware one, in UTC, of milliseconds since 1970."""
    if not -62135596800000.0 <= moment < 253402300800000.0:
        raise ValueError("cannot copy a Date to Python outside of the years 1 to 9999" if moment == moment
                         else "cannot copy an invalid Date to Python")
    if datetime_class is None:
        import_datetime()
    return epoch + timedelta(milliseconds=moment)


cdef double milliseconds(value) except? -1:
    """As `value.timestamp()` has it: a naive one is local time. Without its microseconds, since a float rounds them."""
    try:
        seconds = value.replace(microsecond=0).timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"cannot copy {value} to JavaScript: as a point in time, {error}") from None
    return floor(seconds) * 1000 + value.microsecond // 1000


# Arrays of several dimensions, of no item, or of float16, which `memoryview.cast()` cannot make of memory.

cdef enum:
    MOST_DIMENSIONS = 64  # of a buffer


cdef class Items:
    """Another object's memory, through the buffer protocol: it is held for as long as this is."""
    cdef Py_buffer held
    cdef bytes format
    cdef Py_ssize_t item_size
    cdef int dimensions
    cdef Py_ssize_t[MOST_DIMENSIONS] shape
    cdef Py_ssize_t[MOST_DIMENSIONS] strides

    def __cinit__(self, owner, str format not None, shape):
        cdef Py_ssize_t stride
        cdef int index
        self.format = format.encode()
        self.item_size = stride = struct.calcsize(format)
        self.dimensions = len(shape)
        for index in reversed(range(self.dimensions)):
            self.shape[index] = shape[index]
            self.strides[index] = stride
            stride *= self.shape[index]
        PyObject_GetBuffer(owner, &self.held, PyBUF_WRITABLE)
        if stride != self.held.len:
            raise ValueError(f"expected memory of {stride} bytes, got {self.held.len}")

    def __getbuffer__(self, Py_buffer* view, int flags):
        if self.dimensions > 1 and (flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS:
            raise BufferError("this memory is in C's order")
        PyBuffer_FillInfo(view, self, self.held.buf, self.held.len, False, flags)
        view.itemsize = self.item_size
        view.format = <char*>self.format if flags & PyBUF_FORMAT else NULL
        if flags & PyBUF_ND:
            view.ndim = self.dimensions
            view.shape = self.shape if self.dimensions else NULL
        if (flags & PyBUF_STRIDES) == PyBUF_STRIDES and self.dimensions:
            view.strides = self.strides

    def __dealloc__(self):
        PyBuffer_Release(&self.held)


def is_buffer(value):
    """Whether it shows its memory."""
    return PyObject_CheckBuffer(value)


def as_items(owner, letter, shape=None):
    """Look at memory as items of a format, in an array of a shape; without one, of one dimension.

    Raises:
        ValueError: the memory is of another size.
    """
    if shape is None:
        view = memoryview(owner)
        if letter != "e":  # which cast() does not know
            return view if letter == "B" else view.cast(letter)
        shape = [view.nbytes // 2]
    return memoryview(Items(owner, letter, shape))
