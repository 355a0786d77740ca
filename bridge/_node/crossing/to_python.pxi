"""From a Value into Python: on the thread that performs the Job, with the GIL."""

cdef extern from "Python.h":
    object PyMemoryView_FromMemory(char*, Py_ssize_t, int)
    object PyUnicode_DecodeUTF16(const char*, Py_ssize_t, const char*, int*)
    object PyUnicode_FromKindAndData(int, const void*, Py_ssize_t)
    int PyBUF_READ

cdef enum:
    UNITS_SEEN = 64

cdef object UNDEFINED_ARGUMENT = exported.UNDEFINED


cdef list arguments_to_python(Environment* environment, Exported callee, Value* values, Py_ssize_t count):
    cdef bint has_options = count > 0 and values[count - 1].is_plain and callee.takes_options(count - 1)
    cdef list gaps = [] if callee.minds_gaps else None
    cdef list arguments = []
    cdef Py_ssize_t index
    try:
        for index in range(count):
            arguments.append(to_python(environment, &values[index], gaps))
    except (TypeError, ValueError, RecursionError) as error:
        mark_refused(error)
        raise
    if has_options or gaps:
        arguments.append(exported.Notes(has_options, gaps))
    return arguments


cdef object to_python(Environment* environment, Value* value, list gaps=None):
    """Make the Python object. What the Value held of JavaScript's memory goes over to it."""
    if value.kind == NUMBER:
        return number_to_python(value.number)
    if value.kind == UTF16:
        return string_to_python(<const uint16_t*>value.data, value.length)
    if value.kind == TRUE or value.kind == FALSE:
        return value.kind == TRUE
    if value.kind == UNDEFINED:
        return UNDEFINED_ARGUMENT
    if value.kind == BIGINT:
        magnitude = int.from_bytes((<char*>value.data)[:value.length * 8], "little")
        return -magnitude if value.negative else magnitude
    if value.kind == MEMORY:
        return memory_to_python(environment, value)
    if value.kind == WIRE:
        beside = [to_python(environment, &value.children[index]) for index in range(value.child_count)]
        return wire.read(PyMemoryView_FromMemory(<char*>value.data, value.length, PyBUF_READ), beside, gaps)
    if value.kind == ORIGINAL:
        return <object>value.data
    return None


cdef object string_to_python(const uint16_t* units, size_t length):
    """Of what is Latin-1, as the first units tell, Python makes a `str` in half the time where it looks for no surrogates."""
    cdef int order = -1
    cdef uint16_t seen = 0
    cdef size_t index
    for index in range(min(length, <size_t>UNITS_SEEN)):
        seen |= units[index]
    if seen < 0x100:
        text = PyUnicode_FromKindAndData(2, units, length)
        if PyUnicode_KIND(text) == 1:
            return text
    return PyUnicode_DecodeUTF16(<const char*>units, length * 2, "surrogatepass", &order)


cdef void hold_originals(Value* values, size_t count) noexcept:
    """Background thread, before any Python runs: only then is it sure that JavaScript still keeps the originals.

    Where its environment ends, it lets go of them, and the next argument's own Python gives other threads the GIL.
    """
    cdef size_t index
    for index in range(count):
        if values[index].kind == ORIGINAL:
            Py_INCREF(<object>values[index].data)  # given back in drop_originals()
        hold_originals(values[index].children, values[index].child_count)


cdef void drop_originals(Value* values, size_t count) noexcept:
    """Background thread. The arguments have them now."""
    cdef size_t index
    for index in range(count):
        if values[index].kind == ORIGINAL:
            Py_DECREF(<object>values[index].data)  # taken in hold_originals()
        drop_originals(values[index].children, values[index].child_count)
