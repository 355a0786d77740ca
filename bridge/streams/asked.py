"""Asked: a Question, where JavaScript's thread answers it in Python."""
from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bridge.pool._pool import Wake

from .line import NO_ANSWER, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.values.convert import Filler


class Asked(Question):
    """A question, and its answer once there is one."""

    def __init__(self, fill: Filler | None) -> None:
        self.fill = fill
        self._wake = Wake()
        self._callbacks: list[Callable[[], object]] = []
        self._is_done = False
        self._value: Any = None
        self._error: BaseException | None = None

    def settle(self, value: Any, error: BaseException | None = None) -> None:
        """Have whoever waits be told. JavaScript's thread, once."""
        self._value, self._error = value, error
        self._is_done = True
        self._wake.set()
        self._tell()

    def give_up(self) -> None:
        """There will be no answer."""
        self.settle(None, RuntimeError(NO_ANSWER))

    def wait(self) -> Any:
        """Wait for the answer."""
        self._wake.wait()
        return self.result()

    def when_done(self, callback: Callable[[], object]) -> None:
        """Have a callback called once it is answered; at once if it is."""
        self._callbacks.append(callback)
        if self._is_done:
            self._tell()

    def result(self) -> Any:
        """Give the answer, or raise what JavaScript threw."""
        if self._error is not None:
            raise self._error
        return self._value

    def _tell(self) -> None:
        with suppress(IndexError):
            while True:
                self._callbacks.pop()()
