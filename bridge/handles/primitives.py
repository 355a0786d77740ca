"""Handles of primitives: what has no properties."""
from __future__ import annotations

from typing import TYPE_CHECKING

from .value import HANDLES, JsValue, narrow

if TYPE_CHECKING:
    from bridge.contexts.context import Context


class JsUndefined(JsValue):
    """`undefined`."""

    kind = "undefined"
    kinds = frozenset({"undefined"})
    _plain = (type(None),)

    @staticmethod
    def new(cx: Context) -> JsUndefined:
        """Make `undefined`."""
        return cx.undefined()

    def value(self) -> None:
        """Give Python's `None`."""

    def __bool__(self) -> bool:
        return False


class JsNull(JsValue):
    """`null`."""

    kind = "null"
    kinds = frozenset({"null"})
    _plain = (type(None),)

    @staticmethod
    def new(cx: Context) -> JsNull:
        """Make `null`."""
        return cx.null()

    def value(self) -> None:
        """Give Python's `None`."""

    def __bool__(self) -> bool:
        return False


class JsBoolean(JsValue):
    """A boolean."""

    kind = "boolean"
    kinds = frozenset({"boolean"})
    _plain = (bool,)

    @staticmethod
    def new(cx: Context, value: bool) -> JsBoolean:
        """Make a boolean."""
        return cx.boolean(value)

    def value(self) -> bool:
        """Copy the value into Python."""
        environment = self._scope._environment
        return environment.to_bool(self._lend(environment))

    def __bool__(self) -> bool:
        return self.value()


class JsNumber(JsValue):
    """A number: an IEEE 754 double."""

    kind = "number"
    kinds = frozenset({"number"})
    _plain = (int, float)

    @staticmethod
    def new(cx: Context, value: float) -> JsNumber:
        """Make a number."""
        return cx.number(value)

    def value(self) -> float:
        """Copy the value into Python."""
        environment = self._scope._environment
        return environment.to_float(self._lend(environment))

    def __float__(self) -> float:
        return self.value()

    def __int__(self) -> int:
        return int(self.value())


class JsString(JsValue):
    """A string. Lone surrogates survive both ways."""

    kind = "string"
    kinds = frozenset({"string"})
    _plain = (str,)

    @staticmethod
    def new(cx: Context, value: str) -> JsString:
        """Make a string."""
        return cx.string(value)

    def value(self) -> str:
        """Copy the value into Python."""
        environment = self._scope._environment
        return environment.to_str(self._lend(environment))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.value()!r}>" if self._scope._open else super().__repr__()


class JsBigInt(JsValue):
    """A BigInt: an integer of any size."""

    kind = "bigint"
    kinds = frozenset({"bigint"})
    _plain = (int,)

    @staticmethod
    def new(cx: Context, value: int) -> JsBigInt:
        """Make a BigInt."""
        return cx.bigint(value)

    def value(self) -> int:
        """Copy the value into Python."""
        environment = self._scope._environment
        return environment.to_int(self._lend(environment))

    def __int__(self) -> int:
        return self.value()

    def __index__(self) -> int:
        return self.value()


class JsSymbol(JsValue):
    """A symbol: a property's name that equals no other."""

    kind = "symbol"
    kinds = frozenset({"symbol"})

    @staticmethod
    def new(cx: Context, description: str = "") -> JsSymbol:
        """Make a symbol."""
        return cx.symbol(description)

    def value(self) -> str | None:
        """Give its description, if it has one."""
        environment = self._scope._environment
        description = narrow(environment, environment.get(self._lend(environment), environment.string("description")))
        return description.value() if isinstance(description, JsString) else None

    def __str__(self) -> str:
        return f"Symbol({self.value() or ''})"


HANDLES.update(
    {
        "undefined": JsUndefined,
        "null": JsNull,
        "boolean": JsBoolean,
        "number": JsNumber,
        "string": JsString,
        "bigint": JsBigInt,
        "symbol": JsSymbol,
    }
)
