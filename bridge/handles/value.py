"""Handle: a JavaScript value borrowed from a Context. It lives until the innermost call that was going on ends.

>>> def double(cx: FunctionContext) -> JsNumber:
...     return cx.number(2 * cx.argument(0, JsNumber).value())

Every handle belongs to JavaScript's thread. Using one later, or elsewhere, raises `RuntimeError`.
"""
from __future__ import annotations

import sys
from types import UnionType

import cython

from bridge.contract.kept import Kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, TypeVar

    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Castable, Kind, Raw
    from bridge.contract.scope import Scope

    V = TypeVar("V", bound="Castable")
    H = TypeVar("H", bound="JsValue")


class _Handles(dict["Kind", "type[JsValue]"]):
    import_others: Callable[[], None]
    """Imports those files of handles that no start waits for, since few Modules need them."""

    def __missing__(self, kind: Kind) -> type[JsValue]:
        self.import_others()
        return self.get(kind, JsValue)


HANDLES = _Handles()
"""By kind, the type that says most about a value. Each file of handles adds its own."""


_counted = object()
"""What every handle refers to: its references tell how many there are, which takes less time than a `__dealloc__`."""


class DowncastError(TypeError):
    """A value is not of the type that was asked for."""


@cython.no_gc  # neither its Scope nor its raw value refers to it: there is no circle to look for
@cython.freelist(16)
@cython.cclass
class JsValue:
    """Any JavaScript value.

    A handle is false where nothing is there, `undefined` or `null`, and where it is `false`. Any other is true: 0 and
    "" are values, too. `==` does what `===` does, and compares with a plain value as well: `cx.number(5) == 5`.
    """

    kind: ClassVar[str] = "any"
    """What the type is called in messages."""
    kinds: ClassVar[frozenset[Kind]] = frozenset()
    """The kinds of value that are of this type; none named means all."""
    _plain: ClassVar[tuple[type, ...]] = ()
    """The Python types whose values a handle may equal."""

    _scope: Scope
    _raw: Raw
    _counted: object

    def __init__(self, environment: Environment, raw: Raw) -> None:
        """Do what borrowed() does."""
        self._scope = _innermost(environment)
        self._raw = raw

    def __cinit__(self) -> None:
        self._counted = _counted

    def is_a(self, type_: type[V]) -> bool:
        """Tell whether the value is of a type, whatever type the handle has."""
        return admits(self._scope._environment, self._own(), type_)

    def downcast(self, type_: type[V]) -> V:
        """Borrow the same value as a handle of a narrower type.

        Raises:
            DowncastError: "failed to downcast any to number", as Neon says it.
        """
        if not self.is_a(type_):
            raise DowncastError(_refusal(self._scope._environment, self._raw, self.kind, type_))
        class_: Any = type_ if isinstance(type_, type) else type_.__origin__
        if issubclass(class_, JsValue):
            return _made(self._scope, self._raw, class_)  # type: ignore[no-any-return]
        return class_(self._scope._environment, self._raw)  # type: ignore[no-any-return]

    def strict_equals(self, other: object) -> bool:
        """Do what `===` does."""
        environment = self._scope._environment
        return environment.strict_equals(self._own(), lend(environment, other))

    def copy(self) -> Any:
        """Copy the value into Python, as `@task` functions get their arguments.

        Raises:
            JsError: a `TypeError` that names what cannot be copied.
        """
        return self._scope._environment.plain(self._own())

    def __eq__(self, other: object) -> Any:
        """Do what `===` does; with a plain value, compare one of the same type."""
        if isinstance(other, (JsValue, Kept)):
            return self.strict_equals(other)
        if isinstance(other, self._plain) and isinstance(other, bool) == (bool in self._plain):
            return self.value() == other  # type: ignore[attr-defined]
        return NotImplemented

    def __hash__(self) -> int:
        if self._plain:
            return hash(self.value())  # type: ignore[attr-defined]
        return self._scope._environment.number_of(self._own())

    def __str__(self) -> str:
        return self._scope._environment.text(self._own())

    def __repr__(self) -> str:
        if not self._scope._open:
            return f"<{type(self).__name__} of a call that has ended>"
        return f"<{type(self).__name__} {self}>"

    def _own(self) -> Raw:
        """Give the raw value, if it is still there."""
        if not self._scope._open:
            raise RuntimeError(f"a {type(self).__name__} was used after its call had ended")
        return self._raw

    def _lend(self, environment: Environment) -> Raw:
        """Give an environment the raw value, if it is one of its own."""
        raw = self._own()
        if self._scope._environment is not environment:
            raise RuntimeError(f"a {type(self).__name__} was used in another JavaScript environment than its own")
        return raw


class Nothing:
    """What is Python's own affair, though a function may return it: to JavaScript it is `undefined`."""


def lend(environment: Environment, value: object) -> Raw:
    """Give an environment the raw value of a handle, or of what keeps one; of a plain Python value, that of a copy."""
    if isinstance(value, JsValue):
        handle = value  # of a C type, by handles.pxd
        return handle._lend(environment)
    if isinstance(value, Kept):
        return value._lend(environment)
    return environment.undefined() if isinstance(value, Nothing) else environment.copy(value)


def borrowed(environment: Environment, raw: Raw, type_: type[H]) -> H:
    """Make a handle of a type, in the innermost Scope."""
    return _made(_innermost(environment), raw, type_)


def _made(scope: Scope, raw: Raw, type_: type[H]) -> H:
    handle = type_.__new__(type_)  # of a C type, by value.pxd: to call the type would take as long again
    handle._scope = scope
    handle._raw = raw
    return handle


def _innermost(environment: Environment) -> Scope:
    scope: Scope | None = environment.current
    if scope is None:
        raise RuntimeError("a handle was used in a call that has no Context")
    return scope


def narrow(environment: Environment, raw: Raw) -> JsValue:
    """Borrow a value as a handle of the type that says most about it."""
    return borrowed(environment, raw, HANDLES[environment.kind(raw)])


def typed(environment: Environment, raw: Raw, type_: type[V]) -> V:
    """Borrow a value, checked to be of a type. `JsValue` admits any, and gives the handle that says most.

    Raises:
        DowncastError: "failed to downcast any to function", as Neon says it.
    """
    most = HANDLES[environment.kind(raw)]
    if type_ is most or not type_.kinds:
        return borrowed(environment, raw, most)  # type: ignore[return-value]
    if not admits(environment, raw, type_):
        raise DowncastError(_refusal(environment, raw, "any", type_))
    if isinstance(type_, type) and issubclass(type_, JsValue):
        return borrowed(environment, raw, type_)
    return type_(environment, raw)


def admits(environment: Environment, raw: Raw, type_: Any) -> bool:
    """Tell whether a value is of a type: of `JsBox[Person]`, whether its Python object is a Person."""
    if type_.kinds and environment.kind(raw) not in type_.kinds:
        return False
    return isinstance(type_, type) or _is_instance(environment.unbox(raw), type_.__args__[0])


def _is_instance(value: object, of: Any) -> bool:
    import typing

    origin = typing.get_origin(of) or of
    if origin in (typing.Union, UnionType):
        return any(_is_instance(value, each) for each in typing.get_args(of))
    return origin is typing.Any or not isinstance(origin, type) or isinstance(value, origin)


def _refusal(environment: Environment, raw: Raw, kind: str, type_: Any) -> str:
    if isinstance(type_, type) or environment.kind(raw) not in type_.kinds:
        return f"failed to downcast {kind} to {type_.kind}"
    (of,) = type_.__args__
    return f"failed to downcast {type_.kind} to {getattr(of, '__name__', of)}"


def told(environment: Environment, raw: Raw) -> str:
    """Say in a message what a value is: "a number", "undefined", "a Person"."""
    kind = environment.kind(raw)
    if kind == "box":
        name = type(environment.unbox(raw)).__name__
    else:
        name = "Error" if kind == "error" else HANDLES[kind].kind
    if kind in ("undefined", "null"):
        return name
    return f"an {name}" if name[0] in "aeiouAEIO" else f"a {name}"


def count_live() -> int:
    """Tell how many handles there are in the process. Any thread."""
    return sys.getrefcount(_counted) - _at_rest


_at_rest = sys.getrefcount(_counted)
