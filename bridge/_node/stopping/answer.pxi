"""Answer: what JavaScript gets at once where a Job is cancelled, or refused: on the next turn, as it would get a result.

JavaScript's thread, without the GIL. A Job that runs ends when it ends, and has nobody to answer to by then.
"""

cdef struct Cause:
    napi_value value    # what JavaScript gets, and
    napi_value box      # for references to it, from the first time that there is one
    bint is_timeout
    bint comes_last     # after what Python has posted
    Reason* reason      # owned: what Python gets, from the first time that it is needed

cdef Cause NO_CAUSE  # all zero


cdef bint cancel_job(NodeJob* job, Cause* cause) noexcept nogil:
    """A Job that is not delivered yet. False, and it goes on, if there is no memory for an answer."""
    if is_stream(job):
        return cancel_stream(job, cause)
    return cancel_waiting(job, cause) or cancel_running(job, cause)


cdef bint cancel_waiting(NodeJob* job, Cause* cause) noexcept nogil:
    """False if it is not in the queue."""
    if not take_back(&job.job):
        return False
    note_cancelled(job)
    answer_itself(job, box_of(cause, job.environment.env))
    return True


cdef bint cancel_running(NodeJob* job, Cause* cause) noexcept nogil:
    cdef NodeJob* answer = new_job(&ANSWER.kind, job.environment, 0)
    if answer == NULL:
        return False
    answer.callback, job.callback = job.callback, NULL
    answer.deferred, job.deferred = job.deferred, NULL
    answer.context, job.context = job.context, NULL
    answer.holds_loop, job.holds_loop = job.holds_loop, False
    replace_by(job, answer)
    note_cancelled(answer)
    note_cancelled(job)
    let_be(job)
    job.reason = hold_reason(reason_of(cause, job.environment))
    cut_line(job.line)
    cancel(&job.job)
    answer_itself(answer, box_of(cause, job.environment.env))
    return True


cdef bint is_stream(NodeJob* job) noexcept nogil:
    return job.line != NULL and job.line.flow != NULL


cdef bint cancel_stream(NodeJob* job, Cause* cause) noexcept nogil:
    """The reader is told at once, and is not given what waits. A generator that has begun is to see it, and to end."""
    cdef Line* line = job.line
    cdef bint waits = has_not_begun(job)
    if not waits:
        job.reason = hold_reason(reason_of(cause, job.environment))
    cut_line(line)
    part_from(job)
    let_loop_end(line)
    tell_reader(job, cause)
    if waits:
        forget_job(job)
    elif line.flow.is_async:
        cancel(&job.job)
    else:
        tell_running(&job.job)
        resume(line)
    return True


cdef bint has_not_begun(NodeJob* job) noexcept nogil:
    """It is the caller's then."""
    cdef Line* line = job.line
    cdef bint has_begun
    pthread_mutex_lock(&line.lock)
    has_begun = line.flow.has_begun
    pthread_mutex_unlock(&line.lock)
    return line.flow.phase == UNBEGUN or (not has_begun and take_back(&job.job))


cdef void tell_reader(NodeJob* job, Cause* cause) noexcept nogil:
    """Once: there is nobody to answer to from then on."""
    cdef napi_env env = job.environment.env
    cdef Flow* flow = job.line.flow
    cdef napi_value function = referenced(env, job.callback if cause.comes_last else flow.on_abort)
    napi_delete_reference(env, job.callback)  # fails for none: it is deleted once
    job.callback = NULL
    job.is_answered = True
    call_back(job.environment, NULL, function, 1, &cause.value)


cdef void note_cancelled(NodeJob* job) noexcept nogil:
    """Where there is nobody to answer to, that is no failure."""
    job.is_answered = job.callback == NULL and job.deferred == NULL
    if job.ticket != NULL:
        add_relaxed(&job.ticket.is_cancelled, 1)


cdef napi_value box_of(Cause* cause, napi_env env) noexcept nogil:
    """NULL if there is no memory for it."""
    if cause.box == NULL and box_up(env, cause.value, &cause.box) != napi_ok:
        cause.box = NULL
    return cause.box


cdef void answer_itself(NodeJob* job, napi_value box) noexcept nogil:
    """Of a Job that the Pool has not: without memory for its error, that is the error."""
    let_be(job)
    drop_work(job)
    job.job.kind = &ANSWER.kind
    job.job.failed = True
    job.value.kind = ERROR
    if box != NULL and napi_create_reference(job.environment.env, box, 1, &job.value.reference) == napi_ok:
        job.value.kind = THROWN
        job.value.data = job.value.reference
    finish_job(&job.job)


cdef Reason* reason_of(Cause* cause, Environment* environment) noexcept nogil:
    """Held by the Cause. What cannot be copied is None in Python."""
    cdef napi_value thrown
    if cause.reason == NULL:
        cause.reason = new_reason(environment)
        if cause.reason != NULL:
            cause.reason.is_timeout = cause.is_timeout
            if not cause.is_timeout and from_javascript(environment, cause.value, &cause.reason.copy) != napi_ok:
                drop_value(environment, &cause.reason.copy)
                cause.reason.copy.kind = NULL_VALUE
                refusal(environment.env, napi_pending_exception, &thrown)
    return cause.reason


cdef void fail_unsent(NodeJob* job, napi_status status) noexcept nogil:
    """What keeps a Job from being sent is its answer."""
    cdef Cause cause = NO_CAUSE
    if refusal(job.environment.env, status, &cause.value) == napi_ok:
        answer_itself(job, box_of(&cause, job.environment.env))
    else:
        answer_itself(job, NULL)
    mind_drain(job.environment, job.use)


cdef void cancel_all(Environment* environment, Use* use, Cause* cause, bint only_waiting) noexcept nogil:
    """What is not answered yet; or of that, only what waits in the queue."""
    cdef NodeJob* job
    cdef NodeJob* next
    reason_of(cause, environment)  # now, since what it has of its own may call JavaScript
    job = use.first
    while job != NULL:
        next = job.after
        if is_stream(job):
            if not only_waiting or not job.line.flow.has_begun:
                cancel_stream(job, cause)
        elif job.job.kind != &ANSWER.kind and not cancel_waiting(job, cause) and not only_waiting:
            cancel_running(job, cause)
        job = next
