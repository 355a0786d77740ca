"""Flow: what a stream has of its Line: a generator that runs ahead of its reader, within a window, and leaves its thread where that is full."""

cdef enum:
    GO = 0                # what take() tells, and then as Saying: the numbers of bridge/streams/outgoing.py
    MOST_BYTES = 1 << 20  # on their way, and not taken


cdef bint has_room(Flow* flow) noexcept nogil:
    """Line's lock. At least one item is always on its way, be it as large as it may."""
    return flow.made < flow.granted and (flow.bytes < MOST_BYTES or flow.made <= flow.taken + 1)


cdef bint has_something(Line* line) noexcept nogil:
    """Line's lock. Whether take() gives something."""
    return line.is_cut or line.flow.saying != NOTHING_SAID or has_room(line.flow)


cdef size_t size_of(Value* value) noexcept nogil:
    """Bytes, of what may be large."""
    cdef size_t size = value.length if value.kind == MEMORY or value.kind == WIRE or value.kind == LATIN1 else 0
    cdef size_t index
    if value.kind == UTF16:
        size = value.length * 2
    for index in range(value.child_count):
        size += size_of(&value.children[index])
    return size


cdef bint put_item(Line* line, Value* value) except -1:
    """The thread that performs it, GIL. Takes the value; false where it is to look at what JavaScript says."""
    cdef Flow* flow = line.flow
    cdef size_t size = size_of(value)
    cdef bint is_first, has_more
    pthread_mutex_lock(&line.lock)
    try:
        if line.is_cut or flow.is_deaf:
            drop_value(line.environment, value)
            return False
        make_place(&flow.items, &flow.room, flow.count + 1)
        flow.items[flow.count] = value[0]
        flow.count += 1
        flow.sizes[flow.made % (flow.window + 2)] = size
        flow.made += 1
        flow.bytes += size
        is_first = not line.is_scheduled
        has_more = has_room(flow) and flow.saying == NOTHING_SAID
    finally:
        pthread_mutex_unlock(&line.lock)
    if is_first:
        schedule_batch(line)
    return has_more


cdef void see_taken(Flow* flow, size_t taken) noexcept nogil:
    """Line's lock."""
    while flow.taken < taken:
        flow.bytes -= flow.sizes[flow.taken % (flow.window + 2)]
        flow.taken += 1


cdef void grant(Line* line, size_t count) noexcept nogil:
    """JavaScript's thread. It has room for so many more: the first time for a window, then for as many as the reader has taken."""
    cdef Flow* flow = line.flow
    pthread_mutex_lock(&line.lock)
    if flow.talks:
        see_taken(flow, flow.made)
        flow.granted = max(flow.granted, flow.made)  # one may have been under way when it was told to run ahead no more
    elif flow.granted > 1:
        see_taken(flow, min(flow.taken + count, flow.made))
    flow.granted += count
    pthread_mutex_unlock(&line.lock)


cdef void say(Line* line, Saying saying, Value* said, Thrown* thrown) noexcept nogil:
    """JavaScript's thread. Takes the value, or what it is to raise; NULL for none. Python runs ahead no more."""
    cdef Flow* flow = line.flow
    pthread_mutex_lock(&line.lock)
    drop_said(line)
    flow.saying = saying
    if said != NULL:
        flow.said = said[0]
    if thrown != NULL:
        flow.thrown = thrown[0]
    flow.talks = True
    if saying != SEND:
        flow.is_deaf = True
        drop_items(line)
    if saying == CLOSE:
        call_later_on(&flow.closed)
    see_taken(flow, flow.made)
    flow.granted = flow.made + 1
    pthread_mutex_unlock(&line.lock)


cdef void resume(Line* line) noexcept nogil:
    """JavaScript's thread. Have it go on that rests, if there is something for it to see."""
    cdef Flow* flow = line.flow
    cdef Job* job = <Job*>line.job
    cdef bint goes_on
    pthread_mutex_lock(&line.lock)
    goes_on = flow.phase == RESTING and has_something(line)
    if goes_on:
        flow.phase = ACTIVE
        if flow.is_async:
            call_later_on(&flow.ready)
        else:
            submit_again(job)
    pthread_mutex_unlock(&line.lock)
    if goes_on:
        hold_loop_of(line)


cdef void let_rest(Line* line) noexcept nogil:
    """JavaScript's thread. What rests keeps no event loop alive, once all that it has put in is delivered."""
    cdef bint rests
    pthread_mutex_lock(&line.lock)
    rests = line.flow.phase == RESTING and not line.is_scheduled
    pthread_mutex_unlock(&line.lock)
    if rests:
        let_loop_end(line)


cdef enum:
    FEWEST_NUMBERS = 8


cdef napi_status items_to_javascript(
    Environment* environment, Value* values, size_t count, napi_value* array, napi_value* refused
) noexcept nogil:
    """An array of them; of nothing but numbers, a Float64Array."""
    cdef napi_value buffer
    cdef double* numbers
    cdef size_t index
    cdef napi_status status
    for index in range(count):
        if values[index].kind != NUMBER or count < FEWEST_NUMBERS:
            return values_to_javascript(environment, values, count, array, refused)
    status = (napi_create_arraybuffer(environment.env, count * sizeof(double), <void**>&numbers, &buffer)
              or napi_create_typedarray(environment.env, FLOAT64_ARRAY, count, buffer, 0, array)
              or napi_get_undefined(environment.env, refused))
    if status == napi_ok:
        for index in range(count):
            numbers[index] = values[index].number
    return status


cdef size_t span_of(Line* line) noexcept nogil:
    """Once the reader has taken so many items, there is room for as many: half of what may be on its way."""
    cdef Flow* flow = line.flow
    cdef size_t most = flow.window
    pthread_mutex_lock(&line.lock)
    if flow.bytes >= MOST_BYTES // 2:
        most = min(most, flow.made - flow.taken)
    pthread_mutex_unlock(&line.lock)
    return max(most // 2, <size_t>1)


cdef void deliver_items(Line* line, Value* items, size_t count) noexcept nogil:
    """JavaScript's thread. js/streams/iterator.js gets them; and the Job's end, for what JavaScript refuses to make."""
    cdef Environment* environment = line.environment
    cdef napi_env env = environment.env
    cdef napi_value[4] arguments
    cdef napi_value push
    cdef napi_status status
    if line.functions == NULL or line.is_cut or count == 0:
        return
    status = (napi_create_double(env, <double>span_of(line), &arguments[1]) or line_to_javascript(line, &arguments[2])
              or items_to_javascript(environment, items, count, &arguments[0], &arguments[3])
              or napi_get_element(env, referenced(env, line.functions), <uint32_t>line.function_count, &push))
    if status == napi_ok:
        call_back(environment, line.context, push, 4, arguments)


cdef void deliver_flow(Line* line, Taken* taken) noexcept nogil:
    """JavaScript's thread. Items, and the calls that were posted in between, in their order."""
    cdef size_t given = 0
    cdef size_t index = 0
    cdef size_t values = 0
    cdef size_t end, before
    while index < taken.head_count:
        before = max(given, min(taken.heads[index].items, taken.item_count))
        end = index
        while end < taken.head_count and taken.heads[end].items == taken.heads[index].items:
            end += 1
        deliver_items(line, taken.items + given, before - given)
        deliver_posts(line, taken.heads + index, end - index, taken.values + values)
        values += count_values(taken.heads + index, end - index)
        given, index = before, end
    deliver_items(line, taken.items + given, taken.item_count - given)
    let_rest(line)


cdef bint open_flow(Line* line, size_t window) noexcept nogil:
    """False if out of memory."""
    line.flow = <Flow*>calloc(1, sizeof(Flow))
    if line.flow == NULL:
        return False
    line.flow.deliver = deliver_flow
    line.flow.window = window
    line.flow.sizes = <size_t*>calloc(window + 2, sizeof(size_t))
    return line.flow.sizes != NULL
