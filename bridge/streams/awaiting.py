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


async def _told(when: Callable[[Callable[[], object]], object]) -> None:
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits
            loop.call_soon_threadsafe(_set, future)

    when(tell)
    await future


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
