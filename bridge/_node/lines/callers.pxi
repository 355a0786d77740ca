"""Caller: a JavaScript function that came as an argument, as bridge/streams calls it. Asked: what it was asked, and its answer."""

cdef enum:
    INLINE_VALUES = 6


cdef Value* room_for(size_t count, Value* inline) noexcept nogil:
    """NULL if out of memory."""
    return inline if count <= INLINE_VALUES else <Value*>malloc(count * sizeof(Value))


cdef int make_values(Environment* environment, tuple arguments, Value* values) except -1:
    """Any thread, GIL. Where it fails, there are none."""
    cdef size_t index = 0
    try:
        for argument in arguments:
            values[index] = NOTHING
            index += 1
            from_python(environment, argument, &values[index - 1])
        return 0
    except BaseException:
        drop_values(environment, values, index)
        raise


cdef object call_here(Line* line, double which, Value* values, size_t count, bint is_asked, fill):
    """JavaScript's thread, GIL."""
    cdef Environment* environment = line.environment
    cdef napi_env env = environment.env
    cdef napi_value function, this, result
    cdef napi_status status
    cdef Value answer = NOTHING
    cdef c_bool is_promise
    cdef size_t index
    cdef napi_value* arguments = <napi_value*>malloc((count or 1) * sizeof(napi_value))
    if arguments == NULL:
        raise MemoryError()
    try:
        check(environment, napi_get_element(env, referenced(env, line.functions), <uint32_t>which, &function))
        for index in range(count):
            check(environment, to_javascript(environment, &values[index], &arguments[index]))
        napi_get_undefined(env, &this)  # never fails
        with nogil:
            status = napi_call_function(env, this, function, count, arguments, &result)
        check(environment, status)
        if not is_asked:
            return None
        check(environment, napi_is_promise(env, result, &is_promise))
        if is_promise:
            raise TypeError(NO_WAITING)
        with nogil:
            status = from_javascript(environment, result, &answer)
        check(environment, status)
        return held_to_python(environment, &answer, fill)
    finally:
        drop_value(environment, &answer)
        free(arguments)


cdef class Caller(LentCaller):
    cdef Line* line
    cdef double which
    cdef object contract  # kept for what JavaScript throws: it is made with it

    def __dealloc__(self):
        drop_line(self.line)

    cpdef bint is_here(self) except -1:
        """Any thread. Tell whether this is JavaScript's."""
        return is_here(self.line.environment)

    cpdef object post(self, tuple arguments):
        """Any thread. Have it called, in order; waits where too much is on its way."""
        self.put(arguments, False)

    cpdef object post_latest(self, tuple arguments):
        """Any thread. Have it called, in the place of what it has not been called with yet."""
        self.put(arguments, True)

    cdef int put(self, tuple arguments, bint only_newest) except -1:
        cdef Value[INLINE_VALUES] inline
        cdef size_t count = len(arguments)
        cdef Value* values = room_for(count, &inline[0])
        if values == NULL:
            raise MemoryError()
        try:
            make_values(self.line.environment, arguments, values)
            try:
                return post(self.line, self.which, values, count, only_newest)
            except BaseException:
                drop_values(self.line.environment, values, count)
                raise
        finally:
            if values != &inline[0]:
                free(values)

    cpdef LentQuestion ask(self, tuple arguments):
        """Any thread. Have it called, and give what tells its answer."""
        cdef size_t count = len(arguments)
        cdef Value* values = <Value*>malloc((count or 1) * sizeof(Value))
        cdef Asked asked = Asked.__new__(Asked)
        if values == NULL:
            raise MemoryError()
        try:
            make_values(self.line.environment, arguments, values)
        except BaseException:
            free(values)
            raise
        asked.contract = self.contract
        asked.fill = self.fill
        asked.question = new_question(self.line, self.which, values, count)
        send_question(asked.question)
        return asked

    cpdef object call(self, tuple arguments, bint is_asked):
        """JavaScript's thread, in a call. Call it there and then."""
        cdef Environment* environment = self.line.environment
        cdef napi_handle_scope scope
        cdef Value[INLINE_VALUES] inline
        cdef size_t count = len(arguments)
        cdef Value* values = room_for(count, &inline[0])
        if self.line.functions == NULL:
            raise RuntimeError(OVER)
        if values == NULL:
            raise MemoryError()
        try:
            make_values(environment, arguments, values)
            check(environment, napi_open_handle_scope(environment.env, &scope))
            try:
                return call_here(self.line, self.which, values, count, is_asked, self.fill)
            finally:
                napi_close_handle_scope(environment.env, scope)  # the scope just opened
                drop_values(environment, values, count)
        finally:
            if values != &inline[0]:
                free(values)


cdef class Asked(LentQuestion):
    cdef Question* question
    cdef object contract  # kept as the Caller's
    cdef object fill

    def __dealloc__(self):
        drop_question(self.question)

    cpdef object wait(self):
        """Any thread but JavaScript's, without the GIL. Give the answer.

        Raises: what it threw; Cancelled; RuntimeError where there is none.
        """
        wait_for(&self.question.is_answered)
        return self.result()

    cpdef object when_done(self, callback):
        """Any thread. Have a function called once there is an answer, on a background thread, or at once."""
        cdef Line* line = self.question.line
        cdef bint is_done
        pthread_mutex_lock(&line.lock)
        is_done = self.question.is_answered != 0
        if not is_done:
            Py_INCREF(callback)  # given back once it has been called, or in drop_question()
            self.question.done = <PyObject*>callback
        pthread_mutex_unlock(&line.lock)
        if is_done:
            callback()

    cpdef object result(self):
        """Any thread, once it is answered. Give the answer, as wait() does: once."""
        cdef Question* question = self.question
        cdef Environment* environment = question.line.environment
        if question.is_over:
            raise RuntimeError(NO_ANSWER)
        if question.thrown != NULL:
            raise thrown_to_python(environment, question.thrown)
        return held_to_python(environment, &question.value, self.fill)


cdef Caller new_caller(Line* line, double which):
    cdef Caller caller = Caller.__new__(Caller)
    caller.line = hold_line(line)
    caller.which = which
    caller.contract = <object>line.environment.contract
    return caller


cdef int lend_callers(Line* line, Value* values, size_t count, list arguments) except -1:
    """Any thread, GIL. Put those functions among the arguments, and the keyword-only ones, that came with them."""
    cdef size_t index
    if line == NULL:
        return 0
    for index in range(count):
        if values[index].kind == CALLABLE:
            arguments[index] = new_caller(line, values[index].number)
    if line.name_count != 0:
        options = arguments[len(arguments) - 2]  # before the Notes, which tell that they are there
        for index in range(line.name_count):
            name = to_python(line.environment, &line.names[index])
            options[name] = new_caller(line, line.function_count - line.name_count + index)
    return 0
