"""Rejections: which Promises were rejected, and which of them are handled after all.

PythonMonkey takes each Promise that is rejected before it is handled for unhandled, also where a handler comes in the
same turn (`async () => { throw 1 }` that is awaited). So SpiderMonkey's own report goes to our JavaScript half instead:
it calls a method of the Promise.
"""
from __future__ import annotations

import ctypes
from typing import Any

from . import find as spidermonkey

_SET_TRACKER = (
    "_ZN2JS34SetPromiseRejectionTrackerCallbackEP9JSContext"
    "PFvS1_bNS_6HandleIP8JSObjectEENS_29PromiseRejectionHandlingStateEPvES7_"
)
_CALL_METHOD = (
    "_Z19JS_CallFunctionNameP9JSContextN2JS6HandleIP8JSObjectEEPKcRKNS1_16HandleValueArrayENS1_13MutableHandleINS1_5ValueEEE"
)
_METHODS = (b"__bridge_rejected__", b"__bridge_handled__")
_UNDEFINED = 0xFFF9_8000_0000_0000  # a JS::Value
_Tracker = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_bool, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_kept: list[Any] = []


def install() -> bool:
    """Have SpiderMonkey report to `Promise.prototype.__bridge_rejected__`; whether this SpiderMonkey lets us."""
    found = spidermonkey.find(_SET_TRACKER, _CALL_METHOD)
    if found is None:
        return False
    context, (set_tracker, call_method) = found
    call_method.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p]
    call_method.restype = ctypes.c_bool
    set_tracker.argtypes = [ctypes.c_void_p, _Tracker, ctypes.c_void_p]
    set_tracker.restype = None
    no_arguments = (ctypes.c_size_t * 2)()

    def track(cx: int, _muted: bool, promise: int, state: int, _data: int) -> None:
        """JavaScript's thread, called by SpiderMonkey."""
        result = ctypes.c_uint64(_UNDEFINED)
        call_method(cx, promise, _METHODS[state], ctypes.addressof(no_arguments), ctypes.addressof(result))

    tracker = _Tracker(track)
    _kept.append(tracker)  # for as long as SpiderMonkey may call it
    set_tracker(context, tracker, None)
    return True
