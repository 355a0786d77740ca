"""Outgoing: a generator, as JavaScript iterates over it: by legs on the Pool's threads, or on the asyncio loop."""

from __future__ import annotations

import atexit
from weakref import WeakSet

from .line import CLOSE, GO, SEND, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_begun: WeakSet[Outgoing] = WeakSet()
"""Those whose generators may rest when the process ends."""


class Outgoing:
    """A generator, or another iterator, that runs ahead of its reader, and rests where that does not follow."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator if hasattr(iterator, "__next__") else iter(iterator)
        self.value: Any = None  # what it returned
        _begun.add(self)

    def leg(self, line: Line) -> bool:
        """Run until it has ended, or rests: whether it has ended. Whatever it raises, it has ended then, too."""
        try:
            return self._run(line)
        except StopIteration as end:
            self.value = end.value
            return True
        except BaseException:
            self._close()  # where it was an item, or the end of the Job
            raise

    def _run(self, line: Line) -> bool:
        iterator = self._iterator
        while True:
            told = line.take()
            if told is None:
                return False
            what, value = told
            if what == GO:
                while line.put(next(iterator)):
                    pass
            elif what == CLOSE:
                self._close()
                return True
            else:
                line.put(self._send(value) if what == SEND else self._throw(value))

    def _send(self, value: Any) -> Any:
        iterator = self._iterator
        return iterator.send(value) if hasattr(iterator, "send") else next(iterator)

    def _throw(self, error: BaseException) -> Any:
        if not hasattr(self._iterator, "throw"):
            raise error
        return self._iterator.throw(error)

    def forget(self) -> None:
        """Let go of the iterator, at exit: a generator that rests closes then, and Python reports what that raises."""
        self._iterator = None

    def _close(self) -> None:
        if hasattr(self._iterator, "close"):
            self._iterator.close()


def _forget_all() -> None:
    for each in tuple(_begun):
        each.forget()


atexit.register(_forget_all)


async def drive(iterator: Any, line: Line) -> Any:
    """Run an asynchronous generator, or what a coroutine gives, to its end."""
    from .awaiting import Making, ready

    making = Making(line)
    try:
        if hasattr(iterator, "__await__"):
            making.goes_on = True
            iterator = await iterator
            making.goes_on = False
        iterator = iterator.__aiter__()
        while True:
            told = line.take()
            if told is None:
                await ready(line)
                continue
            what, value = told
            if what == CLOSE:
                return await _aclose(iterator)
            making.goes_on = True
            if what == GO:
                while line.put(await iterator.__anext__()):
                    pass
            else:
                line.put(await (_asend(iterator, value) if what == SEND else _athrow(iterator, value)))
            making.goes_on = False
    except StopAsyncIteration:
        return None
    except BaseException as error:
        making.goes_on = False
        await _aclose(iterator)
        if making.is_end(error):
            return None
        raise


def _asend(iterator: Any, value: Any) -> Any:
    return iterator.asend(value) if hasattr(iterator, "asend") else iterator.__anext__()


def _athrow(iterator: Any, error: BaseException) -> Any:
    if not hasattr(iterator, "athrow"):
        raise error
    return iterator.athrow(error)


async def _aclose(iterator: Any) -> None:
    if hasattr(iterator, "aclose"):
        await iterator.aclose()
