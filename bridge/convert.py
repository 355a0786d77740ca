"""Between plain values, which cross by copy, and the types that people annotate."""
from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

import msgspec

Converter: TypeAlias = Callable[[Any, str, str], Any]
"""Converts a value, given the names of the function and of the argument for its message."""

_BUILTIN = (datetime, bytes, bytearray, memoryview)
_MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?", re.DOTALL)


def converter(annotation: Any) -> Converter | None:
    """Find how to make an annotated type of a plain value; None where any value will do."""
    if annotation is Any or annotation is object:
        return None
    if annotation is float:
        return _to_float
    if annotation in (int, str, bool):
        return _exactly(annotation)
    if annotation is memoryview:
        return _exactly(memoryview)

    def convert(value: Any, function: str, name: str) -> Any:
        try:
            return msgspec.convert(value, annotation, builtin_types=_BUILTIN, dec_hook=_decode)
        except msgspec.ValidationError as error:
            raise TypeError(f"{function}: {name}{_explain(error)}") from None

    return convert


def _to_float(value: Any, function: str, name: str) -> float:
    if type(value) is float:
        return value
    if type(value) is int:
        return float(value)
    raise _mismatch(float, value, function, name)


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
    return f"{match['path'] or ''}: {what[:1].lower()}{what[1:]}"


def _decode(expected: type, value: Any) -> Any:
    """Make what msgspec does not know: arrays of NumPy's, and whatever a value is already."""
    if isinstance(expected, type) and isinstance(value, expected):
        return value
    numpy = sys.modules.get("numpy")
    if numpy is not None and expected is numpy.ndarray and isinstance(value, memoryview):
        return numpy.asarray(value)
    if expected in (bytes, bytearray) and isinstance(value, memoryview):
        return expected(value)
    name = getattr(expected, "__name__", str(expected))
    raise msgspec.ValidationError(f"Expected `{name}`, got `{_name(value)}`")


def to_plain(value: Any) -> Any:
    """Make a plain value of one that does not cross as it is, a level at a time; itself if there is no way."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, msgspec.Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    plain: type[Any]
    for plain in (str, int, float, list, tuple):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, Mapping):
        return dict(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        return value.item()
    try:
        return msgspec.to_builtins(value)  # date, time, timedelta, UUID, Decimal
    except TypeError:
        return value
