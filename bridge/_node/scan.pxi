"""Scan: what V8's copy of a value is no copy of. On JavaScript's thread, without the GIL."""

cdef bint may_be_lossy(Done* done, const uint8_t* at, size_t size) noexcept nogil:
    """Whether V8 may have copied what Python gets as it is: an ArrayBuffer, an exception's Error, or an instance."""
    cdef const uint8_t* end = at + size
    cdef uint8_t tag
    while at < end:
        tag = at[0]
        at += 1
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
        elif tag == c'B' or tag == c'~' or tag == c'r':
            return True
        elif tag == c'o' and done.lends_objects:
            return True
        elif tag == c'R':
            return False  # a RegExp, which Python refuses
    return False


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

