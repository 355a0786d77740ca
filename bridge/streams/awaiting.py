"""Awaiting: what takes its time on other threads, awaited on an asyncio loop."""
from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .line import Line, Question


async def answer(question: Question) -> Any:
    """Wait for an answer; raise what JavaScript threw."""
    await _told(question.when_done)
    return question.result()


async def ready(line: Line) -> None:
    """Wait until a Line has something for the generator to do."""
    await _told(line.when_ready)


class Making:
    """An asynchronous generator at its next item: the asyncio task is cancelled there if JavaScript closes the Line."""

    def __init__(self, line: Line) -> None:
        self.goes_on = False  # it is at one
        self._was_stopped = False
        self._task = asyncio.current_task()
        line.when_closed(_telling(self._stop))

    def _stop(self) -> None:
        if self.goes_on and self._task is not None:
            self._was_stopped = self._task.cancel()

    def is_end(self, error: BaseException) -> bool:
        """Whether an exception is no more than that it was cancelled there."""
        return self._was_stopped and isinstance(error, asyncio.CancelledError)


async def _told(when: Callable[[Callable[[], object]], object]) -> None:
    future = asyncio.get_running_loop().create_future()
    when(_telling(lambda: None if future.done() else future.set_result(None)))
    await future


def _telling(callback: Callable[[], object]) -> Callable[[], None]:
    """Make what has the running loop call a function, from any thread."""
    loop = asyncio.get_running_loop()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits
            loop.call_soon_threadsafe(callback)

    return tell
