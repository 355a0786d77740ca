"""Input: what is read of bytes before it is nested: tags, numbers, strings, binary data."""

cdef class Input:
    """The bytes of one value, and the objects read of them. Its methods are final, so that they are called directly."""
    cdef const uint8_t* start
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef uint32_t version
    cdef list objects    # by number
    cdef object buffers  # the binary data that stayed outside the bytes
    cdef PyObject* known[MOST_KNOWN]

    def __dealloc__(self):
        cdef int index
        for index in range(MOST_KNOWN):
            Py_XDECREF(self.known[index])

    @cython.final
    cdef int fail_short(self) except -1:
        raise WireError("the bytes end in the middle of a value")

    @cython.final
    cdef uint8_t tag(self) except? 0:
        cdef uint8_t byte
        while self.at < self.end:
            byte = self.at[0]
            self.at += 1
            if byte != 0:
                return byte
        self.fail_short()

    @cython.final
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

    @cython.final
    cdef uint64_t varint(self) except? 0xFFFFFFFFFFFFFFFF:
        cdef uint64_t value = 0
        cdef int shift = 0
        cdef uint8_t byte
        if self.at < self.end and self.at[0] < 0x80:  # most are
            self.at += 1
            return self.at[-1]
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

    @cython.final
    cdef const uint8_t* raw(self, uint64_t size) except NULL:
        if size > <uint64_t>(self.end - self.at):
            self.fail_short()
        self.at += size
        return self.at - size

    @cython.final
    cdef double double_(self) except? -1.0:
        cdef double value
        memcpy(&value, self.raw(8), 8)
        return value

    @cython.final
    cdef object bigint(self):
        cdef uint64_t bits = self.varint()
        cdef uint64_t size = bits >> 1
        cdef const char* data
        if size == 0:
            return 0
        data = <const char*>self.raw(size)
        magnitude = int.from_bytes(data[:size], "little")
        return -magnitude if bits & 1 else magnitude

    @cython.final
    cdef object string(self, uint8_t tag):
        cdef uint64_t size
        cdef const char* data
        if tag == c'"':
            return self.latin1()
        size = self.varint()
        data = <const char*>self.raw(size) if size else NULL
        if size == 0:
            return ""
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

    @cython.final
    cdef object latin1(self):
        """A Latin-1 string. Recent short ones are remembered: names of properties, and what is a value as often."""
        cdef uint64_t size = self.varint()
        cdef uint32_t place
        cdef const uint8_t* data
        cdef PyObject* known
        cdef object text
        if size == 0:
            return ""
        data = self.raw(size)
        if size > LONGEST_KNOWN:
            return PyUnicode_DecodeLatin1(<const char*>data, size, NULL)
        place = ((data[0] * 31 + data[size >> 1]) * 31 + data[size - 1]) * 31 + size
        known = self.known[place % MOST_KNOWN]
        if known != NULL and <uint64_t>PyUnicode_GET_LENGTH(<object>known) == size and (
                memcmp(PyUnicode_DATA(<object>known), data, size) == 0):
            return <object>known
        text = PyUnicode_DecodeLatin1(<const char*>data, size, NULL)
        Py_XDECREF(known)
        Py_INCREF(text)  # given back when another takes its place, or in __dealloc__()
        self.known[place % MOST_KNOWN] = <PyObject*>text
        return text

    @cython.final
    cdef object array_buffer(self, uint8_t tag):
        cdef uint64_t size = self.varint()
        if tag == c'~':
            self.varint()  # how long it may grow
        buffer = memoryview(PyByteArray_FromStringAndSize(<const char*>self.raw(size), size))
        self.objects.append(buffer)
        return self.view(buffer)

    @cython.final
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

    @cython.final
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


cdef object utf16(const char* data, Py_ssize_t size):
    """From UTF-16; lone surrogates stay what they are."""
    cdef int order = -1
    return PyUnicode_DecodeUTF16(data, size, "surrogatepass", &order)


cdef object cast(view, str format):
    if view.nbytes % struct.calcsize(format):
        raise WireError("a view has a part of an item")
    return as_items(view, format)
