"""Streaming: a generator's Python, leg after leg: each is a stay on a thread of the Pool's. An asynchronous one has a single leg."""

cdef object outgoing = None  # bridge.streams.outgoing, from the first stream on: a start need not wait for it


cdef object cancelled_for(NodeJob* job):
    """The thread that performs it, GIL. Where its environment has ended, there is no reason."""
    return pool.cancelled_here(None if job == NULL else give_reason(<Job*>job))


cdef class Streaming(LentLine):
    """A Line, as bridge/streams has it that iterates the generator. The thread that performs it, or the event loop's."""
    cdef Line* line

    def __dealloc__(self):
        drop_line(self.line)

    cpdef bint put(self, item) except -1:
        """Have JavaScript get an item; false where take() has more to tell than to go on.

        Raises: TypeError for what cannot be copied.
        """
        cdef Value value = NOTHING
        try:
            from_python(self.line.environment, item, &value)
            return put_item(self.line, &value)
        except BaseException:
            drop_value(self.line.environment, &value)
            raise

    cpdef object take(self):
        """Tell what is to be done next; None where it rests, and is not to be touched until it is called again."""
        cdef Line* line = self.line
        cdef Flow* flow = line.flow
        cdef int saying = GO
        cdef bint is_cut, goes_on, rests = False
        cdef Value said = NOTHING
        cdef Thrown thrown
        pthread_mutex_lock(&line.lock)
        is_cut = line.is_cut
        goes_on = has_something(line)
        if is_cut:
            saying = CLOSE if flow.is_told else THROW
            flow.is_told = True
        elif goes_on:
            saying, said, thrown = flow.saying, flow.said, flow.thrown
            flow.saying, flow.said, flow.thrown = NOTHING_SAID, NOTHING, NOTHING_THROWN
            flow.is_deaf = False
        elif line.flow.is_async:
            pass  # it rests once it waits, in when_ready()
        elif rest(<Job*>line.job):
            flow.phase = RESTING
            rests = True
        pthread_mutex_unlock(&line.lock)
        if rests:
            schedule_batch(line)  # for let_rest()
        if not goes_on:
            return None
        if is_cut:
            return saying, cancelled_for(line.job) if saying == THROW else None
        try:
            if saying == THROW:
                return saying, thrown_to_python(line.environment, &thrown)
            return saying, held_to_python(line.environment, &said) if saying == SEND else None
        finally:
            drop_value(line.environment, &said)
            if saying == THROW:
                drop_thrown(line.environment, &thrown)

    cpdef object when_ready(self, callback):
        """Have a function called, on any thread, once take() gives something; at once if it does."""
        cdef Line* line = self.line
        cdef bint rests
        pthread_mutex_lock(&line.lock)
        rests = not has_something(line)
        if rests:
            Py_INCREF(callback)  # given back once it has been called, or in drop_flow()
            release_later(line.flow.ready)
            line.flow.ready = <PyObject*>callback
            line.flow.phase = RESTING
        pthread_mutex_unlock(&line.lock)
        if rests:
            schedule_batch(line)  # for let_rest()
        else:
            callback()

    cpdef object when_closed(self, callback):
        """Have a function called, on any thread, once JavaScript closes it; at once if it has."""
        cdef Line* line = self.line
        cdef bint is_closed
        pthread_mutex_lock(&line.lock)
        is_closed = line.flow.saying == CLOSE
        if not is_closed:
            Py_INCREF(callback)  # given back once it has been called, or in drop_flow()
            line.flow.closed = <PyObject*>callback
        pthread_mutex_unlock(&line.lock)
        if is_closed:
            callback()


cdef bint perform_stream(Job* base) except -1:
    """Background thread: one leg. False where it rests: another thread may be at its next one by then, or have ended it."""
    cdef NodeJob* job = <NodeJob*>base
    cdef Streaming streaming = begin_streaming(job)
    cdef Flow* flow = streaming.line.flow
    if flow.generator == NULL:
        generator = outgoing.Outgoing((<Exported>job.export).call(take_arguments(job)))
        Py_INCREF(generator)  # given back in release_generator(), or drop_flow()
        flow.generator = <PyObject*>generator
    generator = <object>flow.generator
    try:
        if not generator.leg(streaming):
            return False
    except BaseException:
        base.is_cancelled = streaming.line.is_cut
        release_generator(flow)
        raise
    base.is_cancelled = streaming.line.is_cut
    release_generator(flow)
    keep_returned(base, generator.value)
    return True


cdef void release_generator(Flow* flow) noexcept:
    """The thread that performs it, GIL. It has ended."""
    Py_DECREF(<object>flow.generator)  # taken in perform_stream()
    flow.generator = NULL


cdef str DROPPED_STREAM = "the asynchronous generator was dropped before it had ended"


cdef bint perform_async_stream(Job* base) except -1:
    """Background thread. It goes on on the event loop."""
    cdef NodeJob* job = <NodeJob*>base
    cdef Streaming streaming = begin_streaming(job)
    from bridge.executors import loop  # asyncio takes its time to import
    call, drive = (<object>job.export).call, outgoing.drive
    return start_elsewhere(
        base, loop.start, lambda arguments: drive(call(arguments), streaming), take_arguments(job), DROPPED_STREAM)


cdef Streaming begin_streaming(NodeJob* job):
    global outgoing
    cdef Streaming streaming = Streaming.__new__(Streaming)
    if outgoing is None:
        from bridge.streams import outgoing
    streaming.line = hold_line(job.line)
    pthread_mutex_lock(&job.line.lock)
    job.line.flow.has_begun = True
    pthread_mutex_unlock(&job.line.lock)
    return streaming
