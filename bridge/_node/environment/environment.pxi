"""Environment: a JavaScript thread's own, and the one wake-up of that thread that delivers all its finished Jobs."""

cdef extern from "Python.h" nogil:
    unsigned long PyThread_get_thread_ident()

cdef enum:
    SCRATCH_BYTES = 65536
    FEWEST_BUCKETS = 64

cdef struct Twin:
    Twin* next           # in its bucket
    Environment* environment           # holds it open
    PyObject* object     # owned; given back in drop_twin()
    napi_ref reference   # weak: the wrap itself

cdef struct Twins:       # an environment's, by the addresses of their Python objects
    Twin** buckets
    size_t room          # a power of two
    size_t count

cdef struct Environment:
    napi_env env          # NULL once the environment has closed
    uv_async_t* wake
    unsigned long thread  # Python's name for JavaScript's thread
    PyObject* contract    # owned: what handles know of it; given back when the environment closes
    PyObject* classes     # owned: a dict of exported classes and references to their constructors
    Twins twins           # what stands for Python objects alone
    bint is_main          # JavaScript's main thread, no worker
    bint lends_objects    # whether there have been JavaScript objects that stand for Python's
    napi_ref make_errors  # js/wire/errors.js, and
    napi_ref reject_with_frames
    napi_ref number_of    # js/values/numbers.js
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
    long pending          # why the event loop stays alive: Jobs not delivered, Channels; JavaScript's thread only
    long holders          # who may still look at this; the last one frees it
    pthread_mutex_t lock  # for what follows
    bint closed
    Job* first
    Job* last
    napi_ref* dropped     # references whose Python owner is gone, to be deleted on JavaScript's thread
    size_t dropped_count
    size_t dropped_room


cdef Environment* new_environment(napi_env env) except NULL:
    """JavaScript's thread. Held once, for the caller."""
    cdef uv_loop_t* loop = NULL
    if not HAS_LIBUV or napi_get_uv_event_loop(env, &loop) != napi_ok:
        raise RuntimeError("this JavaScript engine has no libuv event loop: expected Node 18.4 or later")
    cdef Environment* environment = <Environment*>calloc(1, sizeof(Environment))
    if environment == NULL:
        raise MemoryError()
    environment.twins = Twins(<Twin**>calloc(FEWEST_BUCKETS, sizeof(Twin*)), FEWEST_BUCKETS, 0)
    environment.wake = <uv_async_t*>malloc(uv_handle_size(UV_ASYNC))
    if environment.twins.buckets == NULL or environment.wake == NULL or (
            uv_async_init(loop, environment.wake, on_wake) != 0):
        free(environment.twins.buckets)
        free(environment.wake)
        free(environment)
        raise MemoryError()
    environment.env = env
    environment.thread = PyThread_get_thread_ident()
    environment.holders = 1
    pthread_mutex_init(&environment.lock, NULL)
    uv_handle_set_data(environment.wake, environment)
    uv_unref(environment.wake)
    return environment


cdef bint is_here(Environment* environment) noexcept nogil:
    """Any thread."""
    return PyThread_get_thread_ident() == environment.thread


cdef Environment* hold_environment(Environment* environment) noexcept nogil:
    add_relaxed(&environment.holders, 1)
    return environment


cdef void drop_environment(Environment* environment) noexcept nogil:
    if subtract(&environment.holders) == 0:
        release_later(environment.classes)
        pthread_mutex_destroy(&environment.lock)
        free(environment.dropped)
        free(environment.twins.buckets)
        free(environment)


cdef void hold_loop(Environment* environment) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until drop_loop() has been called as often."""
    if environment.pending == 0:
        uv_ref(environment.wake)
    environment.pending += 1


cdef void drop_loop(Environment* environment) noexcept nogil:
    """JavaScript's thread."""
    environment.pending -= 1
    if environment.pending == 0:
        uv_unref(environment.wake)


cdef void close_environment(Environment* environment, napi_async_cleanup_hook_handle hook) noexcept nogil:
    """JavaScript's thread, as its environment goes. Jobs that finish later are dropped."""
    cdef Job* job
    cdef Job* next
    pthread_mutex_lock(&environment.lock)
    environment.closed = True
    job = environment.first
    environment.first = environment.last = NULL
    pthread_mutex_unlock(&environment.lock)
    withdraw(environment)
    while job != NULL:
        next = job.next
        job.kind.drop(job)
        job = next
    environment.env = NULL
    uv_handle_set_data(environment.wake, hook)
    uv_close(environment.wake, on_closed)


cdef void on_closed(uv_async_t* wake) noexcept nogil:
    napi_remove_async_cleanup_hook(<napi_async_cleanup_hook_handle>uv_handle_get_data(wake))
    free(wake)
