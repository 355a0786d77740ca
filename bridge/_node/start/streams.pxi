"""Standard input, output and error, where what Node does to them is not for Python, or for programs that it starts."""

cdef extern from "<sys/ioctl.h>" nogil:
    unsigned long FIONCLEX
    int ioctl(int, unsigned long, ...)

cdef extern from "<stdio.h>" nogil:
    ctypedef struct FILE:
        pass
    FILE* stdin
    int setvbuf(FILE*, char*, int, size_t)
    int _IONBF

cdef extern from "<poll.h>" nogil:
    struct pollfd:
        int fd
        short events
    short POLLIN
    int poll(pollfd*, unsigned long, int)

cdef extern from "Python.h":
    int (*PyOS_InputHook)() noexcept nogil


cdef napi_value share_streams(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by JavaScript, no GIL: `shareStreams()` has all three inherited."""
    cdef int stream
    for stream in range(3):
        ioctl(stream, FIONCLEX)  # fails for one that is closed
    return NULL


cdef void open_prompt() noexcept nogil:
    """Python's thread. On a terminal, `input()` reads by C's `stdin`, which waits for nothing once Node has opened it."""
    global PyOS_InputHook
    setvbuf(stdin, NULL, _IONBF, 0)  # whatever there is to read can be waited for
    PyOS_InputHook = wait_for_input


cdef int wait_for_input() noexcept nogil:
    """Any thread, no GIL. Called before each read."""
    cdef pollfd[1] streams
    streams[0].fd = 0
    streams[0].events = POLLIN
    while poll(streams, 1, -1) < 0:
        pass  # a signal
    return 0
