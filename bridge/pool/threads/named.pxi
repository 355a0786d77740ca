"""Named: pools beside the main one, as Python makes them."""


cdef class Pool:
    """Threads of their own for some functions, so that what blocks holds up no other: `@task(pool=io)`.

    >>> io = bridge.Pool(name="io", threads=32)

    A pool lives as long as the process: another of the same name is the same, with the newer numbers. Its threads start
    when they are first needed. Over `max_queue` calls that wait, a call fails at once; None for any number.

    Raises:
        TypeError: the name is no string, or a number is none.
        ValueError: the name is empty, or a number out of its range.
    """

    def __init__(self, *, name, threads, max_queue=None):
        if not isinstance(name, str):
            raise TypeError(f"Pool: name: expected a str, got {type(name).__qualname__}")
        if not name or "\0" in name:
            raise ValueError(f"Pool: name: expected some characters, got {name!r}")
        check_number("threads", threads, 1, MOST_THREADS)
        if max_queue is not None:
            check_number("max_queue", max_queue, 0, 2**53)
        self.state = new_pool(name.encode("utf-8", "surrogatepass"), threads)
        configure_pool(self.state, threads, -1 if max_queue is None else max_queue)

    @property
    def name(self):
        """What JavaScript knows it by."""
        return "" if self.state == NULL else self.state.name.decode("utf-8", "surrogatepass")

    def __repr__(self):
        return f"Pool(name={self.name!r})"


cdef int check_number(str name, value, long least, long most) except -1:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"Pool: {name}: expected an int, got {type(value).__qualname__}")
    if not least <= value <= most:
        raise ValueError(f"Pool: {name}: expected a number from {least} to {most}, got {value}")
    return 0


def read(Pool pool):
    """Tell what the statistics are: one number for each Statistic, times in ms; of the main pool for None. Any thread."""
    cdef double[STATISTICS] numbers
    read_statistics(main_pool if pool is None else pool.state, numbers)
    return [numbers[index] for index in range(STATISTICS)]


def takes_calls(Pool pool):
    """Tell whether nothing waits in a pool's queue, and it takes a call; the main one's for None. Any thread."""
    cdef ThreadPool* state = main_pool if pool is None else pool.state
    pthread_mutex_lock(&pool_lock)
    cdef bint takes = state.queued == 0 and not is_full(state)
    pthread_mutex_unlock(&pool_lock)
    return takes


def find(str name not None):
    """Give the pool of a name, or None."""
    cdef Pool pool = Pool.__new__(Pool)
    pool.state = find_pool(name.encode("utf-8", "surrogatepass"))
    return None if pool.state == NULL else pool


def configure(Pool pool, int threads, long most_queued):
    """Have a pool, the main one for None, have so many threads and so many Jobs that may wait, less than 0 for any."""
    configure_pool(main_pool if pool is None else pool.state, threads, most_queued)
