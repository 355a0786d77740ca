"""Callers: functions of JavaScript's that came as arguments, and what they are asked."""
from __future__ import annotations

from typing import Any, Protocol

from bridge._monkey.crossing.batches import put_all
from bridge._monkey.crossing.values import Reference, prepare
from bridge.pool._pool import cancelled_here
from bridge.streams import line as streams
from bridge.streams.asked import Asked

_UNDEFINED = 0  # a slot


class Way(Protocol):
    """What a Caller knows of its Line: see line.py."""

    is_cut: bool
    is_over: bool

    def post(self, caller: Caller, arguments: list[Any]) -> None:
        """Have a function called; where too much is on its way, wait until it is not."""

    def post_latest(self, caller: Caller, arguments: list[Any]) -> None:
        """Have a function called, last of all, and not with what it has not been called with yet."""

    def ask(self, caller: Caller, arguments: list[Any], asked: Asked) -> None:
        """Have a function called, and its answer told."""


class Caller(streams.Caller):
    """A function, until its Line is over. Any thread."""

    def __init__(self, host: Any, name: int, is_source: bool) -> None:
        self.host = host  # an Entrance
        self.name = name
        self.is_source = is_source  # it pulls the items of an iterable
        self.line: Way | None = None
        self._reference: Reference | None = Reference(name, host.drop)

    def post(self, arguments: tuple[Any, ...]) -> None:
        """Have it called, in order with all that the Job posts."""
        self._line().post(self, self._prepared(arguments))

    def post_latest(self, arguments: tuple[Any, ...]) -> None:
        """Have it called in the place of the last such call, if that is still to come."""
        self._line().post_latest(self, self._prepared(arguments))

    def ask(self, arguments: tuple[Any, ...]) -> Asked:
        """Have it called, and its answer told."""
        line = self._line()
        if line.is_cut:
            raise cancelled_here()
        asked = Asked(self.fill)
        line.ask(self, self._prepared(arguments), asked)
        return asked

    def call(self, arguments: tuple[Any, ...], is_asked: bool) -> Any:
        """Call it here, on JavaScript's thread."""
        self._line()
        host = self.host
        js = host.enter()
        mark = int(js.mark())
        try:
            callee = int(js.held(self.name))
            first = put_all(host, self._prepared(arguments))
            raw = host.call(callee, _UNDEFINED, list(range(first, first + len(arguments))))
            if not is_asked:
                return None
            if host.kind(raw) == "promise":
                raise TypeError(streams.NO_WAITING)
            return host.read_one(host.check(js.packOne(raw)), self.fill)
        finally:
            js.close(mark)

    def is_here(self) -> bool:
        """Tell whether this is JavaScript's thread."""
        return bool(self.host.is_here())

    def let_go(self) -> None:
        """Let JavaScript forget it. JavaScript's thread, once it is over."""
        if self.is_source:
            self.host.js.closeSource(self.name)
        self._reference = None

    def _line(self) -> Way:
        if self.line is None or self.line.is_over:
            raise RuntimeError(streams.OVER)
        return self.line

    def _prepared(self, arguments: tuple[Any, ...]) -> list[Any]:
        return [prepare(each, self.host.classes) for each in arguments]
