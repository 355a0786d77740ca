"""Pause: what SpiderMonkey calls in the middle of JavaScript, for Python to run a moment.

Python may be unable to, at its recursion limit. Then JavaScript goes on, and pauses again as soon as it can.
"""
from cpython.exc cimport PyErr_Occurred
from libc.stdint cimport uintptr_t

ctypedef bint (*Callback)(void *context) noexcept
ctypedef bint (*Add)(void *context, Callback callback) noexcept nogil
ctypedef void (*Request)(void *context) noexcept nogil

cdef object python = None
cdef Request ask


def install(callee, uintptr_t context, uintptr_t add, uintptr_t request):
    """Have a function called that tells whether JavaScript may go on. JavaScript's thread.

    Given are the addresses of its JSContext, JS_AddInterruptCallback and JS_RequestInterruptCallback.
    """
    global python, ask
    python = callee
    ask = <Request> request
    (<Add> add)(<void *> context, pause)


cdef bint pause(void *context) noexcept with gil:
    """JavaScript's thread, with the GIL; called by SpiderMonkey."""
    cdef bint goes_on = True
    if not PyErr_Occurred():
        try:
            goes_on = python()
            if goes_on:
                return True
        except BaseException:
            pass
    ask(context)  # where JavaScript does not go on, it may be that Python called it which JavaScript called
    return goes_on
