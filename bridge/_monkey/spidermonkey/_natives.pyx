"""Natives: what SpiderMonkey itself calls. Its functions are given by their addresses."""
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.exc cimport PyErr_Occurred
from cpython.mem cimport PyObject_Free
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF
from libc.stdint cimport uint64_t, uintptr_t

# what makes way for Python

ctypedef bint (*Callback)(void *context) noexcept
ctypedef bint (*Add)(void *context, Callback callback) noexcept nogil
ctypedef void (*Request)(void *context) noexcept nogil

cdef object python = None
cdef Request ask


def install_pause(callee, uintptr_t context, uintptr_t add, uintptr_t request):
    """Have a function called in the middle of JavaScript that tells whether it may go on. JavaScript's thread.

    Python may be unable to, at its recursion limit. Then JavaScript goes on, and asks again as soon as it can.
    """
    global python, ask
    python = callee
    ask = <Request> request
    (<Add> add)(<void *> context, pause)


cdef bint pause(void *context) noexcept with gil:
    """JavaScript's thread, with the GIL."""
    cdef bint goes_on = True
    if not PyErr_Occurred():
        try:
            goes_on = python()
            if goes_on:
                return True
        except BaseException:
            pass
    ask(context)  # where JavaScript does not go on, it may be that Python called it which JavaScript called
    return goes_on


# what keeps memory in its place

ctypedef bint (*Native)(void *context, unsigned count, uint64_t *values) noexcept
ctypedef void *(*Global)(void *context) noexcept nogil
ctypedef void *(*Define)(
    void *context, void **object, const char *name, Native native, unsigned length, unsigned attributes
) noexcept nogil
ctypedef bint (*Ensure)(void *context, void *object) noexcept nogil
ctypedef bint (*Pin)(void *object, bint is_pinned) noexcept nogil

cdef Ensure ensure_not_inline
cdef Pin pin_length
cdef uint64_t undefined = 0xFFF9_8000_0000_0000
cdef enum:
    CALLEE, THIS, FIRST  # among the values of a call; the callee's becomes the result


def install_pin(bytes name, uintptr_t context, uintptr_t current_global, uintptr_t define, uintptr_t ensure, uintptr_t pin):
    """Give JavaScript a global function of an ArrayBuffer that nobody is to detach. JavaScript's thread."""
    global ensure_not_inline, pin_length
    ensure_not_inline = <Ensure> ensure
    pin_length = <Pin> pin
    cdef void *target = (<Global> current_global)(<void *> context)
    (<Define> define)(<void *> context, &target, name, native_pin, 1, 0)


cdef void *object_of(uint64_t value) noexcept nogil:
    """Give the object of a JS::Value, whose highest 17 bits are its type."""
    return <void *> <uintptr_t> ((value << 17) >> 17)


cdef bint native_pin(void *context, unsigned count, uint64_t *values) noexcept nogil:
    """JavaScript's thread, with the GIL. A small ArrayBuffer's memory is part of the object, which may move."""
    if not ensure_not_inline(context, object_of(values[FIRST])) & 1:
        return False
    pin_length(object_of(values[FIRST]), True)
    values[CALLEE] = undefined
    return True

# what looks at Python's objects

cdef extern from "Python.h":
    Py_ssize_t Py_REFCNT(PyObject *object)


def references(uintptr_t address):
    """Count the references to the object at an address: those of variables and containers.

    Which the interpreter holds during a call depends on its version; `id()` holds none.
    """
    return Py_REFCNT(<PyObject *> address)


def release(value):
    """Give back a reference that PythonMonkey took, and forgets."""
    Py_DECREF(value)


def free(uintptr_t address):
    """Free the memory of an object that PythonMonkey has ended, and leaves."""
    PyObject_Free(<void *> address)


def address_of(object memory):
    """Give the address of what is in a buffer."""
    cdef Py_buffer view
    PyObject_GetBuffer(memory, &view, PyBUF_SIMPLE)
    address = <uintptr_t> view.buf
    PyBuffer_Release(&view)
    return address
