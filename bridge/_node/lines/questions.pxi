"""Questions: what Python calls of JavaScript's and has an answer of: waited for by a thread, or told to an event loop."""

cdef void drop_arguments_of(Question* question) noexcept nogil:
    drop_values(question.line.environment, question.arguments, question.count)
    free(question.arguments)
    question.arguments, question.count = NULL, 0


cdef void drop_question(Question* question) noexcept nogil:
    """Any thread."""
    cdef Environment* environment
    if question == NULL or subtract(&question.holders) != 0:
        return
    environment = question.line.environment
    drop_arguments_of(question)
    drop_value(environment, &question.value)
    drop_thrown(environment, question.thrown)
    free(question.thrown)
    release_later(question.done)
    drop_line(question.line)
    free(question)


cdef void give_up(Question* question) noexcept nogil:
    """Any thread. Nobody answers it."""
    cdef Line* line = question.line
    pthread_mutex_lock(&line.lock)
    if question.is_listed:
        question.is_over = True
        settle_question(question)
    pthread_mutex_unlock(&line.lock)


cdef void drop_question_of_javascript(napi_env env, void* question, void* hint) noexcept nogil:
    """JavaScript's thread, while it collects garbage: no JavaScript, no GIL."""
    give_up(<Question*>question)
    drop_question(<Question*>question)


cdef napi_status question_to_javascript(Question* question, napi_value* result) noexcept nogil:
    """What JavaScript answers. Where it lets go of that, nobody can any more."""
    cdef napi_status status = napi_create_external(
        question.line.environment.env, question, drop_question_of_javascript, NULL, result)
    if status == napi_ok:
        add_relaxed(&question.holders, 1)
    return status


cdef void answer_question(Question* question, bint failed, napi_value value) noexcept nogil:
    """JavaScript's thread. Once: what comes later is nobody's."""
    cdef Line* line = question.line
    cdef Environment* environment = line.environment
    cdef Value answer = NOTHING
    cdef Thrown* thrown = NULL
    cdef napi_status status
    if not question.is_listed:
        return
    status = napi_ok if failed else from_javascript(environment, value, &answer)
    if status != napi_ok:
        failed = refusal(environment.env, status, &value) == napi_ok
    if failed:
        drop_value(environment, &answer)
        thrown = <Thrown*>calloc(1, sizeof(Thrown))
        if thrown != NULL:
            keep_thrown(environment, value, thrown)
    pthread_mutex_lock(&line.lock)
    if question.is_listed:
        question.value, answer = answer, NOTHING
        question.thrown, thrown = thrown, NULL
        question.is_over = failed and question.thrown == NULL  # there is no memory for it
        settle_question(question)
    pthread_mutex_unlock(&line.lock)
    drop_value(environment, &answer)
    drop_thrown(environment, thrown)
    free(thrown)


cdef void deliver_question(Job* base) noexcept nogil:
    """JavaScript's thread. js/streams/callbacks.js calls the function, and answers."""
    cdef Question* question = <Question*>base
    cdef Line* line = question.line
    cdef Environment* environment = line.environment
    cdef napi_env env = environment.env
    cdef napi_value[3] arguments
    cdef napi_value refused
    cdef napi_valuetype kind
    cdef napi_status status
    cdef bint is_asked = False
    if line.functions != NULL and not line.is_cut:
        status = (napi_get_element(env, referenced(env, line.functions), <uint32_t>question.which, &arguments[0])
                  or question_to_javascript(question, &arguments[2])
                  or values_to_javascript(environment, question.arguments, question.count, &arguments[1], &refused)
                  or napi_typeof(env, refused, &kind))
        drop_arguments_of(question)
        is_asked = status == napi_ok
        if is_asked and kind != napi_undefined:
            answer_question(question, True, refused)
        elif is_asked:
            call_back(environment, line.context, referenced(env, environment.ask), 3, arguments)
    if not is_asked:
        give_up(question)
    drop_question(question)


cdef void give_up_question(Job* base) noexcept nogil:
    """Any thread: JavaScript's has ended."""
    give_up(<Question*>base)
    drop_question(<Question*>base)


cdef JobKind QUESTION = JobKind(NULL, NULL, NULL, NULL, deliver_question, give_up_question, NULL, NULL)


cdef Question* new_question(Line* line, double which, Value* values, size_t count) except NULL:
    """Any thread, GIL. Takes the values. Held once, for the caller."""
    cdef Question* question = <Question*>calloc(1, sizeof(Question))
    if question == NULL:
        raise MemoryError()
    question.holders = 1
    question.line = hold_line(line)
    question.which = which
    question.arguments = values
    question.count = count
    question.job.kind = &QUESTION
    question.job.owner = line.environment
    return question


cdef int send_question(Question* question) except -1:
    """Any thread, GIL.

    Raises: RuntimeError once it is over; Cancelled where it is to stop.
    """
    cdef Line* line = question.line
    cdef bint is_over, is_cut
    pthread_mutex_lock(&line.lock)
    is_over, is_cut = line.is_over, line.is_cut
    if not is_over and not is_cut:
        question.is_listed = True
        question.next, line.questions = line.questions, question
        if question.next != NULL:
            question.next.previous = question
    pthread_mutex_unlock(&line.lock)
    if is_over:
        raise RuntimeError(OVER)
    if is_cut:
        raise pool.cancelled_here()
    add_relaxed(&question.holders, 1)  # for the outbox
    put_job(&line.environment.outbox, &question.job)
    return 0
