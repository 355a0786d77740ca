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
    int pthread_cond_destroy(pthread_cond_t*)
    int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t*)
    int pthread_cond_timedwait(pthread_cond_t*, pthread_mutex_t*, const timespec*)
    int pthread_cond_signal(pthread_cond_t*)
    int pthread_cond_broadcast(pthread_cond_t*)
    bint start_thread(void* (*)(void*) noexcept nogil, void*)
    long load_relaxed(long*)
    void* load_pointer(void*)
    void add_relaxed(long*, long)
    void replace(unsigned long*, unsigned long, unsigned long)
    bint exchange(int*, int, int)
    long subtract(long*)
    unsigned long ticks()


cdef enum CancelMode:  # how a Job that runs is told to stop
    RAISE      # by Cancelled, raised in its thread
    ASK        # not at all: it looks, by check_cancelled() or cancelled()
    ELSEWHERE  # by its Completion: its Python does not run on the Pool's thread

cdef enum Submitted:
    QUEUED
    QUEUE_FULL   # and
    NO_THREAD    # it is the caller's still

cdef struct ThreadPool  # one queue and its threads; never freed

cdef struct Worker      # one of its threads; never freed

cdef struct Stopping:       # pool lock
    bint is_listed
    long asked_ns           # when it was told to
    long next_ns            # when it is told again, if it does not heed that
    bint is_told
    int shields             # GIL: blocks of shield() that it is in

cdef struct Fate            # what outlives a Job: whether it was cancelled

cdef struct Job:            # what has its own is a struct that begins with one
    Job* next               # of whichever list it is on
    Job* previous
    const JobKind* kind
    void* owner             # whose it is: withdraw() takes them all back
    ThreadPool* pool        # the main one, unless the host says otherwise before submit(); and so with the next two
    int priority            # higher ones first
    CancelMode mode
    bint failed
    bint has_rested         # its Python has begun, and is to come to its end
    int state               # see jobs/state.pxi
    bint is_cancelled       # once its Python is over: it was told to stop, and has nobody to answer to
    unsigned long since     # ticks() when it began to wait, or to run
    void* level             # of the queue that it waits in
    Worker* worker          # whose thread performs it
    Stopping stopping
    PyObject* completion    # borrowed, GIL: of a Job that goes on elsewhere
    Fate* fate              # NULL until somebody asks for it

cdef struct JobKind:
    bint (*perform)(Job*) except -1             # background thread, GIL; false if it goes on elsewhere
    int (*succeed)(Job*, object) except -1      # any thread, GIL: keeps a result
    void (*fail)(Job*, object) noexcept         # any thread, GIL: keeps an exception; the Job has failed
    bint (*finish)(Job*) noexcept nogil         # any thread: sees that it is delivered; false if it cannot be
    void (*deliver)(Job*) noexcept nogil        # JavaScript's thread, by the host
    void (*drop)(Job*) noexcept nogil           # any thread: it is not delivered
    object (*reason)(Job*)                      # any thread, GIL: why it was cancelled
    object (*tell)(Job*)                        # any thread, GIL: its name, and the time.monotonic() it has, or None

cdef void begin_job(Job* job, const JobKind* kind, void* owner) noexcept nogil
cdef void end_job(Job* job) noexcept nogil
cdef long live_jobs() noexcept nogil

cdef Submitted submit(Job* job) noexcept nogil
cdef void submit_again(Job* job) noexcept nogil
cdef const char* refusal_text(Submitted submitted) noexcept nogil
cdef const char* refusal_code(Submitted submitted) noexcept nogil
cdef bint cancel(Job* job) noexcept nogil
cdef bint take_back(Job* job) noexcept nogil
cdef void tell_running(Job* job) noexcept nogil
cdef bint rest(Job* job) noexcept nogil
cdef int wait_for(long* flag) except -1
cdef void raise_flag(long* flag) noexcept nogil
cdef void withdraw(void* owner) noexcept nogil
cdef void release_later(PyObject* object) noexcept nogil
cdef void let_go_later(void (*release)(void*) noexcept nogil, void* what) noexcept nogil
cdef void stop() noexcept nogil

cdef bint start_elsewhere(Job* job, start, function, list arguments, str dropped) except -1
cdef void fail_job(Job* job, object error) noexcept

cdef enum:  # their places in what read_statistics() fills; times are in ms
    THREADS
    WAITING
    RUNNING_NOW
    DONE
    FAILED
    CANCELLED
    ABANDONED
    WAIT_MEAN         # the next four are p50, p90, p99 and the longest
    RUN_MEAN = WAIT_MEAN + 5
    STATISTICS = RUN_MEAN + 5

cdef struct Waiting:  # for a queue to be empty, and not full: it may be both; the caller's memory
    Waiting* next
    void (*tell)(Waiting*) noexcept nogil  # any thread, pool lock: once

cdef ThreadPool* main_pool
cdef ThreadPool* find_pool(const char* name) noexcept nogil

cdef enum:            # of Jobs that may wait
    ANY_NUMBER = -1
    AS_IT_IS = -2     # or of threads

cdef void configure_pool(ThreadPool* pool, int threads, long most_queued) noexcept nogil
cdef void read_statistics(ThreadPool* pool, double* into) noexcept nogil
cdef void tell_when_empty(ThreadPool* pool, Waiting* waiting) noexcept nogil
cdef bint forget_waiting(ThreadPool* pool, Waiting* waiting) noexcept nogil

cdef class Pool:
    cdef ThreadPool* state

cdef class Completion:
    cdef Job* job
    cdef object _canceller
    cdef str dropped
    cdef bint is_elsewhere
    cdef Job* take(self) except NULL
    cdef void finish(self, Job* job) noexcept

cdef Completion new_completion(Job* job, str dropped)

cdef long now_ns() noexcept nogil

cdef void come_in() noexcept nogil
cdef void go_out() noexcept nogil
cdef long entries() noexcept nogil
cdef bint is_javascript_inside() noexcept nogil
