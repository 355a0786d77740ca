"""What Python needs told when it runs inside Node, and what it still does at exit."""
from __future__ import annotations

import functools
import os
import sys
import threading

from bridge.process import ending, lifetime

from . import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def prepare(note_thread: Callable[[], None]) -> None:
    """Python's thread, once, before any Module is loaded. Each start of a thread that is no daemon is to be noted."""
    lifetime.prepare()
    if os.environ.get("BRIDGE_DEBUGPY"):
        from bridge.process import debugging

        debugging.listen(os.environ["BRIDGE_DEBUGPY"])
    children.install()
    sys.argv = [""]
    start = threading.Thread.start

    @functools.wraps(start)
    def start_noted(thread: threading.Thread) -> None:
        start(thread)
        if not thread.daemon:
            note_thread()

    threading.Thread.start = start_noted  # type: ignore[assignment, method-assign]


def forget_thread(ident: int) -> None:
    """Background thread. `threading` keeps what it made up for a thread that it did not start; 3.13 no longer does."""
    with threading._active_limbo_lock:  # type: ignore[attr-defined]
        if isinstance(threading._active.get(ident), threading._DummyThread):  # type: ignore[attr-defined]
            del threading._active[ident]  # type: ignore[attr-defined]


def finish(interrupt: Callable[[], bool], patience_s: float) -> bool:
    """Python's thread, at exit. Have Jobs told to stop; give them a moment, then run the exit functions.

    Tells whether threads that are not the bridge's still run.
    """
    ending.finish(interrupt, patience_s)
    others = set(threading.enumerate()) - {threading.main_thread()}
    return not all(isinstance(thread, threading._DummyThread) for thread in others)
