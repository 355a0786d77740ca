"""Plain: what Python gives becomes plain values, which cross by copy."""
from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec

from ._wire import write

if TYPE_CHECKING:
    from collections.abc import Container

_NO_RECORDS = (Enum, set, frozenset, datetime, BaseException, bytes, bytearray)
"""What crosses in its own way, even as a dataclass."""


def to_plain(value: Any) -> Any:
    """Make a plain value of one that does not cross as it is, a level at a time; itself if there is no way."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        config = value.__struct_config__
        tag = {} if config.tag_field is None else {config.tag_field: config.tag}
        return tag | {encoded: getattr(value, name) for encoded, name in names}
    plain: type[Any]
    for plain in (str, int, float, list, tuple):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, Mapping):
        return dict(value)
    if is_scalar(value):
        return value.item()
    try:
        return msgspec.to_builtins(value)  # date, time, timedelta, UUID, Decimal
    except TypeError:
        return value


def plain_attributes(kind: type) -> dict[str, str] | None:
    """Tell the attributes that to_plain() reads of every object of a class, by name; None if it does anything else."""
    if issubclass(kind, _NO_RECORDS):
        return None
    if is_dataclass(kind):
        return {field.name: field.name for field in fields(kind)}
    if issubclass(kind, msgspec.Struct) and kind.__struct_config__.tag_field is None:
        return dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    return None


def is_scalar(value: Any) -> bool:
    """Whether it is a single value of NumPy's: it is a buffer too, but no binary data."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return False
    return isinstance(value, numpy.generic) or (isinstance(value, numpy.ndarray) and value.ndim == 0)


def to_wire(source: Any, classes: Container[type]) -> tuple[bytes, list[Any]]:
    """Write a value that crosses by copy; what the bytes leave out, binary data and instances of `classes`, is beside.

    Raises:
        TypeError: names the type that has no counterpart in JavaScript, and the place where it is.
    """
    try:
        return write(source, to_plain, classes, columns=True, attributes=plain_attributes)
    except (TypeError, ValueError, OverflowError) as error:
        place = error.__dict__.pop("_place", "")
        if place:
            error.args = (f"result{place}: {error}",)  # a new one of its class might want other arguments
        raise


def item_format(view: memoryview) -> str:
    """Name the item type of a buffer by the size and kind of its items, rather than by C's name for them."""
    letter = view.format.lstrip("@=<" if sys.byteorder == "little" else "@=>!")
    if letter in ("l", "q"):
        return "q" if view.itemsize == 8 else "i"  # noqa: PLR2004
    if letter in ("L", "Q"):
        return "Q" if view.itemsize == 8 else "I"  # noqa: PLR2004
    if letter in ("?", "c"):
        return "B"
    if letter in ("b", "B", "h", "H", "i", "I", "f", "d"):
        return letter
    raise TypeError(f"cannot copy a buffer to JavaScript whose items are of format {view.format!r}")
