"""Registers: single numbers go between the two through memory, since PythonMonkey 1.4 leaks each that it converts."""
from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Registers:
    """A few doubles that both sides look at. The other end is registers.js. JavaScript's thread."""

    memory: memoryview[float]

    def take(self, buffer: memoryview) -> None:
        """Take the memory for single numbers. Called by JavaScript, once."""
        self.memory = buffer.cast("d")

    def passed(self, functions: dict[str, Callable[..., object]]) -> dict[str, Callable[[], object]]:
        """Make functions that JavaScript calls with numbers, which it leaves in the registers."""
        return {name: self._passed(each, each.__code__.co_argcount - 1) for name, each in functions.items()}

    def _passed(self, function: Callable[..., object], count: int) -> Callable[[], object]:
        return lambda: function(*self.memory[:count])

    def left(self, functions: Any) -> SimpleNamespace:
        """Make functions of JavaScript's, which leave their results in the first register."""
        return SimpleNamespace(**{name: self._left(functions[name], name) for name in functions})

    def _left(self, function: Callable[..., None], name: str) -> Callable[..., Any]:
        if name == "result":
            return function
        registers = self.memory

        def call(*values: Any) -> float:
            function(*values)
            return registers[0]

        return call
