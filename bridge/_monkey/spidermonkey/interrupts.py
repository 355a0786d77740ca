"""Interrupts: JavaScript that computes makes way for Python's other threads and for Ctrl-C.

PythonMonkey holds the GIL for as long as JavaScript runs. So a timer asks SpiderMonkey, which may be asked on any
thread, to call Python at JavaScript's next loop or call. That Python runs there for a moment is all that it takes:
the interpreter hands the GIL over to whoever waits for it, and calls the handlers of signals.
"""
from __future__ import annotations

import asyncio
import atexit
import contextlib
import ctypes
import inspect
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pythonmonkey

from . import _natives
from . import find as spidermonkey

if TYPE_CHECKING:
    from types import FrameType

INTERVAL_S = 0.005
"""How long JavaScript computes on: as long as CPython lets one thread do."""
_ADD = "_Z23JS_AddInterruptCallbackP9JSContextPFbS0_E"
_REQUEST = "_Z27JS_RequestInterruptCallbackP9JSContext"
_CHECK = "_Z20JS_CheckForInterruptP9JSContext"
_signal = inspect.unwrap(signal.signal)  # without its looks for enums, since each turn calls it


class Interrupts:
    """The timer, and what it has interrupted. One in a process, on JavaScript's thread."""

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._turns = 0
        self._is_stopped = False
        self._is_set = False
        self._timer: Timer | None = None
        self._handler: Any = None
        self._has_handler = False
        found = spidermonkey.find(_ADD, _REQUEST, _CHECK)
        if found is None:
            return
        self._context, (add, self._request, self._check) = found
        self._request.argtypes = self._check.argtypes = [ctypes.c_void_p]
        addresses = spidermonkey.address(add), spidermonkey.address(self._request)
        with contextlib.suppress(AttributeError, OSError):  # a system without such timers
            self._timer = Timer(addresses[1], self._context)
            _natives.install_pause(self._pause, self._context, *addresses)
            atexit.register(self._end)

    def _pause(self) -> bool:
        """Whether JavaScript may go on. Whoever waited for this has had its turn before the first line."""
        self._is_set = False
        self._set()
        return self._error is None and not self._is_stopped

    def _set(self) -> None:
        if self._timer is not None and not self._is_set:
            self._timer.set(INTERVAL_S)
            self._is_set = True

    def _end(self) -> None:
        """See the timer's last call through: PythonMonkey is about to end SpiderMonkey."""
        self._timer = None
        for _ in range(100):
            self._check(self._context)
            if not self._is_set:
                break
            time.sleep(INTERVAL_S)

    # Ctrl-C

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin a script's life: Ctrl-C interrupts it where it would interrupt Python."""
        self._loop = loop
        is_main = threading.current_thread() is threading.main_thread()
        self._has_handler = self._timer is not None and is_main and callable(signal.getsignal(signal.SIGINT))

    def __enter__(self) -> None:
        """Enter JavaScript."""
        if self._turns == 0 and self._has_handler:
            handler = _signal(signal.SIGINT, self._handle)
            if handler != self._handle:
                self._handler = handler
        self._set()
        self._turns += 1

    def __exit__(self, _: object, failure: BaseException | None, __: object) -> bool:
        """Leave JavaScript; what has interrupted it is raised. That JavaScript was stopped is no failure."""
        self._turns -= 1
        if self._turns:
            return False
        error, self._error = self._error, None
        was_stopped, self._is_stopped = self._is_stopped, False
        if self._has_handler:
            handler = _signal(signal.SIGINT, self._handler)
            if handler != self._handle:
                _signal(signal.SIGINT, handler)  # the script's own
        if error is not None:
            raise error from None
        return was_stopped and isinstance(failure, pythonmonkey.SpiderMonkeyError)

    def stop(self) -> bool:
        """Have JavaScript stop at its next loop, past `catch` and `finally`; false if that cannot be."""
        if self._timer is None:
            return False
        self._is_stopped = True
        self._request(self._context)
        return True

    def _handle(self, number: int, frame: FrameType | None) -> None:
        try:
            self._handler(number, frame)
            error: BaseException | None = KeyboardInterrupt() if self._turns and self._is_cancelling() else None
        except BaseException as raised:
            error = raised
        if error is None:
            return
        if self._turns:
            self._error = error
            self._request(self._context)
        raise error

    def check(self) -> None:
        """Let JavaScript call no Python any more that is being interrupted: that could go on for ever."""
        if self._error is not None:
            raise self._error

    def _is_cancelling(self) -> bool:
        """Whether asyncio has made of Ctrl-C a request to cancel its main task, as it does from Python 3.11 on."""
        return sys.version_info >= (3, 11) and any(task.cancelling() for task in asyncio.all_tasks(self._loop))


class Timer:
    """One of POSIX's, which calls a function of one argument, on a thread of its own that knows nothing of Python."""

    def __init__(self, function: int, argument: int) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        create, self._set = library["timer_create"], library["timer_settime"]
        create.argtypes = [ctypes.c_int, ctypes.POINTER(_Event), ctypes.POINTER(ctypes.c_void_p)]
        self._set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Times), ctypes.c_void_p]
        event = _Event(argument, 0, _ON_A_THREAD, function)
        self._timer = ctypes.c_void_p()
        if create(time.CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(self._timer)):
            raise OSError(ctypes.get_errno(), "timer_create")

    def set(self, seconds: float) -> None:
        """Have the function called once, in so many seconds."""
        self._set(self._timer, 0, ctypes.byref(_Times(0, 0, 0, int(seconds * 1e9))), None)


_ON_A_THREAD = 2  # SIGEV_THREAD


class _Event(ctypes.Structure):
    """Linux's `struct sigevent`."""

    _fields_ = (
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("function", ctypes.c_void_p),
        ("attributes", ctypes.c_void_p),
        ("rest", ctypes.c_char * 32),
    )


class _Times(ctypes.Structure):
    """`struct itimerspec`: the interval of what is repeated, and the time until then."""

    _fields_ = (
        ("seconds", ctypes.c_long),
        ("nanoseconds", ctypes.c_long),
        ("first_seconds", ctypes.c_long),
        ("first_nanoseconds", ctypes.c_long),
    )
