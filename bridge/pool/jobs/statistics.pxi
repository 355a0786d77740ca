"""Statistics: how long Jobs wait and run, and how they end. Written with the GIL or the Pool's lock, read without."""

cdef extern from *:
    int __builtin_clzl(unsigned long) nogil

cdef enum:
    STEP_BITS = 3  # eight steps from each power of two to the next: a percentile is right within 6 %
    BUCKETS = 512

cdef struct Histogram:
    long[BUCKETS] counts
    unsigned long sum      # of ticks
    unsigned long longest

cdef unsigned long opened_ticks = 0
cdef long opened_ns = 0


cdef void start_clock() noexcept nogil:
    global opened_ticks, opened_ns
    opened_ticks = ticks()
    opened_ns = now_ns()


cdef double milliseconds_a_tick() noexcept nogil:
    """By what the monotonic clock says of all ticks so far."""
    return (now_ns() - opened_ns) / 1e6 / <double>((ticks() - opened_ticks) or 1)


cdef void record(Histogram* histogram, unsigned long since, unsigned long now) noexcept nogil:
    cdef unsigned long took = now - since if now > since else 0  # another processor's clock may be behind
    cdef int power = 63 - __builtin_clzl(took | 1)
    cdef unsigned long index = took
    if power >= STEP_BITS:
        index = ((power - STEP_BITS + 1) << STEP_BITS) + ((took >> (power - STEP_BITS)) & ((1 << STEP_BITS) - 1))
    histogram.counts[index] += 1
    histogram.sum += took
    if took > histogram.longest:
        histogram.longest = took


cdef double middle_of(int index) noexcept nogil:
    """In ticks, of what a bucket counts."""
    cdef int power = (index >> STEP_BITS) - 1
    if power < 0:
        return index
    return <double>((1 << STEP_BITS) + (index & ((1 << STEP_BITS) - 1)) + 0.5) * <double>(1UL << power)


cdef void summarize(Histogram* histogram, double* into) noexcept nogil:
    """Fill in the mean, the 50th, 90th and 99th percentile and the longest, in milliseconds; 0 where there are none."""
    cdef double scale = milliseconds_a_tick()
    cdef double longest = <double>histogram.longest
    cdef double[3] parts
    cdef long total = 0
    cdef long seen = 0
    cdef int index, place = 0
    parts[0], parts[1], parts[2] = 0.5, 0.9, 0.99
    for index in range(BUCKETS):
        total += load_relaxed(&histogram.counts[index])
    for index in range(5):
        into[index] = 0
    if total == 0:
        return
    into[0] = <double>histogram.sum / <double>total * scale
    into[4] = longest * scale
    for index in range(BUCKETS):
        seen += load_relaxed(&histogram.counts[index])
        while place < 3 and <double>seen >= parts[place] * <double>total:
            into[1 + place] = min(middle_of(index), longest) * scale
            place += 1
