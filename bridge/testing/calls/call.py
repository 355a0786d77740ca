"""Calls: what a test has performed in the background, as a host has it performed for JavaScript."""
from __future__ import annotations

import atexit
import math
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from bridge.exports.function import ASYNC, ASYNC_STREAM
from bridge.pool import _pool as pool
from bridge.pool._pool import PythonJob
from bridge.process import lifetime
from bridge.testing.errors import PythonError
from bridge.testing.values import error_of, out

from .lent import Line

if TYPE_CHECKING:
    from bridge.exports.function import Export

    from .turns import Turns

_DROPPED = "the coroutine was dropped before it had ended"
_pool_of = 0  # the process that has opened it


class Call(PythonJob):
    """A call of a task function, or of an async one."""

    def __init__(self, export: Export, turns: Turns, timeout_ms: float) -> None:
        mode: Any = "elsewhere" if export.kind in (ASYNC, ASYNC_STREAM) else export.cancel
        self.export = export
        self.turns = turns
        self.arguments: list[Any] = []
        self.line = Line(turns, self.fail_early)
        self.is_answered = False
        self.value: Any = None
        self.error: BaseException | None = None
        self.due: float | None = None  # by time.monotonic()
        self._timeout_ms = min(timeout_ms, export.timeout_ms or math.inf)
        self._why: BaseException | None = None
        _open_pool()
        self.choose(export.pool, 0, mode)

    # the test's thread

    def use(self, turns: Turns) -> None:
        """Have another thread, or a loop of it, be told from now on: nothing is on its way."""
        self.turns = self.line.turns = turns

    def send(self, arguments: list[Any]) -> None:
        """Have it performed."""
        self.arguments = arguments
        if self._timeout_ms < math.inf:
            self.due = time.monotonic() + self._timeout_ms / 1000
        refusal = self.submit()
        if refusal is not None:
            code, message = refusal
            self._answer(PythonError("Error", "Error", message, code=code, stack=f"Error: {message}"))
            self.over()

    def time_out(self) -> None:
        """Answer that it takes too long, and stop it."""
        error = _dom_exception("TimeoutError", "The operation was aborted due to timeout", 23)
        self.stop(error, TimeoutError("it took longer than its timeout"))

    def fail_early(self, error: BaseException) -> None:
        """Fail, and stop, by what a function of the test's has raised."""
        self.stop(error, error)

    def stop(self, error: BaseException, why: BaseException | None) -> None:
        """Answer with an error, instead; have its Python not begin, or stop, and see why."""
        if self.is_answered:
            return
        self._why = why
        self.line.is_cut = True
        self._answer(error)
        if self.withdraw():
            self.over()
        else:
            self.interrupt()

    def abort(self) -> None:
        """Stop it, as an AbortSignal does: nobody waits any more."""
        self.stop(_dom_exception("AbortError", "This operation was aborted", 20), None)

    def has_answer(self) -> bool:
        """Whether it is answered."""
        return self.is_answered

    def withdraw(self) -> bool:
        """Have its Python not begin; false if it has."""
        return self.take_back()

    def interrupt(self) -> None:
        """Have its Python stop."""
        self.cancel()

    def over(self) -> None:
        """See that its Python is over, or never begins."""
        self.end()
        self.line.close()

    def result(self) -> Any:
        """Give what it returned, or raise what JavaScript sees."""
        if self.error is not None:
            raise self.error
        return self.value

    def _answer(self, error: BaseException) -> None:
        self.is_answered, self.error = True, error

    def _deliver(self) -> None:
        self.over()
        self.is_answered = True

    # called by the Pool, on any thread

    def perform(self) -> bool:
        """Call the function. False if it goes on elsewhere."""
        arguments, self.arguments = self.arguments, []
        if self.export.kind == ASYNC:
            from bridge.executors import loop

            return self.start(loop.start, self.export.call, arguments, _DROPPED)
        with Traced():
            self.succeed(self.export.call(arguments))
        return True

    def succeed(self, value: Any) -> None:
        """Keep what it returned."""
        self.value = out(value)

    def fail(self, error: BaseException) -> None:
        """Keep what it raised."""
        if not self.is_answered:
            self.error = error_of(error)

    def finish(self) -> bool:
        """Have it delivered."""
        self.turns.post(self._deliver)
        return True

    def reason(self) -> Any:
        """Tell why it was stopped."""
        return self._why

    def tell(self) -> tuple[str, float | None]:
        """Tell its name, and the time by which it is answered."""
        return self.export.name, self.due


class Traced:
    """A block that debuggers and coverage see on a thread of the Pool's, as they see the threads that Python starts."""

    def __enter__(self) -> None:
        sys.settrace(threading.gettrace())
        sys.setprofile(threading.getprofile())

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        sys.setprofile(None)


def _dom_exception(name: str, message: str, code: int) -> PythonError:
    return PythonError("DOMException", name, message, code=code, stack=f"{name}: {message}")


def _open_pool() -> None:
    global _pool_of
    if not _pool_of:
        _pool_of = os.getpid()
        pool.open_pool(lifetime.pool_size(), lifetime.name_thread)
        atexit.register(_close_pool)
    elif _pool_of != os.getpid():
        raise RuntimeError("a forked process has no threads for tasks: fork before the first call, or spawn it")


def _close_pool() -> None:
    """Begin no more, and have what runs end: nothing waits for it."""
    pool.stop_performing()
    pool.interrupt()
