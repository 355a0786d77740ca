"""Turns: JavaScript's thread, in the place of which is the test's own while it waits for a call."""
from __future__ import annotations

import asyncio
import time
from queue import Empty, SimpleQueue
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Answer = Callable[[Any, BaseException | None], object]


class Turns:
    """What the test's thread is asked to do."""

    def __init__(self) -> None:
        self.thread = get_ident()

    def post(self, callback: Callable[[], object]) -> None:
        """Have it call a function. Any thread."""
        raise NotImplementedError

    def settle(self, awaitable: Awaitable[Any], answer: Answer) -> None:
        """Have what is awaited tell its end. The test's thread, as in what follows."""
        raise NotImplementedError

    def run(self, is_over: Callable[[], bool], due: float | None, time_out: Callable[[], object]) -> Any:
        """Do what there is to do, until a condition is met; where it is too late by then, that is told first."""
        raise NotImplementedError


class Waiting(Turns):
    """Those of a test that waits."""

    def __init__(self) -> None:
        super().__init__()
        self._queue: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None

    def post(self, callback: Callable[[], object]) -> None:
        """Have it call a function."""
        self._queue.put(callback)

    def settle(self, awaitable: Awaitable[Any], answer: Answer) -> None:
        """Wait for it, on an asyncio loop of this call's."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(_tell(awaitable, answer))

    def run(self, is_over: Callable[[], bool], due: float | None, time_out: Callable[[], object]) -> None:
        """Do what there is to do."""
        while not is_over():
            try:
                callback = self._queue.get(timeout=None if due is None else max(due - time.monotonic(), 0))
            except Empty:
                callback, due = time_out, None
            callback()

    def __del__(self) -> None:
        if self._loop is not None:
            self._loop.close()


class OnLoop(Turns):
    """Those of a test that awaits."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_over: Callable[[], bool] = lambda: False
        self._over: asyncio.Future[None] | None = None

    def post(self, callback: Callable[[], object]) -> None:
        """Have it call a function."""
        try:
            self._loop.call_soon_threadsafe(self._do, callback)
        except RuntimeError:  # it is closed: what is left of a call that nobody awaits ends here
            callback()

    def settle(self, awaitable: Awaitable[Any], answer: Answer) -> None:
        """Have it awaited."""
        task = self._loop.create_task(_tell(awaitable, lambda *told: self._do(lambda: answer(*told))))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self, is_over: Callable[[], bool], due: float | None, time_out: Callable[[], object]) -> None:
        """Await that the loop has done what there is to do."""
        if is_over():
            return
        self._is_over, self._over = is_over, self._loop.create_future()
        timer = None
        if due is not None:
            timer = self._loop.call_later(max(due - time.monotonic(), 0), self._do, time_out)
        try:
            await self._over
        finally:
            self._over = None
            if timer is not None:
                timer.cancel()

    def _do(self, callback: Callable[[], object]) -> None:
        callback()
        if self._over is not None and not self._over.done() and self._is_over():
            self._over.set_result(None)


async def _tell(awaitable: Awaitable[Any], answer: Answer) -> None:
    try:
        value = await awaitable
    except BaseException as error:
        answer(None, error)
    else:
        answer(value, None)
