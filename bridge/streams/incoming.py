"""Incoming: an iterable of JavaScript's, as Python iterates over it.

Its Caller is a `pull(count)`, which gives some items and whether they are the last; `pull(-1)` closes the iterable.
"""
from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from bridge.values.convert import filler

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable, Iterator

    from bridge.values.convert import Converter, Filler

    from .line import Caller


class Incoming:
    """One argument that is iterated over, and how."""

    def __init__(self, caller: Caller, convert: Converter | None, function: str, name: str, count: int) -> None:
        self._caller = caller
        self._convert = convert  # of each item
        self._function = function
        self._name = name
        self._asking = (count,)
        self._index = 0

    def items(self) -> Generator[Any, None, None]:
        """Iterate, asking for the next items before the last ones are handed out; on JavaScript's thread, after."""
        if self._caller.is_here():
            yield from self._items_here()
            return
        is_last = False
        try:
            question = self._caller.ask(self._asking)
            while not is_last:
                batch, is_last = question.wait()
                if not is_last:
                    question = self._caller.ask(self._asking)
                yield from self._converted(batch)
        finally:
            if not is_last:
                self._close()

    def _items_here(self) -> Generator[Any, None, None]:
        is_last = False
        try:
            while not is_last:
                batch, is_last = self._caller.call(self._asking, True)
                yield from self._converted(batch)
        finally:
            if not is_last:
                with contextlib.suppress(RuntimeError):  # the call has ended, which has closed it
                    self._caller.call((-1,), False)

    async def items_async(self) -> AsyncGenerator[Any, None]:
        """Iterate on an asyncio loop."""
        from .awaiting import answer  # and asyncio with it, which takes its time to import

        is_last = False
        try:
            question = self._caller.ask(self._asking)
            while not is_last:
                batch, is_last = await answer(question)
                if not is_last:
                    question = self._caller.ask(self._asking)
                for item in self._converted(batch):
                    yield item
        finally:
            if not is_last:
                self._close()

    def _close(self) -> None:
        with contextlib.suppress(RuntimeError):  # the Job has ended, which has closed it
            self._caller.post((-1,))

    def _converted(self, batch: list[Any]) -> Iterable[Any]:
        """Convert items, all at once; where one is refused, those before it come first."""
        convert, function, name = self._convert, self._function, self._name
        if convert is None:
            return batch
        first = self._index
        self._index += len(batch)
        try:
            return [convert(item, function, name) for item in batch]
        except Exception:
            return self._one_by_one(convert, first, batch)

    def _one_by_one(self, convert: Converter, first: int, batch: list[Any]) -> Iterator[Any]:
        for index, item in enumerate(batch, first):
            yield convert(item, self._function, f"{self._name}[{index}]")


def filler_of_items(convert: Converter | None) -> Filler | None:
    """Give what fills in the items of an answer; None where it may not do anything for their Converter."""
    fill = filler(convert)
    return fill and (lambda answer, found: ([fill(item, found) for item in answer[0]], answer[1]))


def each(items: Iterable[Any]) -> Generator[Any, None, None]:
    """Give items that are there already."""
    yield from items


async def each_async(items: Iterable[Any]) -> AsyncGenerator[Any, None]:
    """Give items that are there already, on an asyncio loop."""
    for item in items:
        yield item
