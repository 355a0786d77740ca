"""Line: what joins a Job, or a call, to JavaScript while it lasts: its functions, what they are to be called with, and what they are asked.

Python's threads put in, JavaScript's takes out, without the GIL. Whoever has a Line may look at it when the Job is over.
"""

cdef struct NodeJob  # see pending/job.pxi, and
cdef struct Use      # uses.pxi
cdef struct Line

cdef struct Batch:        # on its way to JavaScript's thread
    Job job
    Line* line            # held while it is there

cdef struct Head:         # of a call that was posted: its arguments are next among the values
    double which          # function
    double count          # of arguments
    size_t items          # of a stream, that were put before it, and wait too

cdef struct Question:     # one call that Python waits for, or listens to
    Job job               # on its way to JavaScript's thread
    long holders
    Line* line            # held
    Question* next        # of the Line's that are not answered
    Question* previous
    bint is_listed
    double which          # function
    Value* arguments
    size_t count
    long is_answered      # a flag to wait for
    bint is_over          # the Job ended before it was answered
    Value value           # the answer; or
    Thrown* thrown        # owned
    PyObject* done        # owned: called once it is answered

cdef enum Phase:
    UNBEGUN       # zero: nobody has asked for an item
    ACTIVE        # it is queued, or runs
    RESTING       # it waits until JavaScript has room, or says something else

cdef enum Saying:         # what JavaScript says beside that it has room
    NOTHING_SAID
    SEND
    THROW
    CLOSE

cdef struct Taken         # see posts.pxi

cdef struct Flow:
    void (*deliver)(Line*, Taken*) noexcept nogil  # JavaScript's thread: what was put in
    napi_ref on_abort     # JavaScript's thread: called in place of the Job's callback, where that comes first
    PyObject* generator   # owned: what bridge/streams has of it, from its beginning to its end; the thread that performs it, GIL
    size_t window
    Use* use              # of its pool
    bint is_async
    Phase phase           # Line's lock, as for what follows
    bint has_begun        # its Python has
    bint is_told          # that it is cancelled
    bint talks            # JavaScript asks for each item by itself
    bint is_deaf          # what it makes is dropped, until take() has told what JavaScript says
    Saying saying
    Value said
    Thrown thrown
    Value* items          # put, and not on their way yet
    size_t count
    size_t room
    size_t granted        # so many items JavaScript has had room for, all in all;
    size_t made           # have been put in;
    size_t taken          # and has the reader taken, or one more
    size_t bytes          # of those that are not taken
    size_t* sizes         # theirs: a ring
    PyObject* ready       # owned: called once take() gives something, on an event loop; and
    PyObject* closed      # once JavaScript closes it

cdef struct Line:
    long holders
    Environment* environment  # holds it open
    Line* next            # of the environment's that are not over: JavaScript's thread
    Line* previous
    bint is_listed
    NodeJob* job          # begins with a Job of the Pool's; JavaScript's thread: NULL once it is over, and of a call
    napi_async_context context  # the Job's own, while it is there
    bint holds_loop       # JavaScript's thread
    napi_ref functions    # JavaScript's thread: an array
    double function_count
    Value* names          # of those that came as keyword-only arguments: the last ones
    size_t name_count
    bint has_sources      # iterables are among them
    Batch batch
    pthread_mutex_t lock  # for what follows
    bint is_over          # nothing is called any more
    bint is_cut           # nor posted: it was cancelled
    bint is_scheduled     # the batch is on its way
    Value* values
    size_t count
    size_t room
    Head* heads
    size_t head_count
    size_t head_room
    bint is_awaited       # somebody waits for:
    long has_room         # a flag
    Question* questions
    Flow* flow            # owned; NULL


cdef Line* new_line(Environment* environment, NodeJob* job) noexcept nogil:
    """JavaScript's thread. Held once, for the caller; NULL if out of memory."""
    cdef Line* line = <Line*>calloc(1, sizeof(Line))
    if line != NULL:
        line.holders = 1
        line.environment = hold_environment(environment)
        line.job = job
        line.batch.line = line
        line.batch.job.owner = environment
        pthread_mutex_init(&line.lock, NULL)
        line.is_listed = True
        line.next, environment.lines = <Line*>environment.lines, line
        if line.next != NULL:
            line.next.previous = line
    return line


cdef Line* hold_line(Line* line) noexcept nogil:
    add_relaxed(&line.holders, 1)
    return line


cdef void drop_said(Line* line) noexcept nogil:
    """Line's lock, or nobody else's any more."""
    drop_value(line.environment, &line.flow.said)
    drop_thrown(line.environment, &line.flow.thrown)


cdef void drop_flow(Line* line) noexcept nogil:
    """Any thread."""
    cdef Flow* flow = line.flow
    if flow != NULL:
        drop_said(line)
        release_later(flow.generator)
        release_later(flow.ready)
        release_later(flow.closed)
        free(flow.items)
        free(flow.sizes)
        free(flow)


cdef void drop_items(Line* line) noexcept nogil:
    """Line's lock, or nobody else's any more."""
    cdef Flow* flow = line.flow
    cdef size_t index
    for index in range(flow.count):
        drop_value(line.environment, &flow.items[index])
    flow.count = 0


cdef void drop_waiting_values(Line* line) noexcept nogil:
    """Line's lock, or nobody else's any more."""
    cdef size_t index
    for index in range(line.count):
        drop_value(line.environment, &line.values[index])
    line.count = line.head_count = 0
    if line.flow != NULL:
        drop_items(line)


cdef void drop_line(Line* line) noexcept nogil:
    """Any thread."""
    cdef size_t index
    if line == NULL or subtract(&line.holders) != 0:
        return
    drop_waiting_values(line)
    for index in range(line.name_count):
        drop_value(line.environment, &line.names[index])
    free(line.names)
    free(line.values)
    free(line.heads)
    drop_flow(line)
    drop_environment(line.environment)
    pthread_mutex_destroy(&line.lock)
    free(line)


cdef void cut_line(Line* line) noexcept nogil:
    """JavaScript's thread. Have nothing that Python puts in reach JavaScript any more: it has its answer."""
    if line != NULL:
        pthread_mutex_lock(&line.lock)
        line.is_cut = True
        drop_waiting_values(line)
        pthread_mutex_unlock(&line.lock)


cdef void unlist_line(Line* line) noexcept nogil:
    """JavaScript's thread."""
    if not line.is_listed:
        return
    line.is_listed = False
    if line.previous == NULL:
        line.environment.lines = line.next
    else:
        line.previous.next = line.next
    if line.next != NULL:
        line.next.previous = line.previous


cdef void hold_loop_of(Line* line) noexcept nogil:
    """JavaScript's thread. Keep the event loop alive until it rests, or is over."""
    if not line.holds_loop:
        line.holds_loop = True
        hold_loop(&line.environment.outbox)


cdef void let_loop_end(Line* line) noexcept nogil:
    """JavaScript's thread."""
    if line.holds_loop:
        line.holds_loop = False
        drop_loop(&line.environment.outbox)


cdef void leave_line(Line* line) noexcept nogil:
    """JavaScript's thread, as its Job is over, or its call: let go of the functions, and end those iterables that go on."""
    cdef Environment* environment = line.environment
    cdef napi_value functions
    unlist_line(line)
    let_loop_end(line)
    if line.flow != NULL and line.flow.on_abort != NULL:
        napi_delete_reference(environment.env, line.flow.on_abort)  # fails for none: it is deleted once
        line.flow.on_abort = NULL
    if line.functions == NULL:
        return
    functions = referenced(environment.env, line.functions)
    napi_delete_reference(environment.env, line.functions)  # fails for none: it is deleted once
    line.functions = NULL
    if line.has_sources:
        call_back(environment, NULL, referenced(environment.env, environment.close_sources), 1, &functions)


cdef void call_and_release(void* callback) noexcept with gil:
    """Background thread."""
    try:
        (<object>callback)()
    except BaseException:
        PyErr_WriteUnraisable(<object>callback)
    Py_DECREF(<object>callback)  # was taken where it was put


cdef void call_later_on(PyObject** callback) noexcept nogil:
    """Line's lock. Have the Pool call what there is to call, once."""
    if callback[0] != NULL:
        let_go_later(call_and_release, callback[0])
        callback[0] = NULL


cdef void settle_question(Question* question) noexcept nogil:
    """Line's lock. It is answered: tell who waits."""
    cdef Line* line = question.line
    question.is_listed = False
    if question.previous == NULL:
        line.questions = question.next
    else:
        question.previous.next = question.next
    if question.next != NULL:
        question.next.previous = question.previous
    raise_flag(&question.is_answered)
    call_later_on(&question.done)


cdef void break_line(Line* line) noexcept nogil:
    """Have who waits for an answer get none, and who calls be refused."""
    cdef Question* question
    pthread_mutex_lock(&line.lock)
    line.is_over = line.is_cut = True
    line.job = NULL
    while line.questions != NULL:
        question = line.questions
        question.is_over = True
        settle_question(question)
    drop_waiting_values(line)
    pthread_mutex_unlock(&line.lock)
    raise_flag(&line.has_room)


cdef void end_line(Line* line) noexcept nogil:
    """As its Job is over, or its call: JavaScript's thread, or any if that has ended."""
    if line != NULL:
        break_line(line)
        drop_line(line)


cdef void break_lines(Environment* environment) noexcept nogil:
    """JavaScript's thread, as it goes: nobody answers from now on."""
    cdef Line* line = <Line*>environment.lines
    environment.lines = NULL
    while line != NULL:
        line.is_listed = False
        break_line(line)
        line = line.next
