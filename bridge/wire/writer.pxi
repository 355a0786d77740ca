"""Writer: from a value to bytes, and the list of what stays beside them."""

cdef class Writer(References):
    """Writes one value. Binary data goes to `buffers`, in the order of the numbers in the bytes."""
    cdef int depth
    cdef size_t floor  # of the thread's stack
    cdef list buffers
    cdef object fallback
    cdef object kinds_beside  # types whose objects stay beside the bytes, as binary data does

    @cython.final
    cdef int write_all(self, value, fallback, beside) except -1:
        self.floor = stack_floor()
        self.buffers = []
        self.open = []
        self.fallback = fallback
        self.kinds_beside = beside
        self.byte(0xFF)
        self.byte(VERSION_WRITTEN)
        self.write(value, False)
        return 0

    @cython.final
    cdef int element(self, PyObject* value) except -1:
        """Write what a container holds; writing may run Python, which may change the container."""
        cdef bint alone = Py_REFCNT(value) == 1
        held = <object>value
        return self.write(held, alone)

    @cython.final
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
            if not self.known(value, alone):
                self.array(value)
        else:
            self.other(value)
        self.depth -= 1  # not where it fails: then the Writer has come to its end
        return 0

    @cython.final
    cdef int other(self, value) except -1:
        if isinstance(value, (set, frozenset)):
            return self.set_(value)
        if is_datetime(value):
            return self.date(value)
        if PyBytes_CheckExact(value) or isinstance(value, BESIDE) or type(value) in self.kinds_beside:
            return self.beside(value)
        return self.unknown(value)

    @cython.final
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

    @cython.final
    cdef int date(self, value) except -1:
        if value != value:  # pandas' NaT
            return self.byte(c'0')
        if self.known(value, False):
            return 0
        self.byte(c'D')
        return self.raw_double(milliseconds(value))

    @cython.final
    cdef int beside(self, value) except -1:
        """What the host makes: binary data, an exception, what is kept, an object of an exported class."""
        if self.known(value, False):
            return 0
        self.byte(c'\\')
        self.varint(OUT_OF_LINE + len(self.buffers))
        self.buffers.append(value)
        return 0

    @cython.final
    cdef int dictionary(self, dict value, bint alone) except -1:
        cdef PyObject* key
        cdef PyObject* item
        cdef Py_ssize_t position = 0
        cdef Py_ssize_t size = len(value)
        cdef Py_ssize_t count = 0
        cdef bint element_alone, named = True
        cdef object name = None
        cdef object element
        cdef dict known = None  # keys by what they are in JavaScript, where two may be one there
        if self.known(value, alone):
            return 0
        while PyDict_Next(value, &position, &key, &item):
            if PyUnicode_CheckExact(<object>key):
                continue
            if not PyUnicode_Check(<object>key):
                named = False
            if known is None and not stays_distinct(<object>key):
                known = {}
        position = 0
        self.byte(c'o' if named else c';')
        try:
            while PyDict_Next(value, &position, &key, &item):
                element_alone = Py_REFCNT(item) == 1
                name, element = <object>key, <object>item
                if named:
                    self.name(name)
                else:
                    self.key(name, known, "dict whose keys")
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

    @cython.final
    cdef int key(self, value, dict known, str what) except -1:
        """Write a Map's key, or an element of a Set. Refuse what is the same in JavaScript as another one."""
        if known is None:
            return self.write(value, False)
        plain = value
        while not stays_distinct(plain) and self.is_made_plain(plain):
            made = self.fallback(plain)
            if type(made) is type(plain):
                break
            plain = made
        if is_datetime(plain) and plain != plain:  # pandas' NaT
            plain = None
        if plain is not None and not isinstance(plain, (str, int, float)):
            return self.write(value, False)  # an object
        mark = (isinstance(plain, bool), plain if plain == plain else "NaN", plain == plain)
        if mark in known:
            raise TypeError(f"cannot copy a {what} {known[mark]!r} and {value!r} are equal in JavaScript")
        known[mark] = value
        return self.write(plain, False)

    @cython.final
    cdef bint is_made_plain(self, value) except -1:
        """Whether `fallback` says what a value is in JavaScript."""
        return type(value) not in self.kinds_beside and not PyFloat_CheckExact(value) and not is_datetime(value) and (
            not isinstance(value, (set, frozenset, BaseException, bytes, bytearray)))

    @cython.final
    cdef int name(self, value) except -1:
        if PyUnicode_CheckExact(value):
            return self.string(value)
        if not PyUnicode_Check(value):
            raise RuntimeError("a dict changed while it was copied")
        return self.string(PyUnicode_FromObject(value))

    @cython.final
    cdef int list_(self, list value, bint alone) except -1:
        if self.known(value, alone):
            return 0
        return self.list_items(value)

    cdef int list_items(self, list value) except -1:
        """Write a list that has its number; the one thing that another writer may do in its own way."""
        return self.array(value)

    @cython.final
    cdef int array(self, value) except -1:
        """Write a list or tuple that has its number."""
        cdef bint is_list = PyList_CheckExact(value)
        cdef Py_ssize_t index = 0
        cdef Py_ssize_t length = Py_SIZE(value)
        self.byte(c'A')
        self.varint(length)
        try:
            while index < length and index < Py_SIZE(value):
                self.element(PyList_GET_ITEM(value, index) if is_list else PyTuple_GET_ITEM(value, index))
                index += 1
        except BaseException as error:
            place(error, f"[{index}]")
            raise
        if Py_SIZE(value) != length:
            raise RuntimeError("a list changed while it was copied")
        self.byte(c'$')
        self.byte(0)  # how many properties it has beside its elements
        return self.varint(length)

    @cython.final
    cdef int set_(self, value) except -1:
        cdef Py_ssize_t count = 0
        cdef dict known = None
        if self.known(value, False):
            return 0
        self.byte(c"'")
        for element in value:
            if not stays_distinct(element):
                known = {}
                break
        for element in value:
            self.key(element, known, "set whose elements")
            count += 1
        self.byte(c',')
        return self.varint(count)


cdef bint stays_distinct(value) noexcept:
    """Whether a key is equal in JavaScript to none that it is unequal to here."""
    return (PyUnicode_CheckExact(value) or PyLong_CheckExact(value) or value is None or value is True or value is False
            or PyTuple_CheckExact(value) or (PyFloat_CheckExact(value) and <double>value == <double>value))


cdef object place(BaseException error, str step):
    """Note where in the value it failed: outer steps are added as the error rises."""
    if isinstance(error, (TypeError, ValueError, OverflowError)):
        error.__dict__["_place"] = step + error.__dict__.get("_place", "")
