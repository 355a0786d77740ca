"""References: which object has which number, by which the bytes refer to it again."""

cdef class References(Output):
    """The objects that have been written, by open addressing: held, so that no other gets the address of one."""
    cdef PyObject** seen
    cdef uint32_t* numbers   # beside each, its number
    cdef size_t table_size
    cdef size_t table_used
    cdef uint32_t count
    cdef list open           # the numbers of lists whose columns are being written: nothing can refer to them yet

    def __dealloc__(self):
        cdef size_t index
        for index in range(self.table_size):
            Py_XDECREF(self.seen[index])  # taken in remember()
        free(self.seen)
        free(self.numbers)

    @cython.final
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

    @cython.final
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

    @cython.final
    cdef int remember(self, object value, uint32_t number) except -1:
        """Right after refers(), which makes room for one."""
        cdef size_t slot = self.slot(<PyObject*>value)
        Py_INCREF(value)  # given back in __dealloc__()
        self.seen[slot] = <PyObject*>value
        self.numbers[slot] = number
        self.table_used += 1
        return 0

    @cython.final
    cdef size_t slot(self, PyObject* value) noexcept:
        cdef size_t mask = self.table_size - 1
        cdef size_t slot = ((<size_t>value >> 4) * <size_t>0x9E3779B97F4A7C15) >> 20 & mask
        while self.seen[slot] != NULL and self.seen[slot] != value:
            slot = (slot + 1) & mask
        return slot

    @cython.final
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


class _Unfit(Exception):
    """What is in a column refers to what the column is of."""
