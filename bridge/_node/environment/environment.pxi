"""Environment: what belongs to one thread of JavaScript's, and to no other."""

cdef extern from "Python.h" nogil:
    unsigned long PyThread_get_thread_ident()

cdef enum:
    SCRATCH_BYTES = 65536
    FEWEST_BUCKETS = 64

cdef struct Twin:
    Twin* next                # in its bucket
    Environment* environment  # holds it open
    PyObject* object          # owned; given back in drop_twin()
    napi_ref reference        # weak: the wrap itself

cdef struct Twins:       # an environment's, by the addresses of their Python objects
    Twin** buckets
    size_t room          # a power of two
    size_t count

cdef struct Environment:
    Outbox outbox         # first, so that what is given the one has the other
    napi_env env          # NULL once the environment has closed
    unsigned long thread  # Python's name for JavaScript's thread
    PyObject* contract    # owned: what handles know of it; given back when the environment closes
    PyObject* classes     # owned: a dict of exported classes and references to their constructors
    Twins twins           # what stands for Python objects alone
    bint is_main          # JavaScript's main thread, no worker
    bint hears_log        # JavaScript has listeners for it
    bint lends_objects    # whether there have been JavaScript objects that stand for Python's
    napi_ref make_errors  # js/wire/errors.js, and
    napi_ref reject_with_frames
    napi_ref number_of    # js/values/identity.js
    napi_ref abort_error  # js/node/calls/stopping.js, and
    napi_ref answers_later
    napi_ref forget_signal
    napi_ref number_of_signal
    napi_ref take_aborted_reason
    napi_ref take_signal
    napi_ref timeout_error
    napi_ref names        # of properties that the host asks for: an array
    napi_ref pool_drained # js/node/calls/pool.js
    napi_ref log          # js/node/calls/log.js
    napi_ref trace        # js/node/calls/tracing.js
    napi_ref new_stream   # js/node/calls/lines.js, and
    napi_ref new_source
    napi_ref close_sources
    napi_ref run_posts
    napi_ref ask
    napi_ref take_named
    napi_ref serialize    # js/wire/v8.js, and
    napi_ref deserialize
    napi_ref serialize_if_lossy  # js/wire/walk.js
    napi_ref stands_for_python   # a function of that name, for it
    napi_ref check_memory # js/values/memory.js, and
    napi_ref keep_here    # js/node/host.js
    napi_ref with_place   # js/values/plain.js
    napi_ref give_shape   # js/values/shape.js, and
    napi_ref shape_of
    napi_ref buffer_class # Buffer, and
    napi_ref array_buffer_class  # ArrayBuffer
    napi_ref deliver_python  # a function of that name, and
    Job* delivered        # what it is to deliver
    napi_ref scratch_buffer
    void* scratch         # its memory: SCRATCH_BYTES for deserialize()
    PyObject* adopted     # owned: what the instance being made stands for, where Python made it
    napi_async_context promises  # where task functions' Promises are settled; what awaits one has a context of its own
    void* lines           # the first of its Lines
    void* pending         # owned: the Pending of its Jobs
    long holders          # who may still look at this; the last one frees it


cdef Environment* new_environment(napi_env env) except NULL:
    """JavaScript's thread. Held once, for the caller."""
    cdef Environment* environment = <Environment*>calloc(1, sizeof(Environment))
    if environment == NULL:
        raise MemoryError()
    environment.twins = Twins(<Twin**>calloc(FEWEST_BUCKETS, sizeof(Twin*)), FEWEST_BUCKETS, 0)
    try:
        if environment.twins.buckets == NULL:
            raise MemoryError()
        open_outbox(&environment.outbox, env)
    except BaseException:
        free(environment.twins.buckets)
        free(environment)
        raise
    environment.env = env
    environment.thread = PyThread_get_thread_ident()
    environment.holders = 1
    return environment


cdef inline bint is_here(Environment* environment) noexcept nogil:
    """Any thread."""
    return PyThread_get_thread_ident() == environment.thread


cdef Environment* hold_environment(Environment* environment) noexcept nogil:
    add_relaxed(&environment.holders, 1)
    return environment


cdef void drop_environment(Environment* environment) noexcept nogil:
    if subtract(&environment.holders) == 0:
        release_later(environment.classes)
        pthread_mutex_destroy(&environment.outbox.lock)
        free(environment.outbox.dropped)
        free(environment.twins.buckets)
        free(environment)


cdef bint finish_job(Job* job) noexcept nogil:
    """Any thread. Have a Job delivered; false if its environment has ended."""
    return put_job(&(<Environment*>job.owner).outbox, job)


cdef void close_environment(Environment* environment, napi_async_cleanup_hook_handle hook) noexcept nogil:
    """JavaScript's thread, as it goes."""
    close_outbox(&environment.outbox, hook)
    withdraw(environment)
    environment.env = NULL
