"""Context (`cx`): a door to JavaScript, open for one call on JavaScript's thread."""
from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from .handles import JsBoolean, JsError, JsNull, JsNumber, JsString, JsUndefined, JsValue
from .scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from .host import Host, Raw

V = TypeVar("V", bound=JsValue | JsError)


class Context(Scope):
    """What every Context can do: make JavaScript values, and throw them.

    Used after its call, or on another thread, it raises `RuntimeError`.
    """

    def undefined(self) -> JsUndefined:
        """Make `undefined`."""
        return JsUndefined(self, self._enter().undefined())

    def null(self) -> JsNull:
        """Make `null`."""
        return JsNull(self, self._enter().null())

    def boolean(self, value: bool) -> JsBoolean:
        """Make a boolean."""
        return JsBoolean(self, self._enter().boolean(value))

    def number(self, value: float) -> JsNumber:
        """Make a number. An `int` beyond 2**53 is rounded to the nearest double.

        Raises:
            OverflowError: beyond 1.8e308.
        """
        return JsNumber(self, self._enter().number(value))

    def string(self, value: str) -> JsString:
        """Make a string."""
        return JsString(self, self._enter().string(value))

    def throw(self, value: JsValue | JsError) -> NoReturn:
        """Throw any value in JavaScript, by raising `JsError` here.

        Raises:
            TypeError: if it is no handle.
        """
        host = self._enter()
        if not isinstance(value, (JsValue, JsError)):
            raise TypeError(f"expected a handle, such as cx.string('why'), got {type(value).__qualname__}")
        raise JsError(self, value._lend(host))

    def throw_error(self, message: str) -> NoReturn:
        """Throw an `Error`."""
        host = self._enter()
        raise JsError(self, host.error("Error", message))

    def throw_type_error(self, message: str) -> NoReturn:
        """Throw a `TypeError`."""
        host = self._enter()
        raise JsError(self, host.error("TypeError", message))

    def throw_range_error(self, message: str) -> NoReturn:
        """Throw a `RangeError`."""
        host = self._enter()
        raise JsError(self, host.error("RangeError", message))


class FunctionContext(Context):
    """The Context of one call of an exported function: also has its arguments."""

    _arguments: tuple[Raw, ...]

    def __init__(self, host: Host, arguments: tuple[Raw, ...]) -> None:
        super().__init__(host)
        self._arguments = arguments

    def __len__(self) -> int:
        return len(self._arguments)

    def len(self) -> int:
        """Count the arguments of the call."""
        return len(self._arguments)

    def argument(self, index: int, type_: type[V]) -> V:
        """Borrow an argument, checked to be of a type. `JsValue` admits any.

        Raises:
            TypeError: "not enough arguments", or "failed to downcast any to function", as Neon says it.
        """
        host = self._enter()
        if index < 0:
            raise IndexError(f"expected an argument's index, counted from 0, got {index}")
        if index >= len(self._arguments):
            raise TypeError("not enough arguments")
        raw = self._arguments[index]
        kinds = type_.kinds
        if kinds and host.kind(raw) not in kinds:
            raise TypeError(f"failed to downcast any to {type_.kind}")
        return type_(self, raw)

    def argument_opt(self, index: int, type_: type[V]) -> V | None:
        """Borrow an argument, or give `None` where the call has fewer.

        Raises:
            TypeError: "failed to downcast any to function", as Neon says it.
        """
        return self.argument(index, type_) if index < len(self._arguments) else None


class TaskContext(Context):
    """The Context of one call of `Task.complete()`."""


class ModuleContext(Context):
    """The Context in which a Module is loaded: puts names on its exports."""

    def __init__(self, host: Host, exports: Raw) -> None:
        super().__init__(host)
        self._exports = exports
        self._names: set[str] = set()

    def export_function(self, name: str, function: Callable[[FunctionContext], JsValue | None]) -> None:
        """Export a Python function that takes a `FunctionContext`. It runs on JavaScript's thread.

        Raises:
            TypeError: if it cannot be called.
            ValueError: if the name is taken.
        """
        if not callable(function):
            raise TypeError(f"{name}: expected a function, got {type(function).__qualname__}")
        self._export(name, self._enter().function(function, name))

    def export_value(self, name: str, value: JsValue | JsError) -> None:
        """Export a value.

        Raises:
            ValueError: if the name is taken.
        """
        if not isinstance(value, (JsValue, JsError)):
            raise TypeError(f"{name}: expected a handle, such as m.number(17), got {type(value).__qualname__}")
        self._export(name, value._lend(self._enter()))

    def _export(self, name: str, raw: Raw) -> None:
        if name in self._names:
            raise ValueError(f"{name} is exported twice")
        self._names.add(name)
        self._host.set(self._exports, name, raw)
