"""Streams: what JavaScript says to Python's generators, and answers to what it was asked. JavaScript's thread."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bridge._monkey.jobs.streaming import StreamCall
from bridge.exports.function import UNDEFINED
from bridge.streams.line import CLOSE, SEND, THROW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bridge._monkey.jobs.callers import Caller
    from bridge._monkey.jobs.entrance import Entrance
    from bridge.exports.function import Export


class Unbegun:
    """A call of a generator function, as long as nobody has asked for an item."""

    def __init__(self, export: Export, arguments: list[Any] | BaseException, callers: Sequence[Caller]) -> None:
        self.export = export
        self.arguments = arguments  # or why there are none
        self.callers = callers
        self.timeout_ms = export.timeout_ms or math.inf
        self.priority = 0


class Streams:
    """What is lent to calls/streams.js."""

    def __init__(self, host: Entrance) -> None:
        self._host = host

    def lent(self) -> dict[str, Callable[..., object]]:
        """Give them by their names."""
        return {
            "advance": self._advance,
            "answered": self._answered,
            "begin": self._begin,
            "close": self._close,
            "failed": self._failed,
            "open": self._open,
            "raise": self._raise,
            "send": self._send,
        }

    def _open(self, number: float, count: float, key: float, timeout: float, priority: float) -> None:
        """Keep a call, with the arguments that JavaScript has packed, until it begins."""
        host = self._host
        export = host.objects[int(number)]
        arguments: list[Any] | BaseException
        try:
            arguments = host.read(int(count), export)
        except BaseException as error:
            arguments = error
        call = Unbegun(export, arguments, host.take_lent())
        call.timeout_ms = min(timeout, call.timeout_ms)
        call.priority = int(priority)
        host.streams[int(key)] = call

    def _begin(self, key: float) -> None:
        host = self._host
        call = host.streams[int(key)]
        assert isinstance(call, Unbegun)
        job = StreamCall(host, int(key), call.export, call.priority, call.callers)
        host.streams[int(key)] = job
        if isinstance(call.arguments, BaseException):
            job.refuse(host.prepared(call.arguments))
            return
        job.arguments = call.arguments
        job.flow.grant(1)
        job.send(call.timeout_ms)

    def _find(self, key: float) -> StreamCall | None:
        """Find one that has not ended."""
        found = self._host.streams.get(int(key))
        return found if isinstance(found, StreamCall) else None

    def _advance(self, key: float, count: float) -> None:
        job = self._find(key)
        if job is not None:
            job.flow.grant(int(count))

    def _send(self, key: float, count: float) -> None:
        """Send a value that JavaScript has packed."""
        (value,) = self._host.read(int(count))
        job = self._find(key)
        if job is not None:
            job.flow.say(SEND, None if value is UNDEFINED else value)

    def _raise(self, key: float, raw: float) -> None:
        job = self._find(key)
        if job is not None:
            job.flow.say(THROW, self._host.exception_of(int(raw)))

    def _close(self, key: float) -> None:
        """Have a generator end; one that has not begun never was."""
        job = self._find(key)
        if job is not None:
            job.flow.say(CLOSE, None)
        else:
            self._host.streams.pop(int(key), None)

    def _failed(self, line: float, raw: float) -> None:
        """Fail a call by what it has posted."""
        found = self._host.lines.get(int(line))
        if found is not None:
            found.fail(self._host.exception_of(int(raw)))

    def _answered(self, line: float, number: float, failed: float, what: float) -> None:
        """Answer a question: with a value that JavaScript has packed, or by the slot of what was thrown."""
        host = self._host
        found = host.lines.get(int(line))
        asked = found and found.take_asked(int(number))
        value: Any = None
        error: BaseException | None = None
        if failed:
            error = host.exception_of(int(what))
        else:
            try:
                value = host.read_one(int(what), asked and asked.fill)
            except BaseException as problem:
                error = problem
        if asked is not None:
            asked.settle(value, error)
