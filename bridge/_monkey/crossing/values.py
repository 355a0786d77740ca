"""Values: what crosses by copy. `prepare()` needs no JavaScript, so that results are prepared in the background."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from bridge.contract.kinds import ErrorKind, Kind
from bridge.handles.error import JsError
from bridge.values.errors import describe
from bridge.values.plain import to_wire, way_of

from .memory import Exported

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from bridge.contract.kept import Kept

KINDS: tuple[Kind, ...] = get_args(Kind)
ERROR_KINDS: tuple[ErrorKind, ...] = get_args(ErrorKind)
_SAFE_BITS = 53
_AS_IT_IS = frozenset({type(None), bool, float, str})


@dataclass
class Wired:
    """A value as bytes, and what stayed beside them."""

    data: bytes
    beside: list[Any]


@dataclass
class Described:
    """An exception and those that it has, written down; and what they have beside their messages."""

    text: str
    chain: list[BaseException]
    belongings: Wired | None


@dataclass
class Thrown:
    """A value of JavaScript's, by the number under which it is held; and who holds it."""

    name: int
    owner: object


@dataclass
class Instance:
    """An object of an exported class."""

    object: Any


def prepare(source: Any, classes: Container[type]) -> Any:
    """Prepare a plain value for JavaScript. Any thread.

    Raises:
        TypeError: names the type that has no counterpart in JavaScript, and the place where it is.
    """
    kind = type(source)
    if kind in _AS_IT_IS or (kind is int and source.bit_length() <= _SAFE_BITS):
        return source
    return _WAYS[way_of(source, classes)](source, classes)


def _prepare_written(data: bytes, beside: list[Any], classes: Container[type]) -> Wired:
    return Wired(data, [prepare(each, classes) for each in beside])


def _prepare_kept(source: Kept, _: Container[type]) -> Thrown:
    reference = source._held(_is_own(source))
    assert isinstance(reference, Reference)
    return Thrown(reference.name, (source, reference))


def _is_own(source: Kept) -> bool:
    return isinstance(source._reference, Reference)


def prepare_exception(error: BaseException, classes: Container[type]) -> Described | Thrown:
    """Write an exception down; what JavaScript threw stays what it was. Any thread; never fails."""
    try:
        if isinstance(error, JsError) and _is_own(error):
            return _prepare_kept(error, classes)
        return _describe(error, classes)
    except BaseException as problem:  # its class fails where nobody's does
        return _describe(RuntimeError(f"a {type(error).__name__} cannot be told: {type(problem).__name__}"), classes)


def _describe(error: BaseException, classes: Container[type]) -> Described:
    text, chain, data, beside = describe(error, classes, _is_own)
    return Described(text, chain, None if data is None else _prepare_written(data, beside, classes))


class Reference:
    """A JavaScript value that Python keeps past a call. Any thread may let go of it."""

    __slots__ = ("_forget", "name")

    def __init__(self, name: int, forget: Any) -> None:
        self.name = name
        self._forget = forget

    def __del__(self) -> None:
        self._forget(self.name)


_WAYS: tuple[Callable[[Any, Container[type]], Any], ...] = (
    lambda source, classes: _prepare_written(*to_wire(source, classes), classes),
    lambda source, _: Instance(source),
    prepare_exception,
    _prepare_kept,
    lambda source, _: Exported(source),
)
