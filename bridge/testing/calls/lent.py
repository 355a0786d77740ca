"""Lent: a test's own functions, as Python calls them, for as long as its call goes on."""
from __future__ import annotations

from functools import partial
from inspect import isawaitable
from threading import get_ident
from typing import TYPE_CHECKING, Any

from bridge.exports.function import UNDEFINED
from bridge.pool._pool import cancelled_here
from bridge.streams import line
from bridge.streams.asked import Asked
from bridge.testing.errors import to_exception
from bridge.testing.values import into, out

if TYPE_CHECKING:
    from collections.abc import Callable

    from .turns import Turns


class Line:
    """What joins a call to what it was lent, while it lives."""

    def __init__(self, turns: Turns, fail: Callable[[BaseException], object]) -> None:
        self.turns = turns
        self.fail = fail  # what a function raises whose answer nobody waits for is the call's error
        self.is_cut = False  # nobody waits for the call any more
        self.is_over = False
        self._asked: set[Asked] = set()
        self._lent: list[Lent] = []

    def keep(self, lent: Lent) -> Lent:
        """Have one end with the call."""
        self._lent.append(lent)
        return lent

    def check(self) -> None:
        """See that the call goes on. Any thread, as in what follows.

        Raises:
            RuntimeError: it has ended.
        """
        if self.is_over:
            raise RuntimeError(line.OVER)

    def post(self, callback: Callable[[], object]) -> None:
        """Have the test's thread call a function, if the call is still waited for; what that raises is its error."""
        self.turns.post(partial(self._run, callback))

    def ask(self, asking: Callable[[Asked], object]) -> Asked:
        """Have the test's thread answer a question."""
        if self.is_cut:
            raise cancelled_here()
        asked = Asked(None)  # a test says of nothing in its answers that it is undefined
        self._asked.add(asked)
        self.turns.post(partial(asking, asked))
        return asked

    # the test's thread

    def _run(self, callback: Callable[[], object]) -> None:
        if self.is_cut:
            return
        try:
            callback()
        except BaseException as error:
            self.fail(error)

    def answer(self, asked: Asked, value: Any, error: BaseException | None) -> None:
        """Answer a question with a value for Python, unless there is nobody to answer to."""
        if asked in self._asked:
            self._asked.discard(asked)
            asked.settle(value, None if error is None else to_exception(error))

    def close(self) -> None:
        """See that the call is over: whoever waits for an answer gets none."""
        if self.is_over:
            return
        self.is_cut = self.is_over = True
        while self._asked:
            self._asked.pop().give_up()
        for each in self._lent:
            each.end()


class Lent(line.Caller):
    """What Python calls, of a test's. A subclass says what is done with the arguments."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._latest: tuple[Any, ...] | None = None

    def run(self, arguments: tuple[Any, ...]) -> Any:
        """Do what is asked, and give the answer, or what is awaited for it. The test's thread."""
        raise NotImplementedError

    def end(self) -> None:
        """See that the call is over. The test's thread."""

    def taken(self, value: Any) -> Any:
        """Give what Python has of an answer."""
        return value

    def post(self, arguments: tuple[Any, ...]) -> None:
        """Have it called, in order with all that the call posts."""
        self._line.check()
        self._line.post(partial(self._run_posted, tuple(map(out, arguments))))

    def post_latest(self, arguments: tuple[Any, ...]) -> None:
        """Have it called, in the place of the last such call if that is still to come."""
        self._line.check()
        is_due, self._latest = self._latest is not None, tuple(map(out, arguments))
        if not is_due:
            self._line.post(self._run_latest)

    def ask(self, arguments: tuple[Any, ...]) -> Asked:
        """Have it called, and its answer told."""
        self._line.check()
        return self._line.ask(partial(self._run_asked, tuple(map(out, arguments))))

    def call(self, arguments: tuple[Any, ...], is_asked: bool) -> Any:
        """Call it here, on the test's thread."""
        self._line.check()
        try:
            value = self.run(tuple(map(out, arguments)))
            if is_asked and not isawaitable(value):
                value = self.taken(value)
        except BaseException as error:
            raise to_exception(error) from None
        if isawaitable(value):
            _drop(value)
            raise TypeError(line.NO_WAITING)
        return value if is_asked else None

    def is_here(self) -> bool:
        """Tell whether this is the test's thread."""
        return get_ident() == self._line.turns.thread

    def _run_latest(self) -> None:
        arguments, self._latest = self._latest, None
        if arguments is not None:
            self._run_posted(arguments)

    def _run_posted(self, arguments: tuple[Any, ...]) -> None:
        value = self.run(arguments)
        if isawaitable(value):
            self._line.turns.settle(value, lambda _, error: error and self._line.fail(error))

    def _run_asked(self, arguments: tuple[Any, ...], asked: Asked) -> None:
        try:
            value = self.run(arguments)
            if isawaitable(value):
                self._line.turns.settle(value, partial(self._tell, asked))
            else:
                self._line.answer(asked, self.taken(value), None)
        except BaseException as error:
            self._line.answer(asked, None, error)

    def _tell(self, asked: Asked, value: Any, error: BaseException | None) -> None:
        try:
            self._line.answer(asked, None if error else self.taken(value), error)
        except BaseException as problem:  # it cannot be copied
            self._line.answer(asked, None, problem)


class Function(Lent):
    """A function."""

    def __init__(self, line: Line, callee: Callable[..., Any]) -> None:
        super().__init__(line)
        self._callee = callee

    def run(self, arguments: tuple[Any, ...]) -> Any:
        """Call it."""
        return self._callee(*arguments)

    def taken(self, value: Any) -> Any:
        """Copy its answer."""
        copy = into(value)
        return None if copy is UNDEFINED else copy


def _drop(awaitable: Any) -> None:
    """Let go of a coroutine that nobody will await, without a warning."""
    if hasattr(awaitable, "close"):
        awaitable.close()
