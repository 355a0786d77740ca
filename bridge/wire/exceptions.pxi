"""Exceptions: what an Error becomes, and the one that tells of keys which are equal in Python."""

cdef object new_error(str name, str message, stack):
    error = EXCEPTIONS.get(name, Exception)(message)
    error.__js_type__ = name  # for bridge/values/errors.py: it is to be that Error again
    error.name = name
    error.stack = stack
    return error


cdef int give_properties(error, properties) except -1:
    """An Error's own properties, but for those whose names mean something to Python."""
    if type(properties) is not dict:
        raise WireError("the properties of an Error are no object")
    for name, value in properties.items():
        if not hasattr(BaseException, name) and not name.startswith("__"):
            setattr(error, name, value)
    return 0


cdef int give_cause(error, cause) except -1:
    if isinstance(cause, BaseException):
        error.__cause__ = cause
    else:
        error.cause = cause
    return 0


cdef object collision(str what, known, value, uint8_t tag):
    """Say which two are the same to Python, as JavaScript writes them; the second begins with the tag."""
    first = next(each for each in known if each == value)
    one, other = literal(first), literal(value)
    if value is None:
        one, other = ("null", "undefined") if tag == c'_' else ("undefined", "null")
    elif one == other and tag == c'Z':
        other += "n"
    elif one == other and type(value) is int:
        one += "n"
    return TypeError(f"cannot copy a {what} {one} and {other} are equal in Python")


cdef str literal(value):
    return str(value).lower() if isinstance(value, bool) else str(value) if is_datetime(value) else repr(value)
