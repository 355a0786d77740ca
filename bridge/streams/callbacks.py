"""Callback: a function of JavaScript's, as Python calls it.

>>> @task
... def train(data: list[float], progress: Callback[[int, float], None]) -> float: ...
"""

from __future__ import annotations

import sys
from types import GenericAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from bridge.values.convert import Converter

    from .line import Caller


class Callback:
    """A function of JavaScript's that came as an argument, to be called from any thread while its call goes on."""

    def __init__(
        self, caller: Caller, convert: Converter | None, is_asked: bool, function: str = "", name: str = ""
    ) -> None:
        self._caller = caller
        self._convert = convert  # of its answers; None where any will do
        self._is_asked = is_asked
        self._function = function
        self._name = name

    def __class_getitem__(cls, annotations: Any) -> Any:
        return GenericAlias(cls, _hashable(annotations))

    def __call__(self, *arguments: Any) -> Any:
        """Call it with copies of plain values. It is posted where its result is None; else the caller waits for that.

        On JavaScript's own thread, in a synchronous export, it is called directly.

        Raises:
            TypeError: an argument, or the answer, is not what it has to be.
            JsError: what it threw, where that is waited for. (What a posted one throws is the error of the whole call.)
            RuntimeError: the call that it was an argument of has ended.
        """
        caller = self._caller
        if caller.is_here():
            return self._answered(caller.call(arguments, self._is_asked))
        if not self._is_asked:
            return self._post(arguments)
        _check_may_wait()
        return self._answered(caller.ask(arguments).wait())

    async def aio(self, *arguments: Any) -> Any:
        """Call it, and wait for its answer, as `await callback.aio(...)` on an asyncio loop."""
        from .awaiting import answer

        return self._answered(await answer(self._caller.ask(arguments)))

    def _post(self, arguments: tuple[Any, ...]) -> Any:
        self._caller.post(arguments)

    def _answered(self, value: Any) -> Any:
        if not self._is_asked:
            return None
        return value if self._convert is None else self._convert(value, self._function, f"{self._name}()")


class Latest(Callback):
    """A function of JavaScript's that is only told the newest of what has not come to it yet."""

    def _post(self, arguments: tuple[Any, ...]) -> Any:
        self._caller.post_latest(arguments)


def _hashable(annotations: Any) -> tuple[Any, ...]:
    """Give what a Callback is annotated with, in a form that Optional can have."""
    parts = annotations if isinstance(annotations, tuple) else (annotations,)
    return tuple(tuple(each) if isinstance(each, list) else each for each in parts)


def _check_may_wait() -> None:
    """See that no asyncio loop has to wait, which JavaScript may need for its answer."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None and asyncio._get_running_loop() is not None:
        raise RuntimeError("an asyncio loop would wait for JavaScript: await callback.aio(...)")
