"""Handles of primitives: what has no properties."""
from __future__ import annotations

from bridge.contract.scope import environment_of

from .value import HANDLES, JsValue, borrowed, narrow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bridge.contract.scope import Scope


class JsUndefined(JsValue):
    """`undefined`."""

    kind = "undefined"
    kinds = frozenset({"undefined"})
    _plain = (type(None),)

    @staticmethod
    def new(cx: Scope) -> JsUndefined:
        """Make `undefined`."""
        environment = environment_of(cx)
        return borrowed(environment, environment.undefined(), JsUndefined)

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
    def new(cx: Scope) -> JsNull:
        """Make `null`."""
        environment = environment_of(cx)
        return borrowed(environment, environment.null(), JsNull)

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
    def new(cx: Scope, value: bool) -> JsBoolean:
        """Make a boolean."""
        environment = environment_of(cx)
        return borrowed(environment, environment.boolean(value), JsBoolean)

    def value(self) -> bool:
        """Copy the value into Python."""
        return self._scope._environment.to_bool(self._own())

    def __bool__(self) -> bool:
        return self.value()


class JsNumber(JsValue):
    """A number: an IEEE 754 double."""

    kind = "number"
    kinds = frozenset({"number"})
    _plain = (int, float)

    @staticmethod
    def new(cx: Scope, value: float) -> JsNumber:
        """Make a number. An `int` beyond 2**53 is rounded to the nearest double.

        Raises:
            OverflowError: beyond 1.8e308.
        """
        environment = environment_of(cx)
        return borrowed(environment, environment.number(value), JsNumber)

    def value(self) -> float:
        """Copy the value into Python."""
        return self._scope._environment.to_float(self._own())

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
    def new(cx: Scope, value: str) -> JsString:
        """Make a string."""
        environment = environment_of(cx)
        return borrowed(environment, environment.string(value), JsString)

    def value(self) -> str:
        """Copy the value into Python."""
        return self._scope._environment.to_str(self._own())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.value()!r}>" if self._scope._open else super().__repr__()


class JsBigInt(JsValue):
    """A BigInt: an integer of any size."""

    kind = "bigint"
    kinds = frozenset({"bigint"})
    _plain = (int,)

    @staticmethod
    def new(cx: Scope, value: int) -> JsBigInt:
        """Make a BigInt."""
        environment = environment_of(cx)
        return borrowed(environment, environment.bigint(value), JsBigInt)

    def value(self) -> int:
        """Copy the value into Python."""
        return self._scope._environment.to_int(self._own())

    def __int__(self) -> int:
        return self.value()

    def __index__(self) -> int:
        return self.value()


class JsSymbol(JsValue):
    """A symbol: a property's name that equals no other."""

    kind = "symbol"
    kinds = frozenset({"symbol"})

    @staticmethod
    def new(cx: Scope, description: str = "") -> JsSymbol:
        """Make a symbol."""
        environment = environment_of(cx)
        return borrowed(environment, environment.symbol(description), JsSymbol)

    def value(self) -> str | None:
        """Give its description, if it has one."""
        environment = self._scope._environment
        description = narrow(environment, environment.get(self._own(), environment.string("description")))
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
