"""Dates: Python's `datetime`, which no start waits for where nobody has a Date."""

cdef dict MODULES = sys.modules
cdef object epoch = None
cdef object timedelta = None


cdef bint is_datetime(value) except -1:
    """Tell one: where nobody has imported the class, nothing is an instance of it."""
    if PyDateTimeAPI == NULL:
        if "datetime" not in MODULES:
            return False
        import_datetime()
    return PyDateTime_Check(value)


cdef object date(double moment):
    """Make an aware one, in UTC, of milliseconds since 1970."""
    global epoch, timedelta
    if not -62135596800000.0 <= moment < 253402300800000.0:
        raise ValueError("cannot copy a Date to Python outside of the years 1 to 9999" if moment == moment
                         else "cannot copy an invalid Date to Python")
    if epoch is None:
        import datetime
        timedelta = datetime.timedelta
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return epoch + timedelta(milliseconds=moment)


cdef double milliseconds(value) except? -1:
    """As `value.timestamp()` has it: a naive one is local time. Without its microseconds, since a float rounds them."""
    try:
        seconds = value.replace(microsecond=0).timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"cannot copy {value} to JavaScript: as a point in time, {error}") from None
    return floor(seconds) * 1000 + value.microsecond // 1000
