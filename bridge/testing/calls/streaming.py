"""Streaming: a generator that makes one item at a time, as it is asked for them."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.exports.function import ASYNC_STREAM
from bridge.pool._pool import cancelled_here
from bridge.streams import line
from bridge.streams.line import CLOSE, THROW
from bridge.streams.outgoing import Outgoing, drive
from bridge.testing.values import out

from .call import Call, Traced

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.exports.function import Export

    from .turns import Turns

_DROPPED = "the asynchronous generator was dropped before it had ended"


class Steps(line.Line):
    """What the generator sees of its reader: it is told one thing at a time, and makes an item of it."""

    def __init__(self, call: StreamCall) -> None:
        self._call = call
        self._told: tuple[int, Any] | None = None
        self._is_told_to_stop = False
        self._on_ready: Callable[[], object] | None = None
        self._on_close: Callable[[], object] | None = None
        self.item: Any = None

    def put(self, item: Any) -> bool:
        """Keep an item until it is read."""
        self.item = out(item)
        return False

    def take(self) -> tuple[int, Any] | None:
        """Tell what is next; None where it rests."""
        if self._call.line.is_cut:
            if self._is_told_to_stop:
                return CLOSE, None
            self._is_told_to_stop = True
            return THROW, cancelled_here(self._call.reason())
        told, self._told = self._told, None
        return told

    def when_ready(self, callback: Callable[[], object]) -> None:
        """Have a callback called once there is something to do."""
        self._on_ready = callback
        self._call.rested()

    def when_closed(self, callback: Callable[[], object]) -> None:
        """Have a callback called once it is closed."""
        self._on_close = callback

    # the test's thread

    def say(self, what: int, value: Any) -> None:
        """Have the generator do something."""
        self._told = what, value
        if what == CLOSE and self._on_close is not None:
            self._on_close()

    def go_on(self) -> bool:
        """Have it go on, if it rests on an asyncio loop: whether it does."""
        callback, self._on_ready = self._on_ready, None
        if callback is not None:
            callback()
        return callback is not None


class StreamCall(Call):
    """A call of a generator function. It rests before its first item, and between two."""

    def __init__(self, export: Export, turns: Turns, timeout_ms: float) -> None:
        super().__init__(export, turns, timeout_ms)
        self.steps = Steps(self)
        self.has_begun = False
        self.is_resting = True
        self._outgoing: Outgoing | None = None

    # the test's thread

    def step(self, what: int, value: Any) -> None:
        """Have it do something."""
        self.steps.say(what, value)
        if self.has_begun:
            self._go_on()
        else:
            self.has_begun, self.is_resting = True, False
            self.send(self.arguments)

    def _go_on(self) -> None:
        self.is_resting = False
        if not self.steps.go_on():
            self.submit_again()

    def _rest(self) -> None:
        self.is_resting = True
        if self.line.is_cut:
            self._go_on()

    def withdraw(self) -> bool:
        """Have its Python not begin; false if it has."""
        return not self.has_begun

    def interrupt(self) -> None:
        """Have the generator end: on a leg of its own, if it rests."""
        self.tell_running()
        if self.is_resting:
            self._go_on()

    # the generator's thread, or its event loop's

    def rested(self) -> None:
        """Let it be known that it rests."""
        self.turns.post(self._rest)

    def perform(self) -> bool:
        """Perform until it has ended, or rests."""
        arguments, self.arguments = self.arguments, []
        if self.export.kind == ASYNC_STREAM:
            from bridge.executors import loop

            return self.start(loop.start, lambda given: drive(self.export.call(given), self.steps), arguments, _DROPPED)
        with Traced():
            if self._outgoing is None:
                self._outgoing = Outgoing(self.export.call(arguments))
            while not self._outgoing.leg(self.steps):
                if self.rest():
                    self.rested()
                    return False
            self.succeed(self._outgoing.value)
        return True
