"""Doubles: which of JavaScript's numbers are Python's `int`, in one place for all units."""
from libc.math cimport signbit
from libc.stdint cimport int64_t

cdef extern from *:
    """
    #define MAX_SAFE_INTEGER 9007199254740991
    """
    const int64_t MAX_SAFE_INTEGER


cdef inline object number_to_python(double value):
    """Make an `int` where it is a safe integer and no -0."""
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER and value == <double><int64_t>value and (value != 0 or not signbit(value)):
        return <int64_t>value
    return value
