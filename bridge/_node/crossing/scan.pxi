"""Scan: what V8's copy of a value is no copy of. On JavaScript's thread, without the GIL."""

cdef bint may_be_lossy(Environment* environment, const uint8_t* at, size_t size, size_t* count) noexcept nogil:
    """Whether V8 may have copied what is no plain data, or what Python gets as it is: an ArrayBuffer, an Error, an instance.

    Of a URL, say, V8 copies the properties, and there are none. Also counts the objects, as far as it has come.
    """
    cdef const uint8_t* end = at + size
    cdef bint is_doubtful = False
    cdef uint8_t tag
    count[0] = 0
    while at < end:
        tag = at[0]
        at += 1
        if tag == c'o' or tag == c'A' or tag == c'a' or tag == c';' or tag == c"'" or tag == c'\\' or tag == c'D':
            count[0] += 1
        if tag == c'"' or tag == c'c' or tag == c'S':
            at = after_varint(at, end, &size) + size
        elif tag == c'N' or tag == c'D' or tag == c'n':
            at += 8
        elif tag == c'Z' or tag == c'z':
            at = after_varint(at, end, &size) + (size >> 1)
        elif tag == c'$' or tag == c'@':
            at = after_varint(after_varint(at, end, &size), end, &size)
        elif (tag == c'I' or tag == c'U' or tag == c'^' or tag == c'{' or tag == c'A' or tag == c'a' or tag == c':'
                or tag == c',' or tag == c'\\' or tag == 0xFF):
            at = after_varint(at, end, &size)
        elif tag == c'B' or tag == c'~' or tag == c'r' or tag == c'R':
            return True
        elif tag == c'o' and (environment.lends_objects or is_bare(at, end)):
            is_doubtful = True
    return is_doubtful


cdef const char* EVENTS_OWN = b'"\x09isTrusted'


cdef bint is_bare(const uint8_t* at, const uint8_t* end) noexcept nogil:
    """Whether an object begins with no property, or with the one that each Event has in Node 18."""
    return at < end and (at[0] == c'{' or (end - at >= 11 and at[1] == 9 and memcmp(at, EVENTS_OWN, 11) == 0))


cdef const uint8_t* after_varint(const uint8_t* at, const uint8_t* end, size_t* value) noexcept nogil:
    cdef int shift = 0
    value[0] = 0
    while at < end and at[0] >= 0x80:
        value[0] |= <size_t>(at[0] & 0x7F) << shift
        shift += 7
        at += 1
    if at < end:
        value[0] |= <size_t>at[0] << shift
        at += 1
    return at

