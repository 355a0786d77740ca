"""Values: what crosses by copy. `prepare()` needs no JavaScript, so that results are prepared in the background."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from bridge.contract.kept import Kept
from bridge.contract.kinds import ErrorKind, Kind
from bridge.handles.error import JsError
from bridge.values.errors import describe
from bridge.values.plain import is_buffer, to_wire
from bridge.values.tables import is_binary

from .memory import Exported

if TYPE_CHECKING:
    from collections.abc import Container

KINDS: tuple[Kind, ...] = get_args(Kind)
ERROR_KINDS: tuple[ErrorKind, ...] = get_args(ErrorKind)
MAX_SAFE = 2**53 - 1
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
    if kind in _AS_IT_IS or (kind is int and -MAX_SAFE <= source <= MAX_SAFE):
        return source
    if kind in classes or isinstance(source, (BaseException, Kept)) or (
        kind is not int and is_binary(source) and is_buffer(source)
    ):
        return _prepare_single(source, classes)
    return _prepare_written(*to_wire(source, classes), classes)


def _prepare_written(data: bytes, beside: list[Any], classes: Container[type]) -> Wired:
    return Wired(data, [None if each is None else _prepare_single(each, classes) for each in beside])


def _prepare_single(source: Any, classes: Container[type]) -> Any:
    """Prepare what has no copy: by itself, or beside bytes, and never bytes again."""
    if type(source) in classes:
        return Instance(source)
    if isinstance(source, BaseException):
        return prepare_exception(source, classes)
    return _prepare_kept(source) if isinstance(source, Kept) else Exported(source)


def _prepare_kept(source: Kept) -> Thrown:
    reference = source._held(_is_own(source))
    assert isinstance(reference, Reference)
    return Thrown(reference.name, (source, reference))


def _is_own(source: Kept) -> bool:
    return isinstance(source._reference, Reference)


def prepare_exception(error: BaseException, classes: Container[type]) -> Described | Thrown:
    """Write an exception down; what JavaScript threw stays what it was. Any thread; never fails."""
    try:
        if isinstance(error, JsError) and _is_own(error):
            return _prepare_kept(error)
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


def number_to_python(number: float) -> int | float:
    """Make an `int` where it is a safe integer and no -0."""
    if -MAX_SAFE <= number <= MAX_SAFE and number.is_integer() and (number or math.copysign(1, number) > 0):
        return int(number)
    return number
