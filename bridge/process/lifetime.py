"""Lifetime: what a Python that runs beside JavaScript needs told, in either host; ending.py has the rest of it."""
from __future__ import annotations

import os
import sys
import threading

from . import stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

_MOST_THREADS = 1024  # as libuv has it
_REPLACED = "\ufffd"
_PYTHONS_SWITCH_INTERVAL_S = 0.005
_SWITCH_INTERVAL_S = 0.0005


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


def take_variables(variables: dict[str, str]) -> None:
    """Have `os.environ` be what `process.env` is: Python reads the environment only when it starts.

    What is no UTF-8, and so is not whole in JavaScript, is left as it is.
    """
    for name in os.environ.keys() - variables.keys():
        if name.isascii():
            del os.environ[name]
    for name, value in variables.items():
        if name and os.environ.get(name) != value and _REPLACED not in name + value:
            os.environ[name] = value


def prepare() -> None:
    """Set the process up, before any Module is loaded."""
    if sys.getswitchinterval() == _PYTHONS_SWITCH_INTERVAL_S:
        sys.setswitchinterval(_SWITCH_INTERVAL_S)  # bounds what JavaScript's thread waits for the GIL
    _spawn_by_default()
    stdio.install()


def _spawn_by_default() -> None:
    """Have `multiprocessing` start its processes anew, once it is imported: a fork would copy the JavaScript engine.

    An author may still choose any method, once, as in a new Python.
    """
    context: Any = sys.modules.get("multiprocessing.context")
    if context is None:
        sys.meta_path.insert(0, _Contexts)
    else:
        _choose_spawn(context)


def _choose_spawn(context: Any) -> None:
    context._default_context._default_context = context._concrete_contexts["spawn"]


class _Contexts:
    """Finds `multiprocessing.context` as the others do, and has spawn chosen once it has been imported."""

    @classmethod
    def find_spec(cls, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "multiprocessing.context":
            return None
        others = [finder for finder in sys.meta_path if finder is not cls]
        specs = (finder.find_spec(name, path, target) for finder in others)
        spec = next((each for each in specs if each is not None), None)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def run_and_choose(module: ModuleType) -> None:
            run(module)
            _choose_spawn(module)

        spec.loader.exec_module = run_and_choose  # type: ignore[method-assign]
        return spec


def name_thread(name: str) -> None:
    """Name the calling thread, for logs and debuggers: Python calls one that it did not start Dummy.

    And what it starts is no daemon, unless that is asked for, as if Python's main thread had started it.
    """
    thread = threading.current_thread()
    thread.name = name
    thread._daemonic = False  # type: ignore[attr-defined]
    pydevd: Any = sys.modules.get("pydevd")  # debugpy and PyCharm know of the threads that Python started
    if pydevd is not None and pydevd.get_global_debugger() is not None:
        pydevd.settrace(suspend=False, notify_stdin=False)
