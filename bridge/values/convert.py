"""Convert: from plain values, which crossed by copy, to the types that people annotate."""
from __future__ import annotations

import sys

from .errors import ArgumentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from .coerce import Gaps

    Converter: TypeAlias = Callable[[Any, str, str], Any]
    """Converts a value, given the names of the function and of the argument for its message."""
    Found: TypeAlias = list[tuple[dict[str, Any], str]]
    """What is undefined: each object, and the name in it."""
    Filler: TypeAlias = Callable[[Any, Found], Any]
    """Fills in a value, given what was found undefined in it."""


def converter(annotation: Any) -> Converter | None:
    """Find how to make an annotated type of a plain value; None where any value will do.

    Raises:
        TypeError: says why no value of JavaScript's can be what is annotated.
    """
    if annotation is object or annotation is getattr(sys.modules.get("typing"), "Any", object):
        return None
    if annotation is float:
        return _to_float
    if annotation is int:
        return _to_int
    if annotation in (str, bool, memoryview):
        return _exactly(annotation)
    from .conversion import conversion  # and msgspec with it, which takes longer to import than Python takes to start

    return conversion(annotation).convert


def refuser(annotation: Any) -> Converter:
    """Refuse all values, where none can be what is annotated."""
    from .decode import name_of, show

    def refuse(value: Any, function: str, name: str) -> Any:
        raise ArgumentError(f"{function}: {name}: expected {show(annotation)}, got {name_of(value)}")

    return refuse


def minds_gaps(convert: Converter | None) -> bool:
    """Whether fill() may do anything for a Converter."""
    return hasattr(getattr(convert, "__self__", None), "fill")


def fill(convert: Converter | None, value: Any, gaps: Gaps) -> Any:
    """Have what is undefined be as if it were not there, where what is annotated has a default for it."""
    return convert.__self__.fill(value, gaps) if minds_gaps(convert) else value  # type: ignore[union-attr]


def filler(convert: Converter | None) -> Filler | None:
    """Give what fills in a value by what a host has found in it; None where it may not do anything for a Converter."""
    if not minds_gaps(convert):
        return None
    return lambda value, found: fill(convert, value, {(id(place), name) for place, name in found})


def _to_float(value: Any, function: str, name: str) -> float:
    if type(value) is float:
        return value
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise ArgumentError(f"{function}: {name}: expected float, got an int that is too large") from None
    raise _mismatch(float, value, function, name)


def _to_int(value: Any, function: str, name: str) -> int:
    if type(value) is int:
        return value
    if type(value) is float and value == 0:
        return 0  # JavaScript's -0, which is no int of Python's but a whole number
    raise _mismatch(int, value, function, name)


def _exactly(expected: type) -> Converter:
    def check(value: Any, function: str, name: str) -> Any:
        if type(value) is expected:
            return value
        raise _mismatch(expected, value, function, name)

    return check


def _mismatch(expected: type, value: Any, function: str, name: str) -> ArgumentError:
    from .decode import name_of

    return ArgumentError(f"{function}: {name}: expected {expected.__name__}, got {name_of(value)}")
