"""The Pool's face: what a host has of it. Any thread may call it, with the GIL or without, unless a function says more."""
from cpython.ref cimport PyObject
from posix.time cimport timespec


cdef extern from "pool.h" nogil:
    ctypedef struct pthread_mutex_t:
        pass
    ctypedef struct pthread_cond_t:
        pass
    int pthread_mutex_init(pthread_mutex_t*, const void*)
    int pthread_mutex_lock(pthread_mutex_t*)
    int pthread_mutex_unlock(pthread_mutex_t*)
    int pthread_mutex_destroy(pthread_mutex_t*)
    int pthread_cond_init(pthread_cond_t*, const void*)
    int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t*)
    int pthread_cond_timedwait(pthread_cond_t*, pthread_mutex_t*, const timespec*)
    int pthread_cond_signal(pthread_cond_t*)
    int pthread_cond_broadcast(pthread_cond_t*)
    bint start_thread(void* (*)(void*) noexcept nogil, void*)
    long load_relaxed(long*)
    void* load_pointer(void*)
    void add_relaxed(long*, long)
    void replace(unsigned long*, unsigned long, unsigned long)
    long subtract(long*)


cdef struct Job:            # what has its own is a struct that begins with one
    Job* next               # of whichever list it is on
    const JobKind* kind
    void* owner             # whose it is: withdraw() takes them all back
    bint failed

cdef struct JobKind:
    bint (*perform)(Job*) except -1             # background thread, GIL; false if it goes on elsewhere
    int (*succeed)(Job*, object) except -1      # any thread, GIL: keeps a result
    void (*fail)(Job*, object) noexcept         # any thread, GIL: keeps an exception; the Job has failed
    bint (*finish)(Job*) noexcept nogil         # any thread: sees that it is delivered; false if it cannot be
    void (*deliver)(Job*) noexcept nogil        # JavaScript's thread, by the host
    void (*drop)(Job*) noexcept nogil           # any thread: it is not delivered

cdef void begin_job(Job* job, const JobKind* kind, void* owner) noexcept nogil
cdef void end_job(Job* job) noexcept nogil
cdef long live_jobs() noexcept nogil

cdef const char* NO_THREAD
cdef bint submit(Job* job) noexcept nogil
cdef void withdraw(void* owner) noexcept nogil
cdef void release_later(PyObject* object) noexcept nogil
cdef void let_go_later(void (*release)(void*) noexcept nogil, void* what) noexcept nogil
cdef void stop() noexcept nogil

cdef bint start_elsewhere(Job* job, start, function, list arguments, str dropped) except -1
cdef void fail_job(Job* job, object error) noexcept

cdef class Completion:
    cdef Job* job
    cdef str dropped
    cdef bint is_elsewhere
    cdef Job* take(self) except NULL

cdef Completion new_completion(Job* job, str dropped)

cdef void come_in() noexcept nogil
cdef void go_out() noexcept nogil
cdef long entries() noexcept nogil
cdef bint is_javascript_inside() noexcept nogil
