"""Outbox: what has finished, to be delivered on JavaScript's thread; and what keeps its event loop alive."""
from __future__ import annotations

import contextvars
from collections import deque
from typing import TYPE_CHECKING, Protocol

from bridge.pool._pool import shield

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from .turns import Turns


class Finished(Protocol):
    """A Job, which is of one script's life."""

    life: int

    def deliver(self) -> None:
        """Deliver it. JavaScript's thread."""


class Outbox:
    """The event loop of JavaScript's thread, an asyncio loop, as Jobs know it."""

    turns: Turns

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.closed = False
        self.life = 0
        """Counts the scripts: what one has begun is not the next one's."""
        self._context = contextvars.copy_context()
        self._finished: deque[Finished] = deque()
        self._references = 0
        self._idle: asyncio.Future[None] | None = None
        self._error: BaseException | None = None

    def open(self, loop: asyncio.AbstractEventLoop, turns: Turns) -> None:
        """Begin a script's life, on a loop."""
        self.loop = loop
        self.turns = turns
        self.closed = False
        self.life += 1
        self._context = contextvars.copy_context()
        self._error = None
        self._references = 0

    def close(self) -> None:
        """End a script's life: what finishes later is dropped."""
        self.closed = True
        self._finished.clear()

    # what keeps the event loop alive

    def hold_loop(self) -> None:
        """Keep it alive until drop_loop() has been called as often. JavaScript's thread."""
        self._references += 1

    def drop_loop(self) -> None:
        """JavaScript's thread."""
        self._references -= 1
        if self._references == 0:
            self._wake_idle()

    @property
    def is_alive(self) -> bool:
        """Whether something keeps the event loop alive."""
        return self._references > 0

    @property
    def is_ended(self) -> bool:
        """Whether the script has ended early: nobody caught an error, or it called process.exit()."""
        return self._error is not None

    async def idle(self) -> None:
        """Wait until nothing keeps the event loop alive; raise what has ended the script."""
        while self._references > 0 and self._error is None:
            self._idle = self.loop.create_future()
            await self._idle
        if self._error is not None:
            raise self._error

    def end_with(self, error: BaseException) -> None:
        """End the script early. JavaScript's thread."""
        self._error = self._error or error
        self._wake_idle()

    def _wake_idle(self) -> None:
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    # delivery

    def finish(self, job: Finished) -> bool:
        """Have a Job delivered; false if there is nobody to deliver it to. Any thread."""
        if self.closed or job.life != self.life:
            return False
        with shield():  # a Job's own thread that is stopped in the middle of it would leave all of them undelivered
            is_first = not self._finished
            self._finished.append(job)
            return not is_first or self.wake(self.deliver_all)

    def wake(self, callback: Callable[[], None]) -> bool:
        """Have JavaScript's thread call back; false if its loop is closed. Any thread."""
        try:
            self.loop.call_soon_threadsafe(callback, context=self._context)
        except RuntimeError:
            return False
        return True

    def deliver_all(self) -> None:
        """JavaScript's thread, straight from its event loop. Deliver what is finished by now, each in its own turn."""
        for _ in range(len(self._finished)):
            if self._error is not None or self.closed:
                return
            self.turns.run(self._finished[0].deliver)
            if self._finished:
                self._finished.popleft()
        if self._finished:
            self.wake(self.deliver_all)
