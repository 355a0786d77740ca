"""Reader: from bytes to a value."""

@cython.final
cdef class Reader(Input):
    """Reads one value."""
    cdef int depth
    cdef list gaps  # each object with the name of what is undefined in it; None if nobody asks
    cdef size_t floor  # of the thread's stack
    cdef uint64_t sparse  # how many elements the sparse arrays have so far

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

    cdef object read(self):
        cdef uint8_t tag = self.tag()
        cdef uint64_t zigzag
        cdef object value
        if tag == c'"':
            return self.latin1()
        if tag == c'c' or tag == c'S':
            return self.string(tag)
        if tag == c'I':
            zigzag = self.varint()
            return <int64_t>(zigzag >> 1) ^ -<int64_t>(zigzag & 1)
        if tag == c'N':
            return number_to_python(self.double_())
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
            if zigzag >= <uint64_t>len(self.objects):
                raise WireError(f"a reference to object {zigzag}, of {len(self.objects)}")
            return self.view(self.objects[zigzag])
        if tag == c'D':
            value = date(self.double_())
            self.objects.append(value)
            return value
        if tag == c'n':
            value = number_to_python(self.double_())
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

    cdef object key(self):
        """A property's name; numbers are names too."""
        cdef uint8_t tag = self.tag()
        if tag == c'"':
            return self.latin1()
        if tag == c'c' or tag == c'S':
            return self.string(tag)
        self.at -= 1
        if tag != c'I' and tag != c'U' and tag != c'N':
            raise WireError("expected the name of a property")
        return str(self.read())  # a number, so that it ends the recursion

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


cdef bint is_index(str name):
    """Whether the name of a property is that of an element: 0 to 2**32 - 2, in decimal digits."""
    return len(name) <= 10 and name.isascii() and name.isdecimal() and (name[0] != "0" or len(name) == 1)


def read(data, buffers=(), list gaps=None):
    """Read a value from bytes. To `gaps` go the properties that are undefined: each object, and the name in it.

    Raises:
        WireError: the bytes are damaged.
        TypeError, ValueError: they hold what has no counterpart in Python; the message says what.
        RecursionError: they are nested too deep.
    """
    cdef Reader reader = Reader.__new__(Reader)
    cdef Py_buffer view
    cdef bint collects
    reader.gaps = gaps
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    collects = PyGC_Disable()  # until Python 3.12, a collection begins wherever an object is made: here, none is garbage
    try:
        return reader.read_all(<const uint8_t*>view.buf, view.len, buffers)
    finally:
        if collects:
            PyGC_Enable()
        PyBuffer_Release(&view)
