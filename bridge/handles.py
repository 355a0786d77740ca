"""Handle: a JavaScript value borrowed from a Context, valid for as long as that Context is open.

Every handle belongs to JavaScript's thread. Using one later, or elsewhere, raises `RuntimeError`.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from .context import Context
    from .host import Host, Kind, Raw

V = TypeVar("V", bound="JsValue")


class JsValue:
    """Any JavaScript value."""

    kind: ClassVar[str] = "any"
    """What the type is called in messages."""
    kinds: ClassVar[frozenset[Kind]] = frozenset()
    """The kinds of value that are of this type; none named means all."""

    def __init__(self, context: Context, raw: Raw) -> None:
        self._context = context
        self._raw = raw

    def is_a(self, type_: type[JsValue]) -> bool:
        """Tell whether the value is of a type, whatever type the handle has."""
        return type_._admits(self._context._host.kind(self._lend(self._context._host)))

    def downcast(self, type_: type[V]) -> V:
        """Borrow the same value as a handle of a narrower type.

        Raises:
            TypeError: "failed to downcast any to number", as Neon says it.
        """
        if not self.is_a(type_):
            raise TypeError(f"failed to downcast {self.kind} to {type_.kind}")
        return type_._borrow(self._context, self._raw)

    def __repr__(self) -> str:
        if not self._context._open:
            return f"<{type(self).__name__}, whose Context is closed>"
        return f"<{type(self).__name__} {self._context._host.kind(self._raw)}>"

    @classmethod
    def _admits(cls, kind: Kind) -> bool:
        return not cls.kinds or kind in cls.kinds

    @classmethod
    def _borrow(cls: type[V], context: Context, raw: Raw) -> V:
        return cls(context, raw)

    def _lend(self, host: Host) -> Raw:
        """Give a host its raw value, if it is one of its own and still there."""
        context = self._context
        if not context._open:
            raise RuntimeError(f"a {type(self).__name__} was used after its {type(context).__name__} had closed")
        if context._host is not host:
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
        host = self._context._host
        return host.to_bool(self._lend(host))


class JsNumber(JsValue):
    """A number: an IEEE 754 double."""

    kind = "number"
    kinds = frozenset({"number"})

    def value(self) -> float:
        """Copy the value into Python."""
        host = self._context._host
        return host.to_float(self._lend(host))


class JsString(JsValue):
    """A string. Lone surrogates survive both ways."""

    kind = "string"
    kinds = frozenset({"string"})

    def value(self) -> str:
        """Copy the value into Python."""
        host = self._context._host
        return host.to_str(self._lend(host))


class JsFunction(JsValue):
    """A function."""

    kind = "function"
    kinds = frozenset({"function"})


class JsPromise(JsValue):
    """A Promise."""

    kind = "promise"
    kinds = frozenset({"promise"})


class JsError(JsValue, Exception):
    """An Error in JavaScript, an exception in Python: what JavaScript threw, or an Error that it passed.

    Unlike other handles it may be kept past its Context, raised, and caught on any thread. Raised out of Python code
    that JavaScript called, it throws the very value that it holds, which need not be an Error.
    """

    kind = "Error"
    kinds = frozenset({"error"})

    def __init__(self, host: Host, reference: Any, text: str) -> None:
        Exception.__init__(self, text)
        self._host = host
        self._reference = reference

    def thrown(self, context: Context) -> JsValue:
        """Borrow the value that was thrown."""
        return JsValue(context, self._lend(context._host))

    def is_a(self, type_: type[JsValue]) -> bool:
        """Tell whether the value is of a type. Needs JavaScript's thread."""
        return type_._admits(self._host.kind(self._lend(self._host)))

    def downcast(self, type_: type[V]) -> V:
        """Refuse: an Error has no narrower type, and what was thrown is had from `thrown(cx)`."""
        if isinstance(self, type_):
            return self
        raise TypeError(f"failed to downcast {self.kind} to {type_.kind}")

    __repr__ = Exception.__repr__

    @classmethod
    def _borrow(cls, context: Context, raw: Raw) -> JsError:
        return context._host.js_error(raw)

    def _lend(self, host: Host) -> Raw:
        if self._host is not host:
            raise RuntimeError("a JsError was used in another JavaScript environment than its own")
        return host.held(self._reference)
