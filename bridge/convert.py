"""Convert: from plain values, which crossed by copy, to the types that people annotate."""
from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias, get_args, get_origin

import msgspec

Converter: TypeAlias = Callable[[Any, str, str], Any]
"""Converts a value, given the names of the function and of the argument for its message."""

_BUILTIN = (datetime, bytes, bytearray, memoryview)
_MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `(?P<key>key` in `)?\$(?P<path>.*)`)?", re.DOTALL)


def converter(annotation: Any) -> Converter | None:
    """Find how to make an annotated type of a plain value; None where any value will do."""
    if annotation is Any or annotation is object:
        return None
    if annotation is float:
        return _to_float
    if annotation is int:
        return _to_int
    if annotation in (str, bool, memoryview):
        return _exactly(annotation)

    def convert(value: Any, function: str, name: str) -> Any:
        try:
            return msgspec.convert(value, annotation, builtin_types=_BUILTIN, dec_hook=_decode)
        except msgspec.ValidationError as error:
            raise TypeError(f"{function}: {name}{_explain(error)}") from None
        except UnicodeEncodeError:  # msgspec reads some strings as UTF-8
            raise TypeError(f"{function}: {name}: expected well-formed text, got a lone surrogate") from None

    return convert


def _to_float(value: Any, function: str, name: str) -> float:
    if type(value) is float:
        return value
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise TypeError(f"{function}: {name}: expected float, got an int that is too large") from None
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


def _mismatch(expected: type, value: Any, function: str, name: str) -> TypeError:
    return TypeError(f"{function}: {name}: expected {expected.__name__}, got {_name(value)}")


def _name(value: Any) -> str:
    return "None" if value is None else type(value).__name__


def _explain(error: msgspec.ValidationError) -> str:
    """Say it as the rest of the bridge does: `.items[3].age: expected int, got str`."""
    match = _MESSAGE.fullmatch(str(error))
    assert match is not None
    what = match["what"].replace("`", "")
    key = ": key" if match["key"] else ""
    return f"{match['path'] or ''}{key}: {what[:1].lower() if what[1:2].islower() else what[:1]}{what[1:]}"


def _decode(expected: type, value: Any) -> Any:
    """Make what msgspec does not know: arrays of NumPy's, and whatever a value is already."""
    if isinstance(expected, type) and isinstance(value, expected):
        return value
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, memoryview) and (get_origin(expected) or expected) is numpy.ndarray:
        return _to_array(numpy, expected, value)
    if expected in (bytes, bytearray) and isinstance(value, memoryview):
        return expected(value)
    name = getattr(expected, "__name__", str(expected))
    raise msgspec.ValidationError(f"Expected `{name}`, got `{_name(value)}`")


def _to_array(numpy: Any, expected: Any, value: memoryview) -> Any:
    """Make an array of the same memory; `NDArray[numpy.float64]` says of what it must be."""
    array = numpy.asarray(value)
    items = (get_args(expected) or (Any, Any))[-1]
    (wanted,) = get_args(items) or (Any,)
    if wanted is not Any and isinstance(wanted, type) and not issubclass(array.dtype.type, wanted):
        raise msgspec.ValidationError(f"Expected `ndarray of {wanted.__name__}`, got `ndarray of {array.dtype}`")
    return array
