"""Run: a script in PythonMonkey, from its first line to the end of its event loop."""
from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, NoReturn

import pythonmonkey

from bridge.process import ending, lifetime

from .engine import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bridge._monkey.host.later import MonkeyEnvironment


async def run_async(
    script: str | os.PathLike[str],
    *arguments: str,
    before: tuple[str, ...] = (),
    on_exit: Callable[[int], None] | None = None,
) -> Any:
    """Run a script on the running asyncio loop; what it exports.

    It has ended once nothing keeps its event loop alive. JavaScript's thread is the first one that runs a script.

    Raises:
        JsError: what nobody caught, or the Python exception that it once was.
        SystemExit: the script has called process.exit(), or set process.exitCode.
    """
    path = os.path.abspath(script)  # noqa: ASYNC240 - it looks at no disk
    js_engine = engine()
    await asyncio.sleep(0)  # a Ctrl-C meanwhile has asked for the end
    environment = js_engine.begin([path, *arguments], asyncio.get_running_loop(), on_exit)
    try:
        for each in before:
            environment.turns.run(environment.js.attempt, js_engine.modules["require"], each)
        if not environment.is_ended:
            environment.turns.run(environment.js.attempt, js_engine.modules["run"], path)
        await _run_out(environment, waits_for_threads=on_exit is not None)
        status = int(environment.js.leave())
        if status:
            raise SystemExit(status)
        return _result(environment)
    finally:
        js_engine.end()


async def _run_out(environment: MonkeyEnvironment, waits_for_threads: bool) -> None:
    """Wait until nothing keeps the event loop alive, nor begins anew in `beforeExit`."""
    while True:
        await environment.idle()
        if environment.js.is_awaited("beforeExit"):
            environment.turns.run(environment.js.emit, "beforeExit")
        if waits_for_threads and not environment.is_alive and ending.holding():
            environment.ref()
            threads = asyncio.ensure_future(ending.threads_end())
            threads.add_done_callback(lambda _: None if environment.closed else environment.unref())
        if not environment.is_alive:
            break


def _result(environment: MonkeyEnvironment) -> Any:
    """Give what the script exports: a copy, where what it exports crosses by copy."""
    try:
        return environment.plain(environment.check(environment.js.mainExports()))
    except Exception:  # a function, or what has one
        return environment.js.result()


def run(script: str | os.PathLike[str], *arguments: str, **options: Any) -> Any:
    """Run a script on an asyncio loop of its own, as `run_async()` does on the one that runs."""
    return asyncio.run(run_async(script, *arguments, **options))


def main(script: str, arguments: Sequence[str], before: Sequence[str] = (), expose_gc: bool = False) -> NoReturn:
    """Run a script as `node` would, and end the process as Node does.

    Ctrl-C ends it at once, also in the middle of a loop in JavaScript, unless the script listens for `SIGINT`.

    Raises:
        RuntimeError, ValueError: the engine does not start; the script has not begun.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    lifetime.prepare()
    if expose_gc:
        pythonmonkey.eval("(gc) => { globalThis.gc = gc; }")(collect)
    threading.current_thread().name = "JavaScript"
    engine()
    status = 0
    try:
        run(script, *arguments, before=tuple(map(os.path.abspath, before)), on_exit=leave)
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        print(f"{engine().last_words}\n\nPythonMonkey {pythonmonkey.__version__}", file=sys.stderr)
        status = int(engine().environment.js.exitCode() or 1)
    leave(status)


def collect() -> None:
    """Collect JavaScript's garbage, twice: PythonMonkey keeps what a `WeakRef` has shown until the first is over."""
    pythonmonkey.collect()
    pythonmonkey.collect()


def leave(status: int) -> NoReturn:
    """End the process: Jobs are told to stop, Python's exit functions run, and nobody waits for anything else."""
    sys.unraisablehook = lambda _: None  # a Job is stopped wherever it is, in a finalizer too
    environment = engine().environment
    at_last = threading.Timer(environment.patience_s, os._exit, [status])
    at_last.daemon = True
    with contextlib.suppress(RuntimeError):  # there is no thread to be had
        at_last.start()
    environment.leave()
    _flush_c()
    os._exit(status)


def _flush_c() -> None:
    """Write what C has printed: to end so is to run nobody's destructors, stdio's included."""
    c = ctypes.CDLL(None)
    for name in ("stdout", "stderr"):
        c.fflush(ctypes.c_void_p.in_dll(c, name))
