"""Output: the bytes that are written: numbers and strings."""

cdef class Output:
    """The bytes of one value, in memory that grows."""
    cdef uint8_t* data
    cdef size_t size
    cdef size_t room

    def __dealloc__(self):
        free(self.data)

    @cython.final
    cdef int reserve(self, size_t more) except -1:
        cdef size_t room
        cdef uint8_t* longer
        if self.size + more > self.room:
            room = (self.size + more) * 2 + 64
            longer = <uint8_t*>realloc(self.data, room)
            if longer == NULL:
                raise MemoryError()
            self.data = longer
            self.room = room
        return 0

    @cython.final
    cdef int byte(self, uint8_t value) except -1:
        self.reserve(1)
        self.data[self.size] = value
        self.size += 1
        return 0

    @cython.final
    cdef int varint(self, uint64_t value) except -1:
        self.reserve(10)
        while value >= 0x80:
            self.data[self.size] = <uint8_t>(value | 0x80)
            self.size += 1
            value >>= 7
        self.data[self.size] = <uint8_t>value
        self.size += 1
        return 0

    @cython.final
    cdef int raw(self, const void* data, size_t size) except -1:
        self.reserve(size)
        memcpy(self.data + self.size, data, size)
        self.size += size
        return 0

    @cython.final
    cdef int string(self, value) except -1:
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(value)
        cdef int width = PyUnicode_KIND(value)
        cdef bytes wide
        if length > MAX_STRING:
            raise OverflowError(f"a str of {length} characters is too long for JavaScript")
        if width == 1:
            self.byte(c'"')
            self.varint(length)
            return self.raw(PyUnicode_DATA(value), length)
        if width == 2:
            return self.two_byte(PyUnicode_DATA(value), length * 2)
        wide = value.encode("utf-16-le", "surrogatepass")
        if len(wide) > 2 * MAX_STRING:
            raise OverflowError(f"a str of {length} characters is too long for JavaScript")
        return self.two_byte(<const char*>wide, len(wide))

    @cython.final
    cdef int two_byte(self, const void* data, size_t size) except -1:
        cdef size_t digits = 1
        while size >> (7 * digits):
            digits += 1
        if (self.size + 1 + digits) & 1:
            self.byte(0)  # V8 reads the units in place, and wants them even
        self.byte(c'c')
        self.varint(size)
        return self.raw(data, size)

    @cython.final
    cdef int integer(self, value) except -1:
        cdef int overflow = 0
        cdef int64_t small = PyLong_AsLongLongAndOverflow(value, &overflow)
        cdef size_t words
        cdef bytes magnitude
        if overflow == 0 and -0x40000000 <= small < 0x40000000:
            self.byte(c'I')
            return self.varint(<uint64_t>small << 1 ^ <uint64_t>(small >> 63))
        if overflow == 0 and -MAX_SAFE_INTEGER <= small <= MAX_SAFE_INTEGER:
            self.byte(c'N')
            return self.raw_double(<double>small)
        words = (value.bit_length() + 63) // 64
        if words > MAX_BIGINT:
            raise OverflowError("an int of more than 2**30 bits is too large for a BigInt")
        magnitude = abs(value).to_bytes(words * 8, "little")
        self.byte(c'Z')
        self.varint(words * 16 + (value < 0))
        return self.raw(<const char*>magnitude, words * 8)

    @cython.final
    cdef int double_(self, double value) except -1:
        self.byte(c'N')
        return self.raw_double(value)

    @cython.final
    cdef int raw_double(self, double value) except -1:
        return self.raw(&value, 8)
