"""Plain: what Python gives becomes plain values, which cross by copy."""
from __future__ import annotations

import sys
from collections.abc import Mapping

from bridge.wire._wire import Beside, is_buffer, write

from .formats import item_format
from .scalars import is_binary, is_missing, loaded, refusal, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any

_FIELDS = "__dataclass_fields__"
_NO_RECORDS = (set, frozenset, BaseException, bytes, bytearray)
"""What crosses in its own way, even as a dataclass; a datetime does, too."""


def way_of(value: Any, classes: Container[type]) -> int:
    """Decide how a value crosses that a host has no faster way for: an index into the table of its ways.

    0 is by copy, 1 as one of the `classes`, 2 as an exception, 3 as what is kept of JavaScript's, 4 as memory. Nothing
    that to_wire() leaves beside the bytes crosses by copy.
    """
    kind = type(value)
    if kind in classes:
        return 1
    if kind is dict or kind is list or kind is tuple or kind is int:
        return 0
    if isinstance(value, BaseException):
        return 2
    if isinstance(value, Beside):
        return 3
    return 4 if is_buffer(value) and is_binary(value) else 0


def to_plain(value: Any) -> Any:
    """Make a plain value of one that does not cross as it is, a level at a time; itself if it is binary data.

    Raises:
        TypeError: it has no counterpart in JavaScript; the message says what to write for one that has.
    """
    if isinstance(value, loaded("enum", "Enum")):
        return value.value
    if hasattr(type(value), _FIELDS):
        return {name: getattr(value, name) for name in _fields(value)}
    if isinstance(value, loaded("msgspec", "Struct")):
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
    return _of_others(value)


def _of_others(value: Any) -> Any:
    if is_missing(value):
        return None
    plain = unpack(value)
    if type(plain) is not type(value):
        return plain
    if is_binary(value) and is_buffer(value):
        item_format(memoryview(value))  # refused here, it has its place said
        return value
    timedelta = loaded("datetime", "timedelta")
    if isinstance(value, timedelta):  # one of pandas', too
        value = timedelta(value.days, value.seconds, value.microseconds)
    import msgspec

    try:
        return msgspec.to_builtins(value)  # date, time, timedelta, UUID, Decimal
    except TypeError:
        raise refusal(value) from None


def _fields(record: Any) -> list[str]:
    """Name the fields of a dataclass, or of an instance of one: who has one, has imported `dataclasses`."""
    return [field.name for field in sys.modules["dataclasses"].fields(record)]


def plain_attributes(kind: Any) -> dict[str, str] | None:
    """Tell the attributes that to_plain() reads of every object of a class, by name; None if it does anything else."""
    if issubclass(kind, (*_NO_RECORDS, loaded("datetime", "datetime"), loaded("enum", "Enum"))):
        return None
    if hasattr(kind, _FIELDS):
        return {name: name for name in _fields(kind)}
    if issubclass(kind, loaded("msgspec", "Struct")) and kind.__struct_config__.tag_field is None:
        return dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    return None


def to_wire(source: Any, classes: Container[type], columns: bool = True) -> tuple[bytes, list[Any]]:
    """Write a value that crosses by copy; what the bytes leave out, binary data and instances of `classes`, is beside.

    Without `columns`, Python can read it too.

    Raises:
        TypeError: names the type that has no counterpart in JavaScript, and the place where it is.
    """
    try:
        return write(source, to_plain, classes, columns=columns, attributes=plain_attributes)
    except (TypeError, ValueError, OverflowError) as error:
        place = error.__dict__.pop("_place", "")
        if place:
            error.args = (f"result{place}: {error}",)  # a new one of its class might want other arguments
        raise
