"""Stream: a generator of Python's, as a test iterates over it."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.exports.function import UNDEFINED
from bridge.streams.line import CLOSE, GO, SEND, THROW
from bridge.testing.errors import to_exception
from bridge.testing.values import into

from .turns import OnLoop, Waiting

if TYPE_CHECKING:
    from typing_extensions import Self

    from .streaming import StreamCall


class Stream:
    """What JavaScript has of a generator: an iterator, for `for` and for `async for`. One item at a time is made.

    Its Python begins when the first one is asked for.
    """

    def __init__(self, call: StreamCall) -> None:
        self._call = call

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        """Do what `next(value)` does."""
        self._wait(*self._sent(value))
        return self._made(StopIteration)

    def throw(self, error: BaseException) -> Any:
        """Raise an error inside of the generator: what Python raised comes back as itself, another is a `JsError`."""
        if not self._call.has_begun:
            self.close()
        if not self._wait(THROW, to_exception(error)):
            raise error
        return self._made(StopIteration)

    def close(self) -> None:
        """Close the generator, and wait for its `finally`."""
        self._wait(CLOSE, None)
        self._call.result()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        return await self.asend(None)

    async def asend(self, value: Any) -> Any:
        """Do what `send()` does."""
        await self._wait_async(*self._sent(value))
        return self._made(StopAsyncIteration)

    async def athrow(self, error: BaseException) -> Any:
        """Do what `throw()` does."""
        if not self._call.has_begun:
            await self.aclose()
        if not await self._wait_async(THROW, to_exception(error)):
            raise error
        return self._made(StopAsyncIteration)

    async def aclose(self) -> None:
        """Do what `close()` does."""
        await self._wait_async(CLOSE, None)
        self._call.result()

    def __del__(self) -> None:
        if self._call.is_resting and self._call.has_begun:
            self._call.step(CLOSE, None)

    def _sent(self, value: Any) -> tuple[int, Any]:
        """Say what next(value) is: the first one begins."""
        copy = into(value)
        return (GO, None) if copy in (None, UNDEFINED) or not self._call.has_begun else (SEND, copy)

    def _wait(self, what: int, value: Any) -> bool:
        """Have the generator do something, and wait for it; false if it has ended."""
        if not isinstance(self._call.turns, Waiting):
            self._call.use(Waiting())
        call = self._call
        is_asked = self._ask(what, value)
        if is_asked:
            call.turns.run(self._is_made, call.due, call.time_out)
        return is_asked

    async def _wait_async(self, what: int, value: Any) -> bool:
        if not isinstance(self._call.turns, OnLoop):
            self._call.use(OnLoop())
        call = self._call
        is_asked = self._ask(what, value)
        if is_asked:
            await call.turns.run(self._is_made, call.due, call.time_out)
        return is_asked

    def _ask(self, what: int, value: Any) -> bool:
        call = self._call
        if what == CLOSE and not call.has_begun:
            call.is_answered = True
        if call.is_answered:
            return False
        call.step(what, value)
        return True

    def _is_made(self) -> bool:
        return self._call.is_resting or self._call.is_answered

    def _made(self, end: type[Exception]) -> Any:
        call = self._call
        if not call.is_answered:
            return call.steps.item
        error, value = call.error, call.value
        call.error = call.value = None
        if error is not None:
            raise error
        raise end() if value is None else end(value)
