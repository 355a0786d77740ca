"""The kinds of Job: what the Pool, the outbox and delivery do with each."""

cdef NodeKind CALL = NodeKind(  # of an exported function
    JobKind(perform_call, keep_returned, keep_error, finish_job, deliver_value, free_job, give_reason, tell_call), NULL)
cdef NodeKind STREAM = NodeKind(  # a generator
    JobKind(perform_stream, keep_returned, keep_error, finish_job, deliver_value, free_job, give_reason, tell_call), NULL)
cdef NodeKind ASYNC_STREAM = NodeKind(
    JobKind(perform_async_stream, keep_returned, keep_error, finish_job, deliver_value, free_job, give_reason, tell_call), NULL)
cdef NodeKind TASK = NodeKind(
    JobKind(perform_task, keep_value, keep_error, finish_job, deliver_value, free_job, give_reason, tell_task), NULL)
cdef NodeKind COMPLETING = NodeKind(  # a Task whose complete() is the author's own
    JobKind(perform_completing, NULL, leave_error, finish_job, deliver_by_python, free_job, give_reason, tell_task),
    complete)
cdef NodeKind DEFERRED = NodeKind(  # a Promise that Python settles
    JobKind(NULL, keep_value, keep_error, finish_job, deliver_value, free_job, NULL, NULL), NULL)
cdef NodeKind POSTED = NodeKind(  # a function that JavaScript's thread is to call
    JobKind(NULL, NULL, NULL, finish_job, deliver_by_python, free_job, NULL, NULL), run_posted)
cdef NodeKind ANSWER = NodeKind(  # what a Job fails with that is cancelled, or refused
    JobKind(NULL, NULL, NULL, finish_job, deliver_answer, free_job, NULL, NULL), NULL)
