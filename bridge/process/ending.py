"""Ending: what Python has under way when the process ends, in either host."""
from __future__ import annotations

import atexit
import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

GRACE_S = 0.05
"""What Jobs and asyncio's tasks are given that are told to stop."""
_FUNCTIONS_S = 0.075
"""What exit functions are left with at least, whatever executors take."""
BUSY_S = 0.15
"""How long the process waits for Python's end where Jobs are pending, as boot.c does, and"""
IDLE_S = 5.0
"""where none are."""
_LOOK_S = 0.02


def holding() -> list[threading.Thread]:
    """Give the threads that hold a natural end of the process open: Python itself would wait for them.

    That is, none that is a daemon; and of executors, none that has nothing to do, since Python ends these.
    """
    frames = sys._current_frames()
    threads = [thread for thread in threading.enumerate() if not thread.daemon and not _is_the_bridges(thread)]
    return [thread for thread in threads if not _waits_for_work(thread, frames.get(thread.ident or 0))]


def _is_the_bridges(thread: threading.Thread) -> bool:
    is_main = thread is threading.main_thread()
    return is_main or isinstance(thread, threading._DummyThread) or thread.name.startswith("bridge-")


def _waits_for_work(thread: threading.Thread, frame: Any) -> bool:
    """Whether it is an executor's, and idle."""
    executors: Any = sys.modules.get("concurrent.futures.thread")
    if thread in getattr(executors, "_threads_queues", ()):  # which is being imported, it may be
        at_rest = frame is None or frame.f_code is executors._worker.__code__
        return at_rest and bool(executors._threads_queues[thread].empty())
    return vars(thread).get("pending_work_items") == {}  # it manages processes, of concurrent.futures or of loky


async def threads_end() -> None:
    """Wait until no thread holds a natural end of the process open."""
    import asyncio

    while holding():  # noqa: ASYNC110 - a thread tells nobody of its end
        await asyncio.sleep(_LOOK_S)


def finish(interrupt: Callable[[], bool], patience_s: float) -> None:
    """Do what Python does at its own exit, but for ending itself, within so many seconds.

    Jobs are told to stop by `interrupt()`, which tells whether any is at work, and asyncio's tasks are cancelled; both
    have a moment for it.
    """
    began = time.monotonic()
    interrupt()
    cancel_tasks = getattr(sys.modules.get("bridge.executors.loop"), "cancel_tasks", None)  # as a Job may import it
    cancelling = cancel_tasks and cancel_tasks()
    while time.monotonic() < began + GRACE_S and (interrupt() or not (cancelling is None or cancelling.done())):
        time.sleep(0.001)
    _end_executors(began + patience_s - _FUNCTIONS_S)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # it was closed from the start
            stream.flush()


def _end_executors(until: float) -> None:
    """Let executors and processes do what they are at, until then; end the processes that are left."""
    waiting = threading.Thread(target=_wait_for_executors, name="bridge-exit", daemon=True)
    try:
        waiting.start()
        waiting.join(max(until - time.monotonic(), 0))
    except RuntimeError:
        pass  # there is no thread to be had
    for child in _children():
        if not child.daemon:  # what is, multiprocessing ends in an exit function
            child.terminate()


def _wait_for_executors() -> None:
    for function in reversed(getattr(threading, "_threading_atexits", ())):
        function()  # executors of concurrent.futures end their threads and processes here
    for child in _children():
        if not child.daemon:
            child.join()


def _children() -> list[Any]:
    """Give the processes that multiprocessing has started; none, where nobody has imported it."""
    processes: Any = sys.modules.get("multiprocessing.process")
    return [] if processes is None else processes.active_children()
