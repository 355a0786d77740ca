"""Functions: what a Module exports that can be called."""
from __future__ import annotations

import contextvars
import math
from copy import copy
from typing import TYPE_CHECKING, Any

from bridge.exports.function import ASYNC_STREAM, STREAM, SYNC, Export, Notes

from .calls.call import Call
from .calls.lent import Lent, Line
from .calls.sources import lend
from .calls.streaming import StreamCall
from .calls.streams import Stream
from .calls.turns import OnLoop, Waiting
from .values import error_of, into, into_options, out

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self


def function_of(export: Export) -> Function:
    """Give what a test calls."""
    export.prepare()  # which tells of some that they give an iterator
    if export.kind == SYNC:
        return Function(export)
    return Streaming(export) if export.kind in (STREAM, ASYNC_STREAM) else Later(export)


class Function:
    """A function that answers at once."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._this: tuple[Any, ...] = ()
        self.__wrapped__ = export.function
        self.__name__ = export.name
        self.__doc__ = export.function.__doc__

    def __get__(self, instance: Any, owner: object = None) -> Self:
        """Be a method."""
        if instance is None:
            return self
        bound = copy(self)
        bound._this = (instance.__wrapped__,)
        return bound

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__name__}>"

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call it, with copies; what is named comes in a plain object that is the last argument.

        Raises:
            PythonError: as JavaScript sees what Python raised.
            TypeError: JavaScript has no such value.
        """
        return call_now(self._export, (*self._this, *arguments), options, out)


class Later(Function):
    """A function that answers later: called, it waits for that."""

    _timeout_ms = math.inf

    def with_(self, *, timeout: float) -> Self:
        """Give such a function whose calls have so many milliseconds; as JavaScript's `f.with({ timeout })`."""
        made = copy(self)
        made._timeout_ms = timeout
        return made

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Do what `await f(...)` does: wait for what it gives, and meanwhile call what was passed to it."""
        turns = Waiting()
        call = self._begin(Call(self._export, turns, self._timeout_ms), arguments, options)
        try:
            turns.run(call.has_answer, call.due, call.time_out)
        except BaseException:  # a KeyboardInterrupt
            call.abort()
            raise
        return call.result()

    async def aio(self, *arguments: Any, **options: Any) -> Any:
        """Do the same as a coroutine. Cancelled, it cancels the call, as an AbortSignal does."""
        turns = OnLoop()
        call = self._begin(Call(self._export, turns, self._timeout_ms), arguments, options)
        try:
            await turns.run(call.has_answer, call.due, call.time_out)
        except BaseException:
            call.abort()
            raise
        return call.result()

    def _begin(self, call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> Call:
        call.send(_bind(self._export, call.line, (*self._this, *arguments), options))
        return call


class Streaming(Later):
    """A function that gives a stream."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Give the stream, for `for` and for `async for`."""
        call = StreamCall(self._export, Waiting(), self._timeout_ms)
        call.arguments = _bind(self._export, call.line, (*self._this, *arguments), options)
        return Stream(call)

    async def aio(self, *arguments: Any, **options: Any) -> Any:
        """Do the same."""
        return self(*arguments, **options)


def call_now(export: Export, arguments: tuple[Any, ...], options: dict[str, Any], copied: Callable[[Any], Any]) -> Any:
    """Call a function on this thread, and copy its result."""
    line = Line(Waiting(), _fail_nothing)
    try:
        given = _bind(export, line, arguments, options)
        return _run(export, given, copied)
    finally:
        line.close()


def _run(export: Export, given: list[Any], copied: Callable[[Any], Any]) -> Any:
    try:
        return copied(contextvars.copy_context().run(export.call, given))
    except KeyboardInterrupt:  # the user's
        raise
    except BaseException as error:
        raise error_of(error)  # noqa: B904 - of which it is the cause


def _fail_nothing(_: BaseException) -> None:
    """Do nothing: the thread does not wait, so that it does nothing that is posted to it."""


def _bind(export: Export, line: Line, arguments: tuple[Any, ...], options: dict[str, Any]) -> list[Any]:
    """Copy arguments as a host does, and say of them what their values do not tell."""
    given = [*arguments, options] if options else arguments
    lent = [lend(line, value, export.role_at(index)) for index, value in enumerate(given)]
    if not given or isinstance(lent[-1], Lent):
        return [each if isinstance(each, Lent) else into(each) for each in lent]
    *others, last = lent
    values = [each if isinstance(each, Lent) else into(each) for each in others]
    named = _lend_named(export, line, last) if isinstance(last, dict) else {}
    made, is_plain = into_options({key: each for key, each in last.items() if key not in named} if named else last)
    if named:
        made |= named
    values.append(made)
    if is_plain and export.takes_options(len(values) - 1):
        values.append(Notes(True, None))
    return values


def _lend_named(export: Export, line: Line, options: dict[str, Any]) -> dict[str, Lent]:
    named = {key: lend(line, options[key], role) for key, role in export.named_roles.items() if key in options}
    return {key: each for key, each in named.items() if isinstance(each, Lent)}
