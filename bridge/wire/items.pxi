"""Items: memory as an array of several dimensions, of no item, or of float16, which `memoryview.cast()` cannot make of it."""

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


def as_items(owner, letter, shape):
    """Look at memory as items of a format, in an array of a shape.

    Raises:
        ValueError: the memory is of another size.
    """
    return memoryview(Items(owner, letter, shape))
