"""Reader: from bytes to a value. `buffers` are the binary data that stayed outside the bytes."""

@cython.final
cdef class Reader:
    """Reads one value. `buffers` are the binary data that stayed outside the bytes."""
    cdef const uint8_t* start
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef uint32_t version
    cdef int depth
    cdef list gaps  # each object with the name of what is undefined in it; None if nobody asks
    cdef size_t floor  # of the thread's stack
    cdef uint64_t sparse  # how many elements the sparse arrays have so far
    cdef list objects
    cdef object buffers
    cdef PyObject* keys[KEYS]

    def __dealloc__(self):
        cdef int index
        for index in range(KEYS):
            Py_XDECREF(self.keys[index])

    cdef object read_all(self, const uint8_t* data, size_t size, buffers):
        self.start = self.at = data
        self.end = data + size
        self.floor = stack_floor()
        self.objects = []
        self.buffers = buffers
        if size < 2 or data[0] != 0xFF:
            raise WireError("expected a version at the start")
        self.at += 1
        self.version = self.varint()
        if not OLDEST_READ <= self.version <= NEWEST_READ:
            raise WireError(f"expected version {OLDEST_READ} to {NEWEST_READ}, got {self.version}")
        value = self.read()
        while self.at < self.end and self.at[0] == 0:
            self.at += 1
        if self.at != self.end:
            raise WireError(f"expected the end, got {self.end - self.at} more bytes")
        return value

    cdef int fail_short(self) except -1:
        raise WireError("the bytes end in the middle of a value")

    cdef uint8_t tag(self) except? 0:
        cdef uint8_t byte
        while self.at < self.end:
            byte = self.at[0]
            self.at += 1
            if byte != 0:
                return byte
        self.fail_short()

    cdef uint64_t varint(self) except? 0xFFFFFFFFFFFFFFFF:
        cdef uint64_t value = 0
        cdef int shift = 0
        cdef uint8_t byte
        while True:
            if self.at >= self.end:
                self.fail_short()
            byte = self.at[0]
            self.at += 1
            if shift < 64:
                value |= <uint64_t>(byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 70:
                raise WireError("a number is too long")

    cdef const uint8_t* raw(self, uint64_t size) except NULL:
        if size > <uint64_t>(self.end - self.at):
            self.fail_short()
        self.at += size
        return self.at - size

    cdef double double_(self) except? -1.0:
        cdef double value
        memcpy(&value, self.raw(8), 8)
        return value

    cdef object read(self):
        cdef uint8_t tag = self.tag()
        cdef uint64_t zigzag
        cdef object value
        if tag == c'"' or tag == c'c' or tag == c'S':
            return self.string(tag)
        if tag == c'I':
            zigzag = self.varint()
            return <int64_t>(zigzag >> 1) ^ -<int64_t>(zigzag & 1)
        if tag == c'N':
            return number(self.double_())
        if tag == c'o':
            return self.nested(tag)
        if tag == c'A':
            return self.nested(tag)
        if tag == c'_' or tag == c'0' or tag == c'-':
            return None
        if tag == c'T' or tag == c'y':
            if tag == c'y':
                self.objects.append(True)
            return True
        if tag == c'F' or tag == c'x':
            if tag == c'x':
                self.objects.append(False)
            return False
        if tag == c'U':
            return self.varint()
        if tag == c'Z' or tag == c'z':
            value = self.bigint()
            if tag == c'z':
                self.objects.append(value)
            return value
        if tag == c'^':
            zigzag = self.varint()
            if zigzag >= <uint64_t>PyList_GET_SIZE(self.objects):
                raise WireError(f"a reference to object {zigzag}, of {len(self.objects)}")
            return self.view(self.objects[zigzag])
        if tag == c'D':
            value = date(self.double_())
            self.objects.append(value)
            return value
        if tag == c'n':
            value = number(self.double_())
            self.objects.append(value)
            return value
        if tag == c's':
            value = self.string(self.tag())
            self.objects.append(value)
            return value
        return self.nested(tag)

    cdef object nested(self, uint8_t tag):
        self.depth += 1
        if self.depth > MAX_DEPTH or stack_pointer() < self.floor:
            fail_deep(self.depth)
        value = self.compound(tag)
        self.depth -= 1  # not where it fails: then the Reader has come to its end
        return value

    cdef object compound(self, uint8_t tag):
        if tag == c'o':
            return self.object_()
        if tag == c'A':
            return self.dense_array()
        if tag == c'a':
            return self.sparse_array()
        if tag == c';':
            return self.map_()
        if tag == c"'":
            return self.set_()
        if tag == c'B' or tag == c'~':
            return self.array_buffer(tag)
        if tag == c'\\':
            return self.host_object()
        if tag == c'r':
            return self.error()
        if tag == c'R':
            raise TypeError("cannot copy a RegExp to Python")
        if tag == c'u' or tag == c'w' or tag == c'm' or tag == c'p' or tag == c't':
            raise TypeError("cannot copy a shared or transferred object to Python")
        raise WireError(f"unknown tag {bytes([tag])!r}")

    cdef object string(self, uint8_t tag):
        cdef uint64_t size = self.varint()
        cdef const char* data = <const char*>self.raw(size) if size else NULL
        if size == 0:
            return ""
        if tag == c'"':
            return PyUnicode_DecodeLatin1(data, size, NULL)
        if tag == c'c':
            if size & 1:
                raise WireError("half a UTF-16 unit")
            return utf16(data, size)
        if tag == c'S':
            try:
                return data[:size].decode("utf-8")
            except UnicodeDecodeError as error:
                raise WireError(str(error)) from None
        raise WireError("expected a string")

    cdef object key(self):
        """A property's name; numbers are names too."""
        cdef uint8_t tag = self.tag()
        cdef uint64_t size, index
        cdef const uint8_t* data
        cdef uint32_t hashed = 2166136261
        cdef PyObject* known
        cdef object name
        if tag == c'"':
            size = self.varint()
            if size == 0:
                return ""
            data = self.raw(size)
            if size > MAX_KEY:
                return PyUnicode_DecodeLatin1(<const char*>data, size, NULL)
            for index in range(size):
                hashed = (hashed ^ data[index]) * 16777619
            known = self.keys[hashed % KEYS]
            if known != NULL and <uint64_t>PyUnicode_GET_LENGTH(<object>known) == size and (
                    memcmp(PyUnicode_DATA(<object>known), data, size) == 0):
                return <object>known
            name = PyUnicode_DecodeLatin1(<const char*>data, size, NULL)
            Py_XDECREF(known)
            Py_INCREF(name)  # given back when another takes its place, or in __dealloc__()
            self.keys[hashed % KEYS] = <PyObject*>name
            return name
        if tag == c'c' or tag == c'S':
            return self.string(tag)
        self.at -= 1
        if tag != c'I' and tag != c'U' and tag != c'N':
            raise WireError("expected the name of a property")
        return str(self.read())  # a number, so that it ends the recursion

    cdef bint ends(self, uint8_t tag) except -1:
        """Skip padding, and the tag if it comes next."""
        while self.at < self.end and self.at[0] == 0:
            self.at += 1
        if self.at >= self.end:
            self.fail_short()
        if self.at[0] != tag:
            return False
        self.at += 1
        return True

    cdef object object_(self):
        cdef dict result = {}
        cdef uint64_t count = 0
        self.objects.append(result)
        while not self.ends(c'{'):
            name = self.key()
            count += 1
            if self.gaps is not None and self.ends(c'_'):
                self.gaps.append((result, name))
                PyDict_SetItem(result, name, None)
                continue
            PyDict_SetItem(result, name, self.read())
        if self.varint() != count:
            raise WireError("an object has another number of properties than it says")
        return result

    cdef object dense_array(self):
        cdef uint64_t length = self.varint()
        cdef uint64_t index, count = 0
        cdef list result = []
        if length > <uint64_t>(self.end - self.at):
            self.fail_short()
        self.objects.append(result)
        for index in range(length):
            result.append(self.read())
        while not self.ends(c'$'):
            self.key()  # a name beside the elements: a list has no place for it
            self.read()
            count += 1
        if self.varint() != count or self.varint() != length:
            raise WireError("an array has another length than it says")
        return result

    cdef object sparse_array(self):
        cdef uint64_t length = self.varint()
        cdef uint64_t count = 0
        cdef list result
        if length > MAX_SPARSE - self.sparse:
            raise ValueError(f"cannot copy a sparse array of length {length} to Python")
        self.sparse += length
        result = [None] * length
        self.objects.append(result)
        while not self.ends(c'@'):
            name = self.key()
            value = self.read()
            if is_index(name) and int(name) < length:
                result[int(name)] = value
            count += 1
        if self.varint() != count or self.varint() != length:
            raise WireError("an array has another length than it says")
        return result

    cdef object map_(self):
        cdef dict result = {}
        cdef uint64_t count = 0
        cdef const uint8_t* start
        self.objects.append(result)
        while not self.ends(c':'):
            start = self.at
            key = self.read()
            value = self.read()
            try:
                result[key] = value
            except (TypeError, ValueError):  # a memoryview says ValueError
                raise TypeError(f"cannot copy a Map to Python whose key is a {type(key).__name__}") from None
            count += 2
            if <uint64_t>len(result) * 2 != count:
                raise collision("Map whose keys", result, key, start[0])
        if self.varint() != count:
            raise WireError("a Map has another size than it says")
        return result

    cdef object set_(self):
        cdef set result = set()
        cdef uint64_t count = 0
        cdef const uint8_t* start
        self.objects.append(result)
        while not self.ends(c','):
            start = self.at
            value = self.read()
            try:
                result.add(value)
            except (TypeError, ValueError):
                raise TypeError(f"cannot copy a Set to Python that has a {type(value).__name__}") from None
            count += 1
            if <uint64_t>len(result) != count:
                raise collision("Set whose elements", result, value, start[0])
        if self.varint() != count:
            raise WireError("a Set has another size than it says")
        return result

    cdef object bigint(self):
        cdef uint64_t bits = self.varint()
        cdef uint64_t size = bits >> 1
        cdef const char* data
        if size == 0:
            return 0
        data = <const char*>self.raw(size)
        magnitude = int.from_bytes(data[:size], "little")
        return -magnitude if bits & 1 else magnitude

    cdef object array_buffer(self, uint8_t tag):
        cdef uint64_t size = self.varint()
        if tag == c'~':
            self.varint()  # how long it may grow
        buffer = memoryview(PyByteArray_FromStringAndSize(<const char*>self.raw(size), size))
        self.objects.append(buffer)
        return self.view(buffer)

    cdef object view(self, value):
        """The view of an ArrayBuffer, if one follows it, or a reference to it; else the value."""
        cdef uint64_t letter, offset, length, size
        while self.at < self.end and self.at[0] == 0:
            self.at += 1
        if self.at >= self.end or self.at[0] != c'V':
            return value
        if type(value) is not memoryview or value.format != "B":
            raise WireError("a view of what is no ArrayBuffer")
        self.at += 1
        size = value.nbytes
        letter = self.varint()
        offset = self.varint()
        length = self.varint()
        if self.version >= 14:
            self.varint()  # whether its length follows the buffer's
        format = V8_VIEWS.get(chr(letter)) if letter < 0x80 else None
        if format is None or offset > size or length > size - offset:
            raise WireError("a view reaches beyond its ArrayBuffer")
        view = cast(value[offset:offset + length], format)
        self.objects.append(view)
        return view

    cdef object host_object(self):
        cdef Py_ssize_t slot = len(self.objects)
        cdef uint64_t kind, size
        self.objects.append(None)
        kind = self.varint()
        if kind >= OUT_OF_LINE:
            if kind - OUT_OF_LINE >= <uint64_t>len(self.buffers):
                raise WireError(f"buffer {kind - OUT_OF_LINE}, of {len(self.buffers)}")
            value = self.buffers[kind - OUT_OF_LINE]
        elif kind < <uint64_t>len(NODE_VIEWS):
            size = self.varint()
            data = PyByteArray_FromStringAndSize(<const char*>self.raw(size), size)
            value = cast(memoryview(data), NODE_VIEWS[kind])
        else:
            raise WireError(f"unknown host object {kind}")
        self.objects[slot] = value
        return value

    cdef object error(self):
        """An exception that knows which of JavaScript's Errors it was, and has what that had of its own."""
        cdef Py_ssize_t slot = len(self.objects)
        cdef uint64_t part
        name, message, stack = "Error", "", None
        error = None
        self.objects.append(None)
        while True:
            part = self.varint()
            if part == c'm':
                message = self.string(self.tag())
            elif part == c's':
                stack = self.string(self.tag())
            elif part < 0x80 and chr(part) in ERRORS:
                name = ERRORS[chr(part)]
            elif part == c'p' or part == c'c' or part == c'.':
                if error is None:  # what it has, or its cause, may be the Error itself
                    self.objects[slot] = error = new_error(name, message, stack)
                if part == c'.':
                    return error
                if part == c'p':
                    give_properties(error, self.read())
                else:
                    give_cause(error, self.read())
            else:
                raise WireError("unknown part of an Error")


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
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, datetime) else repr(value)


cdef object new_error(str name, str message, stack):
    error = EXCEPTIONS.get(name, Exception)(message)
    error.__js_type__ = name  # for bridge/errors.py: it is to be that Error again
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


cdef bint is_index(str name):
    """Whether the name of a property is that of an element: 0 to 2**32 - 2, in decimal digits."""
    return len(name) <= 10 and name.isascii() and name.isdecimal() and (name[0] != "0" or len(name) == 1)


cdef object utf16(const char* data, Py_ssize_t size):
    """From UTF-16; lone surrogates stay what they are."""
    cdef int order = -1
    return PyUnicode_DecodeUTF16(data, size, "surrogatepass", &order)


cdef object number(double value):
    """An `int` where it is a safe integer and no -0."""
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        if value == 0:
            return value if signbit(value) else 0
        if value == <double><int64_t>value:
            return <int64_t>value
    return value


cdef object date(double milliseconds):
    if not -62135596800000.0 <= milliseconds < 253402300800000.0:
        raise ValueError("cannot copy a Date to Python outside of the years 1 to 9999" if milliseconds == milliseconds
                         else "cannot copy an invalid Date to Python")
    return EPOCH + timedelta(milliseconds=milliseconds)


cdef object cast(view, str format):
    if format == "B":
        return view
    item_size = struct.calcsize(format)
    if view.nbytes % item_size:
        raise WireError("a view has a part of an item")
    return view.cast(format) if format != "e" else as_items(view, format, [view.nbytes // item_size])


def read(data, buffers=(), list gaps=None):
    """Read a value from bytes. To `gaps` go the properties that are undefined: each object, and the name in it.

    Raises:
        WireError: the bytes are damaged.
        TypeError, ValueError: they hold what has no counterpart in Python; the message says what.
        RecursionError: they are nested too deep.
    """
    cdef Reader reader = Reader.__new__(Reader)
    cdef Py_buffer view
    reader.gaps = gaps
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        return reader.read_all(<const uint8_t*>view.buf, view.len, buffers)
    finally:
        PyBuffer_Release(&view)
