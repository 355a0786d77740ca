"""What Python needs told when it runs inside Node, and what it still does at exit."""
from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from . import stdio

if TYPE_CHECKING:
    from collections.abc import Callable

_PYTHONS_SWITCH_INTERVAL_S = 0.005
_SWITCH_INTERVAL_S = 0.0005
_GRACE_S = 0.05


def pool_size() -> int:
    """How many threads the Pool may have: as many as libuv's own."""
    try:
        size = int(os.environ.get("UV_THREADPOOL_SIZE", "4"))
    except ValueError:
        size = 1  # as libuv reads it
    return min(max(size, 1), 1024)


def prepare() -> None:
    """Python's thread, once, before any Module is loaded."""
    if sys.getswitchinterval() == _PYTHONS_SWITCH_INTERVAL_S:
        sys.setswitchinterval(_SWITCH_INTERVAL_S)  # bounds what JavaScript's thread waits for the GIL
    multiprocessing.set_start_method("spawn", force=True)  # a fork would copy Node
    sys.argv = [""]
    stdio.install()


def finish(busy: Callable[[], bool]) -> bool:
    """Python's thread, at exit. Jobs have been told to stop; give them a moment, then run the exit functions.

    Tells whether threads that are not the bridge's still run.
    """
    deadline = time.monotonic() + _GRACE_S
    while busy() and time.monotonic() < deadline:
        time.sleep(0.001)
    for function in reversed(getattr(threading, "_threading_atexits", ())):
        function()  # executors of concurrent.futures end their threads and processes here
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    others = set(threading.enumerate()) - {threading.main_thread()}
    return not all(isinstance(thread, threading._DummyThread) for thread in others)
