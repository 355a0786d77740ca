"""Posts: what Python calls of JavaScript's without waiting: in order, in batches, and so many on their way at most."""

cdef enum:
    MOST_POSTS = 1000     # on their way, of one Job


cdef struct Taken:  # what waited, and is JavaScript's thread's now
    Value* values
    size_t count
    Head* heads
    size_t head_count
    Value* items
    size_t item_count


cdef void drop_values(Environment* environment, Value* values, size_t count) noexcept nogil:
    cdef size_t index
    for index in range(count):
        drop_value(environment, &values[index])


cdef void drop_line_of_javascript(napi_env env, void* line, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript, no GIL."""
    drop_line(<Line*>line)


cdef napi_status line_to_javascript(Line* line, napi_value* result) noexcept nogil:
    """What JavaScript knows it by: it is held for as long as that is."""
    cdef napi_status status = napi_create_external(line.environment.env, line, drop_line_of_javascript, NULL, result)
    if status == napi_ok:
        hold_line(line)
    return status


cdef napi_status values_to_javascript(
    Environment* environment, Value* values, size_t count, napi_value* array, napi_value* refused
) noexcept nogil:
    """An array of them, up to what JavaScript refuses to make; and why it does, else undefined."""
    cdef napi_env env = environment.env
    cdef napi_value made
    cdef size_t index
    cdef bint failed = False
    cdef napi_status status = napi_create_array_with_length(env, count, array) or napi_get_undefined(env, refused)
    for index in range(count):
        if status == napi_ok and not failed:
            status = (napi_ok if make_or_refuse(environment, &values[index], &failed, &made) else napi_pending_exception)
            if failed:
                refused[0] = made
            else:
                status = status or napi_set_element(env, array[0], index, made)
    return status


cdef Taken take_batch(Line* line) noexcept nogil:
    """JavaScript's thread."""
    cdef Taken taken
    cdef bint is_awaited
    pthread_mutex_lock(&line.lock)
    taken = Taken(line.values, line.count, line.heads, line.head_count, NULL, 0)
    line.values, line.count, line.room = NULL, 0, 0
    if line.flow != NULL:
        taken.items, taken.item_count = line.flow.items, line.flow.count
        line.flow.items, line.flow.count, line.flow.room = NULL, 0, 0
    line.heads, line.head_count, line.head_room = NULL, 0, 0
    line.is_scheduled = False
    is_awaited, line.is_awaited = line.is_awaited, False
    pthread_mutex_unlock(&line.lock)
    if is_awaited:
        raise_flag(&line.has_room)
    return taken


cdef void drop_taken(Environment* environment, Taken* taken) noexcept nogil:
    drop_values(environment, taken.values, taken.count)
    drop_values(environment, taken.items, taken.item_count)
    free(taken.values)
    free(taken.heads)
    free(taken.items)


cdef size_t count_values(Head* heads, size_t head_count) noexcept nogil:
    cdef size_t count = 0
    cdef size_t index
    for index in range(head_count):
        count += <size_t>heads[index].count
    return count


cdef void deliver_posts(Line* line, Head* heads, size_t head_count, Value* values) noexcept nogil:
    """js/streams/callbacks.js calls one after the other, and tells of what one throws, or of what cannot be passed."""
    cdef Environment* environment = line.environment
    cdef napi_env env = environment.env
    cdef napi_value[5] arguments
    cdef napi_value number
    cdef size_t index
    cdef napi_status status
    if line.functions == NULL or line.is_cut or head_count == 0:
        return
    arguments[0] = referenced(env, line.functions)
    status = (napi_create_array_with_length(env, head_count * 2, &arguments[1])
              or line_to_javascript(line, &arguments[3])
              or values_to_javascript(
                  environment, values, count_values(heads, head_count), &arguments[2], &arguments[4]))
    for index in range(head_count):
        status = (status or napi_create_double(env, heads[index].which, &number)
                  or napi_set_element(env, arguments[1], 2 * index, number)
                  or napi_create_double(env, heads[index].count, &number)
                  or napi_set_element(env, arguments[1], 2 * index + 1, number))
    if status == napi_ok:
        call_back(environment, line.context, referenced(env, environment.run_posts), 5, arguments)


cdef void deliver_batch(Job* base) noexcept nogil:
    """JavaScript's thread."""
    cdef Line* line = (<Batch*>base).line
    cdef Taken taken = take_batch(line)
    line.environment.outbox.batch_ns = now_ns()
    if line.flow != NULL:
        line.flow.deliver(line, &taken)
    else:
        deliver_posts(line, taken.heads, taken.head_count, taken.values)
    drop_taken(line.environment, &taken)
    drop_line(line)


cdef void drop_batch(Job* base) noexcept nogil:
    """Any thread: JavaScript's has ended."""
    drop_line((<Batch*>base).line)


cdef JobKind BATCH = JobKind(NULL, NULL, NULL, NULL, deliver_batch, drop_batch, NULL, NULL)


cdef void schedule_batch(Line* line) noexcept nogil:
    """Any thread. Have JavaScript's thread take what waits, if it is not about to."""
    cdef bint is_first
    pthread_mutex_lock(&line.lock)
    is_first = not line.is_scheduled and not line.is_over
    line.is_scheduled = line.is_scheduled or is_first
    pthread_mutex_unlock(&line.lock)
    if is_first:
        hold_line(line)
        line.batch.job.kind = &BATCH
        put_job(&line.environment.outbox, &line.batch.job)


cdef int make_place(Value** values, size_t* room, size_t count) except -1:
    """Line's lock. For so many values in all."""
    cdef Value* longer
    cdef size_t wider = room[0]
    if count <= wider:
        return 0
    while wider < count:
        wider = wider * 2 + 8
    longer = <Value*>realloc(values[0], wider * sizeof(Value))
    if longer == NULL:
        raise MemoryError()
    values[0], room[0] = longer, wider
    return 0


cdef int append_post(Line* line, double which, Value* values, size_t count) except -1:
    """Line's lock."""
    make_place(&line.values, &line.room, line.count + count)
    if line.head_count == line.head_room:
        longer = <Head*>realloc(line.heads, (line.head_room * 2 + 8) * sizeof(Head))
        if longer == NULL:
            raise MemoryError()
        line.heads = longer
        line.head_room = line.head_room * 2 + 8
    line.heads[line.head_count] = Head(which, <double>count, 0 if line.flow == NULL else line.flow.count)
    line.head_count += 1
    memcpy(line.values + line.count, values, count * sizeof(Value))
    line.count += count
    return 0


cdef void drop_post(Line* line, double which) noexcept nogil:
    """Line's lock. Have a function not be called as it would be, if it waits to be called."""
    cdef size_t at = 0
    cdef size_t index = 0
    cdef size_t count
    while index < line.head_count and line.heads[index].which != which:
        at += <size_t>line.heads[index].count
        index += 1
    if index == line.head_count:
        return
    count = <size_t>line.heads[index].count
    drop_values(line.environment, line.values + at, count)
    line.count -= count
    line.head_count -= 1
    memmove(line.values + at, line.values + at + count, (line.count - at) * sizeof(Value))
    memmove(line.heads + index, line.heads + index + 1, (line.head_count - index) * sizeof(Head))


cdef int post(Line* line, double which, Value* values, size_t count, bint only_newest) except -1:
    """Any thread, GIL. Takes the values. Waits for room, but on JavaScript's thread.

    Raises: RuntimeError once it is over; MemoryError; what wait_for() does.
    """
    cdef bint is_put
    while True:
        with nogil:
            pthread_mutex_lock(&line.lock)
        try:
            if line.is_over:
                raise RuntimeError(OVER)
            if line.is_cut:
                drop_values(line.environment, values, count)
                return 0
            if only_newest:
                drop_post(line, which)
            is_put = line.head_count < MOST_POSTS or is_here(line.environment)
            if is_put:
                append_post(line, which, values, count)
            else:
                line.is_awaited = True
                line.has_room = 0
        finally:
            pthread_mutex_unlock(&line.lock)
        if is_put:
            schedule_batch(line)
            return 0
        wait_for(&line.has_room)
