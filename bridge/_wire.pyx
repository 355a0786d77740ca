# cython: boundscheck=False, wraparound=False
"""Wire: a value as bytes, in V8's structured-clone format, which `v8.serialize` and `v8.deserialize` speak.

Knows nothing of Node. The format is that of V8's `value-serializer.cc`: version 13 is written, which every Node since 12
reads; 13 to 15 are read. Binary data may stay outside the bytes: then they hold its number in a list beside them.

Read and written on any thread that has the GIL.
"""
cimport cython
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport PyByteArray_FromStringAndSize
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.datetime cimport PyDateTime_Check, import_datetime
from cpython.dict cimport PyDict_Next, PyDict_SetItem
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from cpython.tuple cimport PyTuple_GET_ITEM
from libc.math cimport signbit
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset

from datetime import datetime, timedelta, timezone

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    object PyUnicode_FromObject(object)
    object PyUnicode_DecodeUTF16(const char*, Py_ssize_t, const char*, int*)
    object PyUnicode_DecodeLatin1(const char*, Py_ssize_t, const char*)
    bint PyUnicode_CheckExact(object)
    bint PyLong_CheckExact(object)
    bint PyFloat_CheckExact(object)
    bint PyDict_CheckExact(object)
    bint PyList_CheckExact(object)
    bint PyTuple_CheckExact(object)
    bint PyUnicode_Check(object)
    bint PyObject_CheckBuffer(object)
    int64_t PyLong_AsLongLongAndOverflow(object, int*) except? -1

import_datetime()

cdef enum:
    VERSION_WRITTEN = 13
    OLDEST_READ = 13
    NEWEST_READ = 15
    MAX_DEPTH = 4000
    MAX_SPARSE = 1 << 24  # the lengths of all sparse arrays together: their holes take memory here
    MAX_STRING = (1 << 29) - 24  # in UTF-16 units: V8's own bound
    MAX_BIGINT = 1 << 24  # in 64-bit words: V8's own bound
    KEYS = 256          # how many recent property names a Reader remembers
    MAX_KEY = 64
    OUT_OF_LINE = 0x40  # host objects from this number on: the number of a buffer beside the bytes

cdef double MAX_SAFE_INTEGER = 9007199254740991.0
cdef object EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# Node's numbers for the host objects that it writes, as the memoryview formats of their items. 9 is DataView, 10 Buffer.
NODE_VIEWS = ("b", "B", "B", "h", "H", "i", "I", "f", "d", "B", "B", "q", "Q", "e")
# V8's own letters for views.
V8_VIEWS = {"b": "b", "B": "B", "C": "B", "w": "h", "W": "H", "d": "i", "D": "I", "h": "e", "f": "f", "F": "d",
            "q": "q", "Q": "Q", "?": "B"}
ERRORS = {"T": TypeError, "R": ValueError, "S": SyntaxError, "F": NameError}


class WireError(ValueError):
    """The bytes are not what V8 would write."""


# reading

@cython.final
cdef class Reader:
    """Reads one value. `buffers` are the binary data that stayed outside the bytes."""
    cdef const uint8_t* start
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef uint32_t version
    cdef int depth
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
        if self.depth > MAX_DEPTH:
            raise RecursionError(f"the value is nested deeper than {MAX_DEPTH}")
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
            PyDict_SetItem(result, name, self.read())
            count += 1
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
        self.objects.append(result)
        while not self.ends(c':'):
            key = self.read()
            value = self.read()
            try:
                result[key] = value
            except (TypeError, ValueError):  # a memoryview says ValueError
                raise TypeError(f"cannot copy a Map to Python whose key is a {type(key).__name__}") from None
            count += 2
        if self.varint() != count:
            raise WireError("a Map has another size than it says")
        return result

    cdef object set_(self):
        cdef set result = set()
        cdef uint64_t count = 0
        self.objects.append(result)
        while not self.ends(c','):
            value = self.read()
            try:
                result.add(value)
            except (TypeError, ValueError):
                raise TypeError(f"cannot copy a Set to Python that has a {type(value).__name__}") from None
            count += 1
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
        cdef Py_ssize_t slot = len(self.objects)
        cdef uint8_t tag
        cdef uint64_t part
        kind, message, stack = Exception, "", None
        error = None
        self.objects.append(None)
        while True:
            part = self.varint()
            if part == c'm':
                message = self.string(self.tag())
            elif part == c's':
                stack = self.string(self.tag())
            elif part < 0x80 and chr(part) in "ERFSTU":
                kind = ERRORS.get(chr(part), Exception)
            elif part == c'c' or part == c'.':
                if error is None:
                    self.objects[slot] = error = kind(message)  # a cause may be the Error itself
                if part == c'.':
                    error.stack = stack
                    return error
                cause = self.read()
                if isinstance(cause, BaseException):
                    error.__cause__ = cause
            else:
                raise WireError("unknown part of an Error")


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
    try:
        item_size = memoryview(bytes(8)).cast(format).itemsize
    except ValueError:
        raise TypeError("cannot copy a Float16Array to Python") from None
    if view.nbytes % item_size:
        raise WireError("a view has a part of an item")
    return view.cast(format)


def read(data, buffers=()):
    """Read a value from bytes.

    Raises:
        WireError: the bytes are damaged.
        TypeError, ValueError: they hold what has no counterpart in Python; the message says what.
        RecursionError: they are nested too deep.
    """
    cdef Reader reader = Reader.__new__(Reader)
    cdef Py_buffer view
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        return reader.read_all(<const uint8_t*>view.buf, view.len, buffers)
    finally:
        PyBuffer_Release(&view)


# writing

@cython.final
cdef class Writer:
    """Writes one value. Binary data goes to `buffers`, in the order of the numbers in the bytes."""
    cdef uint8_t* data
    cdef size_t size
    cdef size_t room
    cdef int depth
    cdef list buffers
    cdef PyObject** seen     # open addressing: objects, held so that no other can come to have the address of one
    cdef uint32_t* numbers   # beside it, its number
    cdef size_t table_size
    cdef size_t table_used
    cdef uint32_t count
    cdef object fallback
    cdef object kinds_beside  # types whose objects stay beside the bytes, as binary data does

    def __dealloc__(self):
        cdef size_t index
        for index in range(self.table_size):
            Py_XDECREF(self.seen[index])  # taken in remember()
        free(self.data)
        free(self.seen)
        free(self.numbers)

    cdef int write_all(self, value, fallback, beside) except -1:
        self.buffers = []
        self.fallback = fallback
        self.kinds_beside = beside
        self.byte(0xFF)
        self.byte(VERSION_WRITTEN)
        self.write(value)
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

    cdef bint known(self, object value) except -1:
        """True, with a reference written, if the object has been written before; otherwise it gets its number."""
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

    cdef int write(self, value) except -1:
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
        if self.depth > MAX_DEPTH:
            raise RecursionError(f"the value is nested deeper than {MAX_DEPTH}")
        if PyDict_CheckExact(value):
            self.dictionary(value)
        elif PyList_CheckExact(value):
            self.list_(value)
        elif PyTuple_CheckExact(value):
            self.tuple_(value)
        else:
            self.other(value)
        self.depth -= 1  # not where it fails: then the Writer has come to its end
        return 0

    cdef int other(self, value) except -1:
        if isinstance(value, (set, frozenset)):
            return self.set_(value)
        if PyDateTime_Check(value):
            return self.date(value)
        if isinstance(value, (BaseException, bytes, bytearray, memoryview)) or type(value) in self.kinds_beside:
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
        return self.write(plain)

    cdef int date(self, value) except -1:
        if self.known(value):
            return 0
        if value.tzinfo is None:
            value = datetime.combine(value.date(), value.timetz()).astimezone()
        self.byte(c'D')
        return self.raw_double(milliseconds(value))

    cdef int beside(self, value) except -1:
        """What the host makes: binary data, an exception, an object of an exported class. It goes beside the bytes."""
        if self.known(value):
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

    cdef int dictionary(self, dict value) except -1:
        cdef PyObject* key
        cdef PyObject* item
        cdef Py_ssize_t position = 0
        cdef Py_ssize_t size = len(value)
        cdef Py_ssize_t count = 0
        cdef bint named = True
        cdef object name = None
        cdef object element
        if self.known(value):
            return 0
        while PyDict_Next(value, &position, &key, &item):
            if not PyUnicode_Check(<object>key):
                named = False
                break
        position = 0
        self.byte(c'o' if named else c';')
        try:
            while PyDict_Next(value, &position, &key, &item):
                name, element = <object>key, <object>item
                if named:
                    self.name(name)
                else:
                    self.write(name)
                self.write(element)
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

    cdef int list_(self, list value) except -1:
        cdef Py_ssize_t index = 0
        cdef Py_ssize_t length = len(value)
        if self.known(value):
            return 0
        self.byte(c'A')
        self.varint(length)
        try:
            while index < length and index < PyList_GET_SIZE(value):
                element = <object>PyList_GET_ITEM(value, index)  # held: writing another may change the list
                self.write(element)
                index += 1
        except BaseException as error:
            place(error, f"[{index}]")
            raise
        if len(value) != length:
            raise RuntimeError("a list changed while it was copied")
        return self.end_array(length)

    cdef int tuple_(self, tuple value) except -1:
        cdef Py_ssize_t index = 0
        cdef Py_ssize_t length = len(value)
        if self.known(value):
            return 0
        self.byte(c'A')
        self.varint(length)
        try:
            while index < length:
                self.write(<object>PyTuple_GET_ITEM(value, index))
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
        if self.known(value):
            return 0
        self.byte(c"'")
        for element in value:
            self.write(element)
            count += 1
        self.byte(c',')
        return self.varint(count)


cdef double milliseconds(value):
    return (value - EPOCH) // timedelta(milliseconds=1)


cdef object place(BaseException error, str step):
    """Note where in the value it failed: outer steps are added as the error rises."""
    if isinstance(error, (TypeError, ValueError, OverflowError)):
        error.__dict__["_place"] = step + error.__dict__.get("_place", "")


def _refuse(value):
    return value


def write(value, fallback=_refuse, beside=()):
    """Write a value; the bytes, and the list of what stayed beside them.

    `fallback` makes plain values of objects that the format does not know. Objects of the types in `beside` stay beside
    the bytes, as buffers and exceptions do.

    Raises:
        TypeError: names the type that cannot be copied; the error's `_place` says where it is.
        RecursionError: it is nested too deep.
    """
    cdef Writer writer = Writer.__new__(Writer)
    writer.write_all(value, fallback, beside)
    return PyBytes_FromStringAndSize(<char*>writer.data, writer.size), writer.buffers
