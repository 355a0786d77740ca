# cython: boundscheck=False, wraparound=False
"""Wire: a value as bytes, in V8's structured-clone format, which `v8.serialize` and `v8.deserialize` speak.

Knows nothing of Node. The format is that of V8's `value-serializer.cc`: version 13 is written, which every Node since 12
reads; 13 to 15 are read. Binary data may stay outside the bytes: then they hold its number in a list beside them.

Read and written on any thread that has the GIL.
"""
cimport cython
from cpython.buffer cimport (
    PyBUF_F_CONTIGUOUS, PyBUF_FORMAT, PyBUF_ND, PyBUF_SIMPLE, PyBUF_STRIDES, PyBUF_WRITABLE, PyBuffer_FillInfo,
    PyBuffer_Release, PyObject_GetBuffer,
)
from cpython.bytearray cimport PyByteArray_FromStringAndSize
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.dict cimport PyDict_Next, PyDict_SetItem
from cpython.list cimport PyList_GET_ITEM
from cpython.object cimport PyObject, PyObject_TypeCheck, PyTypeObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from cpython.tuple cimport PyTuple_GET_ITEM
from libc.math cimport floor
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy

from bridge.wire.doubles cimport MAX_SAFE_INTEGER, number_to_python

import struct
import sys


cdef extern from "Python.h":
    bint PyGC_Disable()
    bint PyGC_Enable()
    Py_ssize_t Py_REFCNT(PyObject*)
    Py_ssize_t Py_SIZE(object)
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    object PyUnicode_FromObject(object)
    object PyUnicode_DecodeUTF16(const char*, Py_ssize_t, const char*, int*)
    object PyUnicode_DecodeLatin1(const char*, Py_ssize_t, const char*)
    bint PyBytes_CheckExact(object)
    bint PyUnicode_CheckExact(object)
    bint PyLong_CheckExact(object)
    bint PyFloat_CheckExact(object)
    bint PyDict_CheckExact(object)
    bint PyList_CheckExact(object)
    bint PyTuple_CheckExact(object)
    bint PyUnicode_Check(object)
    bint PyObject_CheckBuffer(object)
    bint PyType_HasFeature(type, unsigned long)
    unsigned long Py_TPFLAGS_HEAPTYPE
    double PyFloat_AsDouble(object) except? -1
    int64_t PyLong_AsLongLongAndOverflow(object, int*) except? -1

cdef extern from "stack.h" nogil:
    size_t stack_pointer()
    size_t stack_floor()

include "format.pxi"
include "counterparts.pxi"
include "input.pxi"
include "reader.pxi"
include "output.pxi"
include "references.pxi"
include "writer.pxi"
include "columns.pxi"


def to_number(double value):
    """Give one of JavaScript's numbers: an `int` where it is a safe integer and no -0."""
    return number_to_python(value)


def _refuse(value):
    return value


def _no_attributes(kind):
    return None


def write(value, fallback=_refuse, beside=(), columns=False, attributes=_no_attributes):
    """Write a value; the bytes, and the list of what stayed beside them.

    `fallback` makes plain values of objects that the format does not know. Objects of the types in `beside` stay beside
    the bytes, as buffers and exceptions do. With `columns`, the bytes are for js/wire/v8.js alone.

    Raises:
        TypeError: names the type that cannot be copied; the error's `_place` says where it is.
        RecursionError: it is nested too deep.
    """
    cdef Writer writer = new_column_writer(attributes) if columns else Writer.__new__(Writer)
    cdef bint again = False
    try:
        writer.write_all(value, fallback, beside)
    except Exception:
        again = bool(writer.open)
        if not again:
            raise
    if again:
        return write(value, fallback, beside)  # without columns: something refers to one, or an error wants its place
    return PyBytes_FromStringAndSize(<char*>writer.data, writer.size), writer.buffers
