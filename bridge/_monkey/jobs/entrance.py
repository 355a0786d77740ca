"""Entrance: how JavaScript and the author's Python come to one another, in the one environment of this process."""
from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.crossing import Crossing
from bridge._monkey.crossing.values import Described, Thrown, prepare_exception
from bridge._monkey.spidermonkey.interrupts import Interrupts
from bridge._monkey.turns.outbox import Outbox
from bridge.contexts.context import TaskContext
from bridge.contract.environment import Environment
from bridge.handles.error import JsError
from bridge.handles.value import lend

from .callers import Caller
from .pending import Pending

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bridge.contract.kinds import Raw

UNDEFINED = 0  # a slot


class Entrance(Outbox, Crossing, Environment):
    """What calls and Jobs need of the environment."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        Outbox.__init__(self, loop)
        Environment.__init__(self)
        Crossing.__init__(self, lambda: self.wake(self.sweep))
        self.thread = get_ident()
        self.interrupts = Interrupts()
        self.on_full: Callable[[str], object] = lambda _: None
        """Called with the name of a pool that has refused a call."""
        self.pending = Pending(self.on_full)
        self.streams: dict[int, Any] = {}  # by what settles them, those that have not ended
        self.lines: dict[int, Any] = {}  # see line.py
        self._callers: list[Caller] = []  # of the arguments that were read last
        self.entries = 0
        """How often JavaScript has entered the author's Python."""

    def is_here(self) -> bool:
        """Tell whether this is JavaScript's thread."""
        return get_ident() == self.thread

    def enter(self) -> Any:
        """Give the functions of the JavaScript half.

        Raises:
            RuntimeError: on any thread but JavaScript's.
        """
        if get_ident() != self.thread:
            raise RuntimeError("JavaScript values may be used on JavaScript's thread only")
        return self.js

    def lent_function(self, name: int, is_source: bool) -> Caller:
        """Give what calls a function that JavaScript holds for Python, or what pulls an iterable's items."""
        self._callers.append(Caller(self, name, is_source))
        return self._callers[-1]

    def take_lent(self) -> list[Caller]:
        """Take all functions that have been lent since, for the Line of a call."""
        callers, self._callers = self._callers, []
        return callers

    def keep_line(self, line: Any) -> int:
        """Keep a Line until it is over; its number."""
        number = next(self._numbers)
        self.lines[number] = line
        return number

    def drop_line(self, number: int) -> None:
        """See that a Line is over."""
        self.lines.pop(number, None)

    def throw_later(self, error: BaseException) -> None:
        """Have an error of a synchronous call's be uncaught. JavaScript's thread."""
        self.js.uncaught(self.put_exception(error))

    def exception_of(self, raw: Raw) -> BaseException:
        """Give the Python exception that an Error stands for, or one that stands for what JavaScript threw."""
        exception = self.exception(raw)
        if exception is not None:
            return exception
        return JsError(self, raw)

    def put_exception(self, error: BaseException) -> Raw:
        """Make the value that JavaScript is to catch for a Python exception."""
        return self.put(self.prepared(error))

    def prepared(self, error: BaseException) -> Described | Thrown:
        """Write a Python exception down for JavaScript. Any thread."""
        return prepare_exception(error, self.classes)

    def copy_held(self, value: Thrown) -> Any:
        """Copy what JavaScript holds for Python.

        Raises:
            TypeError, ValueError, RecursionError: it has no counterpart in Python.
        """
        mark = self.js.mark()
        try:
            return self.plain(self.put(value))
        finally:
            self.js.close(mark)

    def raw_result(self, value: object) -> Raw:
        """Give the value that a function by reference returns; nothing is undefined."""
        return UNDEFINED if value is None else lend(self, value)

    def call_in_context(self, callee: Callable[..., object]) -> Raw:
        """Call the author's Python with a TaskContext."""
        self.entries += 1
        context = TaskContext(self)
        context._begin()
        try:
            return self.raw_result(callee(context))
        finally:
            context._end()
