"""Convert: from plain values, which crossed by copy, to the types that people annotate."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from .amend import amend
from .decode import BUILTIN, MismatchError, decode, explain, name_of, show
from .errors import ArgumentError
from .standins import known

if TYPE_CHECKING:
    from .amend import Gaps

Converter: TypeAlias = Callable[[Any, str, str], Any]
"""Converts a value, given the names of the function and of the argument for its message."""


def converter(annotation: Any) -> Converter | None:
    """Find how to make an annotated type of a plain value; None where any value will do.

    Raises:
        TypeError: says why no value of JavaScript's can be what is annotated.
    """
    if annotation is Any or annotation is object:
        return None
    if annotation is float:
        return _to_float
    if annotation is int:
        return _to_int
    if annotation in (str, bool, memoryview):
        return _exactly(annotation)
    return Conversion(known(annotation)).convert


def refuser(annotation: Any) -> Converter:
    """Refuse all values, where none can be what is annotated."""

    def refuse(value: Any, function: str, name: str) -> Any:
        raise ArgumentError(f"{function}: {name}: expected {show(annotation)}, got {name_of(value)}")

    return refuse


class Conversion:
    """Makes one annotated type, which msgspec knows."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation

    def convert(self, value: Any, function: str, name: str) -> Any:
        """Be a Converter."""
        try:
            return msgspec.convert(value, self.annotation, builtin_types=BUILTIN, dec_hook=decode)
        except msgspec.ValidationError as error:
            problem = error
        except UnicodeEncodeError:  # msgspec reads some strings as UTF-8
            raise ArgumentError(f"{function}: {name}: expected well-formed text, got a lone surrogate") from None
        amended = amend(self.annotation, value)
        if amended is not value:
            return self.convert(amended, function, name)
        raise ArgumentError(f"{function}: {name}{explain(problem)}") from _authors(problem)


def _authors(error: msgspec.ValidationError) -> BaseException | None:
    """Give what the author's own check raised, where that is the cause."""
    cause = error.__cause__
    while isinstance(cause, MismatchError):
        cause = cause.__cause__
    return cause


def minds_gaps(convert: Converter | None) -> bool:
    """Whether fill() may do anything for a Converter."""
    return isinstance(getattr(convert, "__self__", None), Conversion)


def fill(convert: Converter | None, value: Any, gaps: Gaps) -> Any:
    """Have what is undefined be as if it were not there, where what is annotated has a default for it."""
    conversion = getattr(convert, "__self__", None)
    return amend(conversion.annotation, value, gaps) if isinstance(conversion, Conversion) else value


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
    return ArgumentError(f"{function}: {name}: expected {expected.__name__}, got {name_of(value)}")
