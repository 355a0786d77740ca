"""Format: its tags, versions and bounds, and what goes by which letter or number."""

cdef enum:
    VERSION_WRITTEN = 13
    OLDEST_READ = 13
    NEWEST_READ = 15
    MAX_DEPTH = 4000
    MAX_SPARSE = 1 << 24  # the lengths of all sparse arrays together: their holes take memory here
    MAX_STRING = (1 << 29) - 24  # in UTF-16 units: V8's own bound
    MAX_BIGINT = 1 << 24  # in 64-bit words: V8's own bound
    MOST_KNOWN = 256    # how many recent strings a Reader remembers
    LONGEST_KNOWN = 32
    OUT_OF_LINE = 0x40  # host objects from this number on: the number of a buffer beside the bytes

# Node's numbers for the host objects that it writes, as the memoryview formats of their items. 9 is DataView, 10 Buffer.
NODE_VIEWS = ("b", "B", "B", "h", "H", "i", "I", "f", "d", "B", "B", "q", "Q", "e")
# V8's own letters for views.
V8_VIEWS = {"b": "b", "B": "B", "C": "B", "w": "h", "W": "H", "d": "i", "D": "I", "h": "e", "f": "f", "F": "d",
            "q": "q", "Q": "Q", "?": "B"}
# Letters for Errors: V8's own, but for A, which js/wire/writer.js writes; and the exceptions that some of them become.
ERRORS = {"A": "AggregateError", "E": "EvalError", "F": "ReferenceError", "R": "RangeError", "S": "SyntaxError",
          "T": "TypeError", "U": "URIError"}
EXCEPTIONS = {"RangeError": ValueError, "ReferenceError": NameError, "SyntaxError": SyntaxError, "TypeError": TypeError}


class Beside:
    """What a host makes: its objects stay beside the wire's bytes."""


BESIDE = (BaseException, Beside, bytearray)  # bytes as such, too


cdef int fail_deep(int depth) except -1:
    if depth > MAX_DEPTH:
        raise RecursionError(f"the value is nested deeper than {MAX_DEPTH}")
    raise RecursionError("the value is nested deeper than what is left of this thread's stack has room for")


class WireError(ValueError):
    """The bytes are not what V8 would write."""
