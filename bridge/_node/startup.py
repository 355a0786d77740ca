"""What Python needs told when it runs inside Node, and what it still does at exit."""
from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from bridge import lifetime
from bridge._node import children

if TYPE_CHECKING:
    from collections.abc import Callable


def prepare() -> None:
    """Python's thread, once, before any Module is loaded."""
    lifetime.prepare()
    children.install()
    sys.argv = [""]


def forget_thread(ident: int) -> None:
    """Background thread. `threading` keeps what it made up for a thread that it did not start; 3.13 no longer does."""
    with threading._active_limbo_lock:  # type: ignore[attr-defined]
        if isinstance(threading._active.get(ident), threading._DummyThread):  # type: ignore[attr-defined]
            del threading._active[ident]  # type: ignore[attr-defined]


def finish(busy: Callable[[], bool]) -> bool:
    """Python's thread, at exit. Jobs have been told to stop; give them a moment, then run the exit functions.

    Tells whether threads that are not the bridge's still run.
    """
    deadline = time.monotonic() + lifetime.GRACE_S
    while busy() and time.monotonic() < deadline:
        time.sleep(0.001)
    lifetime.run_exit_functions()
    others = set(threading.enumerate()) - {threading.main_thread()}
    return not all(isinstance(thread, threading._DummyThread) for thread in others)
