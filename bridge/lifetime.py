"""Lifetime: what a Python that runs beside JavaScript needs told, in either host; ending.py has the rest of it."""
from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import resource
import sys
import threading
from typing import TYPE_CHECKING

from . import stdio

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_THREADS = 1024  # as libuv has it
_REPLACED = "\ufffd"
_PYTHONS_SWITCH_INTERVAL_S = 0.005
_SWITCH_INTERVAL_S = 0.0005
_STACK_BYTES = 8 << 20


def pool_size() -> int:
    """How many threads the Pool may have: $BRIDGE_THREADS, else as many as libuv's own.

    Raises:
        ValueError: that is no number of threads.
    """
    chosen = os.environ.get("BRIDGE_THREADS")
    if chosen:
        if not (chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= _MOST_THREADS):
            raise ValueError(f"BRIDGE_THREADS: expected a whole number from 1 to {_MOST_THREADS}, got '{chosen}'")
        return int(chosen)
    try:
        size = int(os.environ.get("UV_THREADPOOL_SIZE", "4"))
    except ValueError:
        size = 1  # as libuv reads it
    return min(max(size, 1), _MOST_THREADS)


def take_variables(text: str) -> None:
    """Have `os.environ` be what `process.env` is, given as JSON: Python reads the environment only when it starts.

    What is no UTF-8, and so is not whole in JavaScript, is left as it is.
    """
    variables = json.loads(text)
    for name in os.environ.keys() - variables.keys():
        if name.isascii():
            del os.environ[name]
    for name, value in variables.items():
        if name and os.environ.get(name) != value and _REPLACED not in name + value:
            os.environ[name] = value


@contextlib.contextmanager
def roomy_stack() -> Iterator[None]:
    """Give threads that start meanwhile a main thread's stack at least, whatever `ulimit -s` says."""
    limit, _ = resource.getrlimit(resource.RLIMIT_STACK)
    before = threading.stack_size(max(limit, _STACK_BYTES))  # no limit is -1
    try:
        yield
    finally:
        threading.stack_size(before)


def prepare() -> None:
    """Set the process up, before any Module is loaded."""
    if sys.getswitchinterval() == _PYTHONS_SWITCH_INTERVAL_S:
        sys.setswitchinterval(_SWITCH_INTERVAL_S)  # bounds what JavaScript's thread waits for the GIL
    # A fork would copy the JavaScript engine. An author may still choose any method, once, as in a new Python.
    multiprocessing.context._default_context._default_context = multiprocessing.get_context("spawn")  # type: ignore[attr-defined]
    stdio.install()


def name_thread(name: str) -> None:
    """Name the calling thread, for logs and debuggers: Python calls one that it did not start Dummy.

    And what it starts is no daemon, unless that is asked for, as if Python's main thread had started it.
    """
    thread = threading.current_thread()
    thread.name = name
    thread._daemonic = False  # type: ignore[attr-defined]
