"""Interval: how long a thread waits for the GIL before it asks for it. CPython reads it whenever a thread begins to wait.

Where Jobs compete for the GIL, it is CPython's own: each switch costs them time. It is shorter where something goes on
on the asyncio loop; and shortest where a Job has the GIL that has lasted a while, and JavaScript's thread or a Job that
is about to begin is to have it.
"""

cdef extern from "<dlfcn.h>" nogil:
    ctypedef struct Dl_info:
        pass
    void* RTLD_DEFAULT
    int RTLD_DL_SYMENT
    void* dlsym(void*, const char*)
    int dladdr1(const void*, Dl_info*, void**, int)

cdef extern from "<link.h>" nogil:
    ctypedef struct Symbol "ElfW(Sym)":
        size_t st_size

cdef enum:
    HURRIED_US = 101  # no user chooses that
    USUAL_US = 500    # as lifetime.py sets it
    FAIR_US = 5001
    FIRST_TRACE_US = 5003
    SECOND_TRACE_US = 4999

cdef unsigned long* interval = NULL  # CPython's own; NULL where it is not known, or a user has chosen another
cdef long hurried = 0            # threads that wait for the GIL to begin a Job
cdef long performing = 0         # Jobs, and
cdef long lasting = 0            # those of them that no longer lead
cdef long elsewhere = 0          # Jobs that go on elsewhere, on the asyncio loop
cdef long javascript_inside = 0  # JavaScript's threads that have the GIL for the author's own Python, or wait for it


cdef void adjust() noexcept nogil:
    """Have the interval be what it is to be, by now. Any thread."""
    cdef unsigned long* place = interval
    cdef unsigned long found
    while place != NULL:
        found = load_relaxed(<long*>place)
        if found == wanted_us() or not change(place, found, wanted_us()):
            return


cdef unsigned long wanted_us() noexcept nogil:
    cdef bint is_inside = load_relaxed(&javascript_inside) > 0
    if load_relaxed(&hurried) > 0 or (is_inside and load_relaxed(&lasting) > 0):
        return HURRIED_US
    if load_relaxed(&performing) > 1 and not is_inside and load_relaxed(&elsewhere) == 0:
        return FAIR_US
    return USUAL_US


cdef bint change(unsigned long* place, unsigned long found, unsigned long wanted) noexcept nogil:
    """False if a user has chosen another interval meanwhile, which stays."""
    global interval
    if found == HURRIED_US or found == USUAL_US or found == FAIR_US:
        replace(place, found, wanted)
        return True
    interval = NULL
    return False


cdef void count(long* these, long change) noexcept nogil:
    """Any thread. Count one more, or one less, of those that the interval depends on while a Job lasts."""
    cdef bint lasts = load_relaxed(&lasting) > 0
    add_relaxed(these, change)
    if lasts or load_relaxed(&lasting) > 0:
        adjust()


def share_fairly():
    """At start: find the interval, unless a user has chosen one.

    Two values that nobody else sets, one after the other, show where it is.
    """
    global interval
    cdef unsigned long* place
    before = sys.getswitchinterval()
    if round(before * 1e6) != USUAL_US:
        return
    sys.setswitchinterval((FIRST_TRACE_US + 0.5) / 1e6)
    place = trace(FIRST_TRACE_US, NULL)
    while place != NULL:
        sys.setswitchinterval((SECOND_TRACE_US + 0.5) / 1e6)
        if place[0] == SECOND_TRACE_US:
            break
        sys.setswitchinterval((FIRST_TRACE_US + 0.5) / 1e6)
        place = trace(FIRST_TRACE_US, place)
    sys.setswitchinterval(before)
    interval = place


cdef unsigned long* trace(unsigned long value, unsigned long* after) noexcept nogil:
    """Look for a value in the state of CPython's runtime, which has that of its main interpreter in it."""
    cdef unsigned long* place = <unsigned long*>dlsym(RTLD_DEFAULT, "_PyRuntime")
    cdef unsigned long* end
    cdef Dl_info info
    cdef Symbol* symbol = NULL
    if place == NULL or dladdr1(place, &info, <void**>&symbol, RTLD_DL_SYMENT) == 0 or symbol == NULL:
        return NULL
    end = place + symbol.st_size // sizeof(unsigned long)
    if after != NULL:
        place = after + 1
    while place < end and place[0] != value:
        place += 1
    return place if place < end else NULL
