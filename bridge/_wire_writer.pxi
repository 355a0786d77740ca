"""Writer: from a value to bytes, and the list of what stays beside them."""

@cython.final
cdef class Writer:
    """Writes one value. Binary data goes to `buffers`, in the order of the numbers in the bytes."""
    cdef uint8_t* data
    cdef size_t size
    cdef size_t room
    cdef int depth
    cdef size_t floor  # of the thread's stack
    cdef list buffers
    cdef PyObject** seen     # open addressing: objects, held so that no other can come to have the address of one
    cdef uint32_t* numbers   # beside it, its number
    cdef size_t table_size
    cdef size_t table_used
    cdef uint32_t count
    cdef object fallback
    cdef object attributes   # of a class whose objects cross as plain ones: attributes, by name; of others None
    cdef bint columns        # whether to write columns, which only a host's own JavaScript reads
    cdef int column_depth
    cdef list open           # the numbers of lists whose columns are being written: nothing can refer to them yet
    cdef object kinds_beside  # types whose objects stay beside the bytes, as binary data does

    def __dealloc__(self):
        cdef size_t index
        for index in range(self.table_size):
            Py_XDECREF(self.seen[index])  # taken in remember()
        free(self.data)
        free(self.seen)
        free(self.numbers)

    cdef int write_all(self, value, fallback, beside, bint columns, attributes) except -1:
        self.floor = stack_floor()
        self.buffers = []
        self.open = []
        self.fallback = fallback
        self.kinds_beside = beside
        self.columns = columns
        self.attributes = attributes
        self.byte(0xFF)
        self.byte(VERSION_WRITTEN)
        self.write(value, False)
        return 0

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

    cdef int byte(self, uint8_t value) except -1:
        self.reserve(1)
        self.data[self.size] = value
        self.size += 1
        return 0

    cdef int varint(self, uint64_t value) except -1:
        self.reserve(10)
        while value >= 0x80:
            self.data[self.size] = <uint8_t>(value | 0x80)
            self.size += 1
            value >>= 7
        self.data[self.size] = <uint8_t>value
        self.size += 1
        return 0

    cdef int raw(self, const void* data, size_t size) except -1:
        self.reserve(size)
        memcpy(self.data + self.size, data, size)
        self.size += size
        return 0

    cdef bint known(self, object value, bint alone) except -1:
        """True, with a reference written, if the object has been written before; otherwise it gets its number.

        Nothing can refer to an object again that one container alone holds: it need not be remembered.
        """
        if not alone:
            if self.refers(value):
                return True
            self.remember(value, self.count)
        self.count += 1
        return False

    cdef bint refers(self, object value) except -1:
        """True, with a reference written, if the object has a number."""
        cdef size_t slot
        if (self.table_used + 1) * 2 > self.table_size:
            self.widen()
        slot = self.slot(<PyObject*>value)
        if self.seen[slot] == NULL:
            return False
        if self.open and self.numbers[slot] in self.open:
            raise _Unfit()
        self.byte(c'^')
        self.varint(self.numbers[slot])
        return True

    cdef int remember(self, object value, uint32_t number) except -1:
        """Right after refers(), which makes room for one."""
        cdef size_t slot = self.slot(<PyObject*>value)
        Py_INCREF(value)  # given back in __dealloc__()
        self.seen[slot] = <PyObject*>value
        self.numbers[slot] = number
        self.table_used += 1
        return 0

    cdef size_t slot(self, PyObject* value) noexcept:
        cdef size_t mask = self.table_size - 1
        cdef size_t slot = ((<size_t>value >> 4) * <size_t>0x9E3779B97F4A7C15) >> 20 & mask
        while self.seen[slot] != NULL and self.seen[slot] != value:
            slot = (slot + 1) & mask
        return slot

    cdef int widen(self) except -1:
        cdef PyObject** seen = self.seen
        cdef uint32_t* numbers = self.numbers
        cdef size_t index, old = self.table_size
        cdef size_t wider = old * 4 if old else 64
        self.seen = <PyObject**>calloc(wider, sizeof(PyObject*))
        self.numbers = <uint32_t*>malloc(wider * sizeof(uint32_t))
        self.table_size = wider
        if self.seen == NULL or self.numbers == NULL:
            free(self.seen)
            free(self.numbers)
            self.seen, self.numbers, self.table_size = seen, numbers, old
            raise MemoryError()
        for index in range(old):
            if seen[index] != NULL:
                slot = self.slot(seen[index])
                self.seen[slot] = seen[index]
                self.numbers[slot] = numbers[index]
        free(seen)
        free(numbers)
        return 0

    cdef int element(self, PyObject* value) except -1:
        """Write what a container holds; writing may run Python, which may change the container."""
        cdef bint alone = Py_REFCNT(value) == 1
        held = <object>value
        return self.write(held, alone)

    cdef int write(self, value, bint alone) except -1:
        if PyUnicode_CheckExact(value):
            return self.string(value)
        if PyLong_CheckExact(value):
            return self.integer(value)
        if PyFloat_CheckExact(value):
            return self.double_(value)
        if value is None:
            return self.byte(c'0')
        if value is True:
            return self.byte(c'T')
        if value is False:
            return self.byte(c'F')
        self.depth += 1
        if self.depth > MAX_DEPTH or stack_pointer() < self.floor:
            fail_deep(self.depth)
        if PyDict_CheckExact(value):
            self.dictionary(value, alone)
        elif PyList_CheckExact(value):
            self.list_(value, alone)
        elif PyTuple_CheckExact(value):
            self.tuple_(value, alone)
        else:
            self.other(value)
        self.depth -= 1  # not where it fails: then the Writer has come to its end
        return 0

    cdef int other(self, value) except -1:
        if isinstance(value, (set, frozenset)):
            return self.set_(value)
        if PyDateTime_Check(value):
            return self.date(value)
        if PyBytes_CheckExact(value) or isinstance(value, BESIDE) or type(value) in self.kinds_beside:
            return self.beside(value)
        return self.unknown(value)

    cdef int unknown(self, value) except -1:
        """What `fallback` makes of a value takes its place, wherever the value comes again."""
        if self.refers(value):
            return 0
        plain = self.fallback(value)
        if type(plain) is type(value):
            if PyObject_CheckBuffer(value):
                return self.beside(value)
            raise TypeError(f"cannot copy a {type(value).__qualname__} to JavaScript")
        if PyDict_CheckExact(plain) or PyList_CheckExact(plain) or PyTuple_CheckExact(plain):
            if self.refers(plain):
                return 0
            self.remember(value, self.count)  # the number that the plain value gets now
        return self.write(plain, False)

    cdef int date(self, value) except -1:
        if value != value:  # pandas' NaT
            return self.byte(c'0')
        if self.known(value, False):
            return 0
        self.byte(c'D')
        return self.raw_double(milliseconds(value))

    cdef int beside(self, value) except -1:
        """What the host makes: binary data, an exception, what is kept, an object of an exported class."""
        if self.known(value, False):
            return 0
        self.byte(c'\\')
        self.varint(OUT_OF_LINE + len(self.buffers))
        self.buffers.append(value)
        return 0

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

    cdef int two_byte(self, const void* data, size_t size) except -1:
        cdef size_t digits = 1
        while size >> (7 * digits):
            digits += 1
        if (self.size + 1 + digits) & 1:
            self.byte(0)  # V8 reads the units in place, and wants them even
        self.byte(c'c')
        self.varint(size)
        return self.raw(data, size)

    cdef int integer(self, value) except -1:
        cdef int overflow = 0
        cdef int64_t small = PyLong_AsLongLongAndOverflow(value, &overflow)
        cdef size_t words
        cdef bytes magnitude
        if overflow == 0 and -0x40000000 <= small < 0x40000000:
            self.byte(c'I')
            return self.varint(<uint64_t>small << 1 ^ <uint64_t>(small >> 63))
        if overflow == 0 and -9007199254740991 <= small <= 9007199254740991:
            self.byte(c'N')
            return self.raw_double(<double>small)
        words = (value.bit_length() + 63) // 64
        if words > MAX_BIGINT:
            raise OverflowError("an int of more than 2**30 bits is too large for a BigInt")
        magnitude = abs(value).to_bytes(words * 8, "little")
        self.byte(c'Z')
        self.varint(words * 16 + (value < 0))
        return self.raw(<const char*>magnitude, words * 8)

    cdef int double_(self, double value) except -1:
        self.byte(c'N')
        return self.raw_double(value)

    cdef int raw_double(self, double value) except -1:
        return self.raw(&value, 8)

    cdef int dictionary(self, dict value, bint alone) except -1:
        cdef PyObject* key
        cdef PyObject* item
        cdef Py_ssize_t position = 0
        cdef Py_ssize_t size = len(value)
        cdef Py_ssize_t count = 0
        cdef bint element_alone, named = True
        cdef object name = None
        cdef object element
        if self.known(value, alone):
            return 0
        while PyDict_Next(value, &position, &key, &item):
            if not PyUnicode_Check(<object>key):
                named = False
                break
        position = 0
        self.byte(c'o' if named else c';')
        try:
            while PyDict_Next(value, &position, &key, &item):
                element_alone = Py_REFCNT(item) == 1
                name, element = <object>key, <object>item
                if named:
                    self.name(name)
                else:
                    self.write(name, False)
                self.write(element, element_alone)
                count += 1
                if len(value) != size or count > size:
                    break
        except BaseException as error:
            place(error, f".{name}" if named and isinstance(name, str) and name.isidentifier() else f"[{name!r}]")
            raise
        if len(value) != size or count != size:
            raise RuntimeError("a dict changed while it was copied")
        if named:
            self.byte(c'{')
            return self.varint(size)
        self.byte(c':')
        return self.varint(size * 2)

    cdef int name(self, value) except -1:
        if PyUnicode_CheckExact(value):
            return self.string(value)
        if not PyUnicode_Check(value):
            raise RuntimeError("a dict changed while it was copied")
        return self.string(PyUnicode_FromObject(value))

    cdef int list_(self, list value, bint alone) except -1:
        if self.known(value, alone):
            return 0
        if self.columns and len(value) >= FEWEST_IN_COLUMN and write_columns(self, value):
            return 0
        return self.array(value)

    cdef int array(self, list value) except -1:
        """Write a list that has its number."""
        cdef Py_ssize_t index = 0
        cdef Py_ssize_t length = len(value)
        self.byte(c'A')
        self.varint(length)
        try:
            while index < length and index < PyList_GET_SIZE(value):
                self.element(PyList_GET_ITEM(value, index))
                index += 1
        except BaseException as error:
            place(error, f"[{index}]")
            raise
        if len(value) != length:
            raise RuntimeError("a list changed while it was copied")
        return self.end_array(length)

    cdef int tuple_(self, tuple value, bint alone) except -1:
        cdef Py_ssize_t index = 0
        cdef Py_ssize_t length = len(value)
        if self.known(value, alone):
            return 0
        self.byte(c'A')
        self.varint(length)
        try:
            while index < length:
                self.element(PyTuple_GET_ITEM(value, index))
                index += 1
        except BaseException as error:
            place(error, f"[{index}]")
            raise
        return self.end_array(length)

    cdef int end_array(self, Py_ssize_t length) except -1:
        self.byte(c'$')
        self.byte(0)  # how many properties it has beside its elements
        return self.varint(length)

    cdef int set_(self, value) except -1:
        cdef Py_ssize_t count = 0
        if self.known(value, False):
            return 0
        self.byte(c"'")
        for element in value:
            self.write(element, False)
            count += 1
        self.byte(c',')
        return self.varint(count)


cdef double milliseconds(value) except? -1:
    """As `value.timestamp()` has it: a naive one is local time. Without its microseconds, since a float rounds them."""
    try:
        seconds = value.replace(microsecond=0).timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"cannot copy {value} to JavaScript: as a point in time, {error}") from None
    return floor(seconds) * 1000 + value.microsecond // 1000


cdef object place(BaseException error, str step):
    """Note where in the value it failed: outer steps are added as the error rises."""
    if isinstance(error, (TypeError, ValueError, OverflowError)):
        error.__dict__["_place"] = step + error.__dict__.get("_place", "")


class _Unfit(Exception):
    """What is in a column refers to what the column is of."""


def _refuse(value):
    return value


def _no_attributes(kind):
    return None


def write(value, fallback=_refuse, beside=(), columns=False, attributes=_no_attributes):
    """Write a value; the bytes, and the list of what stayed beside them.

    `fallback` makes plain values of objects that the format does not know. Objects of the types in `beside` stay beside
    the bytes, as buffers and exceptions do. With `columns`, the bytes are for js/wire.js alone.

    Raises:
        TypeError: names the type that cannot be copied; the error's `_place` says where it is.
        RecursionError: it is nested too deep.
    """
    cdef Writer writer = Writer.__new__(Writer)
    cdef bint again = False
    try:
        writer.write_all(value, fallback, beside, columns, attributes)
    except Exception:
        again = bool(writer.open)
        if not again:
            raise
    if again:
        return write(value, fallback, beside)  # without columns: something refers to one, or an error wants its place
    return PyBytes_FromStringAndSize(<char*>writer.data, writer.size), writer.buffers
