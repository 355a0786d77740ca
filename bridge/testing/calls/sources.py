"""Sources: a test's iterators, whose items Python pulls in batches, as it pulls JavaScript's."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.streams.roles import CALLBACK, ITERABLE
from bridge.testing.values import into

from .lent import Function, Lent

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable

    from .lent import Line

    Batch = tuple[list[Any], bool]

_CLOSE = -1


class Source(Lent):
    """An iterable."""

    def __init__(self, line: Line, iterable: Iterable[Any]) -> None:
        super().__init__(line)
        self._iterator = iter(iterable)
        self._has_ended = False
        self._error: BaseException | None = None

    def run(self, arguments: tuple[Any, ...]) -> Any:
        """Pull so many items: what the iterator raises comes after those before it."""
        (count,) = arguments
        if count == _CLOSE:
            return self.end()
        items: list[Any] = []
        try:
            while len(items) < count and not self._has_ended:
                items.append(into(next(self._iterator)))
        except StopIteration:
            self._has_ended = True
        except BaseException as error:
            self._has_ended, self._error = True, error
        failure = self._error
        if failure is not None and not items:
            self._error = None
            raise failure
        return items, self._has_ended and self._error is None

    def end(self) -> None:
        """End the iterator, unless it has ended."""
        if not self._has_ended and hasattr(self._iterator, "close"):
            self._iterator.close()
        self._has_ended = True


class AsyncSource(Lent):
    """An asynchronous iterable: one item at a time."""

    def __init__(self, line: Line, iterable: AsyncIterable[Any]) -> None:
        super().__init__(line)
        self._iterator: Any = aiter(iterable)
        self._has_ended = False

    def run(self, arguments: tuple[Any, ...]) -> Any:
        """Pull an item."""
        (count,) = arguments
        if count == _CLOSE:
            return self.end()
        return self._pull()

    async def _pull(self) -> Batch:
        if self._has_ended:
            return [], True
        try:
            return [into(await anext(self._iterator))], False
        except StopAsyncIteration:
            self._has_ended = True
            return [], True
        except BaseException:
            self._has_ended = True
            raise

    def end(self) -> None:
        """End the iterator, unless it has ended."""
        if not self._has_ended and hasattr(self._iterator, "aclose"):
            self._line.turns.settle(self._iterator.aclose(), lambda _value, _error: None)
        self._has_ended = True


def lend(line: Line, value: Any, role: int) -> Any:
    """Give what stands for an argument, if Python is to call it, or pull its items; else the argument."""
    if role == CALLBACK and callable(value):
        return line.keep(Function(line, value))
    if role == ITERABLE and hasattr(value, "__aiter__"):
        return line.keep(AsyncSource(line, value))
    if role == ITERABLE and (hasattr(value, "__next__") or isinstance(value, (set, frozenset))):
        return line.keep(Source(line, value))
    return value
