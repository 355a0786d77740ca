"""Constants: the types of values that are there."""
from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from bridge.typescript.text.layout import split
from bridge.typescript.text.names import key, token
from bridge.values.scalars import is_binary
from bridge.wire._wire import is_buffer

from . import records, scalars
from .annotations import ANY, array_of
from .scalars import OUT

if TYPE_CHECKING:
    from .annotations import Types

_MOST_NAMES = 16
"""An object with more is no record, but a table."""
_MOST_SAFE = 2**53 - 1


def type_of(types: Types, value: Any, depth: int = 0) -> str:
    """Give the type of what is copied to JavaScript."""
    kind = type(value)
    if isinstance(value, int) and not isinstance(value, (bool, Enum)) and abs(value) > _MOST_SAFE:
        return "bigint"
    if value is None or isinstance(value, Enum) or records.is_record(kind):
        return types.of(kind, OUT)
    if is_buffer(value) and is_binary(value) and kind is not bytes:
        return _of_buffer(value)
    if depth > _MOST_NAMES:
        return ANY
    if isinstance(value, Mapping):
        return _of_mapping(types, value, depth)
    if isinstance(value, (list, tuple)):
        return array_of(_any_of(types, value, depth), OUT)
    if isinstance(value, (set, frozenset)):
        return f"{token('Set')}<{_any_of(types, value, depth)}>"
    return types.of(kind, OUT)


def _any_of(types: Types, values: Any, depth: int) -> str:
    found = {part for each in values for part in split(type_of(types, each, depth + 1), " | ")}
    return " | ".join(sorted(found, key=lambda each: (each == "null", each))) or ANY


def _of_mapping(types: Types, value: Mapping[Any, Any], depth: int) -> str:
    if not all(isinstance(name, str) for name in value):
        return f"{token('Map')}<{_any_of(types, value, depth)}, {_any_of(types, value.values(), depth)}>"
    if not 0 < len(value) <= _MOST_NAMES:
        return f"{token('Record')}<string, {_any_of(types, value.values(), depth)}>"
    return f"{{ {'; '.join(f'{key(name)}: {type_of(types, each, depth + 1)}' for name, each in value.items())} }}"


def _of_buffer(value: Any) -> str:
    view = memoryview(value)
    found = scalars.buffer(view) or token("TypedArray")
    return found if view.ndim == 1 else f"{token('Shaped')}<{found}>"
