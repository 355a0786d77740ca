"""Enter: JavaScript's thread runs the author's Python. Nowhere else does it take the GIL in a call, and here it is counted."""

cdef struct Entry:
    Environment* environment
    void* what                  # for open and call
    Scope (*open)(Entry*)       # makes the Context that it gets; NULL for none, by copy
    int (*call)(Entry*, object) except -1  # calls it, with the Context, and keeps what it returns
    Value value                 # what it returned, or raised, as a copy; or
    napi_value result           # by reference; and then what JavaScript gets, or catches
    bint makes                  # a constructor's: what it returned is
    PyObject* made              # owned

cdef Entry NO_ENTRY  # all zero


cdef bint enter(Entry* entry) noexcept nogil:
    """JavaScript's thread. False if it failed; without a result, the environment is being torn down."""
    come_in()
    cdef bint failed = not run(entry)
    go_out()
    if entry.result == NULL:
        if not make_or_refuse(entry.environment, &entry.value, &failed, &entry.result):
            entry.result = NULL
        drop_value(entry.environment, &entry.value)
    return not failed


cdef napi_value enter_or_throw(Entry* entry) noexcept nogil:
    """JavaScript's thread, called by JavaScript. NULL, with an exception pending, if it failed."""
    if enter(entry):
        return entry.result
    napi_throw(entry.environment.env, entry.result)  # fails where the environment is being torn down only
    return NULL


cdef bint run(Entry* entry) noexcept with gil:
    """JavaScript's thread."""
    cdef Contract contract = <Contract>entry.environment.contract
    cdef Scope context = None
    outer = None
    try:
        if entry.open == NULL:  # a Context of an outer call makes nothing in this one
            outer, contract.current = contract.current, None
        else:
            context = entry.open(entry)
            context._begin()
        entry.call(entry, context)
        return True
    except BaseException as error:
        entry.result = NULL
        exception_from_python(entry.environment, error, &entry.value)
        return False
    finally:
        if context is not None:
            context._end()
        elif entry.open == NULL:
            contract.current = outer


cdef int keep_made(Entry* entry, value) except -1:
    """A constructor's object is for construct() to have."""
    Py_INCREF(value)  # given to the JavaScript object in construct()
    entry.made = <PyObject*>value
    return 0


cdef int keep_lent(Entry* entry, value) except -1:
    """What a function by reference, or complete(), returns; nothing is undefined."""
    if value is not None:
        entry.result = raw_value(lend(<Contract>entry.environment.contract, value))
    return 0


cdef inline napi_value raw_value(raw) except? NULL:
    return <napi_value><size_t>raw  # read in place, where PyLong_AsVoidPtr() is a call
