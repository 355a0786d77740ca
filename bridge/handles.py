"""Handle: a JavaScript value borrowed from a Context, valid for as long as that Context is open.

Every handle belongs to JavaScript's thread. Using one later, or elsewhere, raises `RuntimeError`.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

if TYPE_CHECKING:
    from .host import Host, Kind, Raw
    from .scope import Scope

V = TypeVar("V", bound="JsValue | JsError")


class JsValue:
    """Any JavaScript value."""

    kind: ClassVar[str] = "any"
    """What the type is called in messages."""
    kinds: ClassVar[frozenset[Kind]] = frozenset()
    """The kinds of value that are of this type; none named means all."""

    _scope: Scope
    _raw: Raw

    def __init__(self, scope: Scope, raw: Raw) -> None:
        self._scope = scope
        self._raw = raw

    def is_a(self, type_: type[V]) -> bool:
        """Tell whether the value is of a type, whatever type the handle has."""
        host = self._scope._host
        return not type_.kinds or host.kind(self._lend(host)) in type_.kinds

    def downcast(self, type_: type[V]) -> V:
        """Borrow the same value as a handle of a narrower type.

        Raises:
            TypeError: "failed to downcast any to number", as Neon says it.
        """
        if not self.is_a(type_):
            raise TypeError(f"failed to downcast {self.kind} to {type_.kind}")
        return type_(self._scope, self._raw)

    def __repr__(self) -> str:
        if not self._scope._open:
            return f"<{type(self).__name__} of a call that has ended>"
        return f"<{type(self).__name__} {self._scope._host.text(self._raw)}>"

    def _lend(self, host: Host) -> Raw:
        """Give a host its raw value, if it is one of its own and still there."""
        if not self._scope._open:
            raise RuntimeError(f"a {type(self).__name__} was used after its call had ended")
        if self._scope._host is not host:
            raise RuntimeError(f"a {type(self).__name__} was used in another JavaScript environment than its own")
        return self._raw


class JsUndefined(JsValue):
    """`undefined`."""

    kind = "undefined"
    kinds = frozenset({"undefined"})

    def value(self) -> None:
        """Give Python's `None`."""


class JsNull(JsValue):
    """`null`."""

    kind = "null"
    kinds = frozenset({"null"})

    def value(self) -> None:
        """Give Python's `None`."""


class JsBoolean(JsValue):
    """A boolean."""

    kind = "boolean"
    kinds = frozenset({"boolean"})

    def value(self) -> bool:
        """Copy the value into Python."""
        host = self._scope._host
        return host.to_bool(self._lend(host))


class JsNumber(JsValue):
    """A number: an IEEE 754 double."""

    kind = "number"
    kinds = frozenset({"number"})

    def value(self) -> float:
        """Copy the value into Python."""
        host = self._scope._host
        return host.to_float(self._lend(host))


class JsString(JsValue):
    """A string. Lone surrogates survive both ways."""

    kind = "string"
    kinds = frozenset({"string"})

    def value(self) -> str:
        """Copy the value into Python."""
        host = self._scope._host
        return host.to_str(self._lend(host))


class JsFunction(JsValue):
    """A function."""

    kind = "function"
    kinds = frozenset({"function"})


class JsPromise(JsValue):
    """A Promise."""

    kind = "promise"
    kinds = frozenset({"promise"})


class JsError(Exception):
    """An Error in JavaScript, an exception in Python: what JavaScript threw, or an Error that it passed.

    It is used like a handle, and unlike one it may be kept past its Context, raised, and caught on any thread. Raised
    out of Python code that JavaScript called, it throws the very value that it holds, which need not be an Error.
    """

    original: BaseException | None
    """The Python exception that the Error stands for, if it came from Python."""

    kind: ClassVar[str] = "Error"
    kinds: ClassVar[frozenset[Kind]] = frozenset({"error"})

    def __init__(self, scope: Scope, raw: Raw) -> None:
        host = scope._host
        super().__init__(host.text(raw))
        self._host = host
        self._reference = host.hold(raw)
        self.original = host.exception(raw)

    def thrown(self, scope: Scope) -> JsValue:
        """Borrow the value that was thrown, in a Context."""
        return JsValue(scope, self._lend(scope._host))

    def _lend(self, host: Host) -> Raw:
        if self._host is not host:
            raise RuntimeError("a JsError was used in another JavaScript environment than its own")
        return host.held(self._reference)
