"""Decode: from plain values to types that msgspec knows, and to what it calls back for: arrays, paths, models."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePath
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from .coerce import coerce, is_model

BUILTIN = (datetime, bytes, bytearray, memoryview)
"""What is there already, when a value has crossed."""


class MismatchError(ValueError):
    """A value is not what is annotated. msgspec adds the place to the message."""


def attempt(annotation: Any, value: Any) -> Any:
    """Make a known type of a plain value, coerced if need be.

    Raises:
        msgspec.ValidationError: says what was expected, what came and where.
    """
    try:
        return msgspec.convert(value, annotation, builtin_types=BUILTIN, dec_hook=decode)
    except msgspec.ValidationError:
        coerced = coerce(annotation, value)
        if coerced is value:
            raise
    return msgspec.convert(coerced, annotation, builtin_types=BUILTIN, dec_hook=decode)


def decode(expected: Any, value: Any) -> Any:
    """Make what msgspec does not know."""
    kind = get_origin(expected) or expected
    make = getattr(kind, "__bridge_make__", None)
    if make is not None:
        return make(value)
    if isinstance(value, kind) and kind is not Iterable:
        return value
    if isinstance(value, memoryview) and kind in (bytes, bytearray):
        return kind(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and kind is numpy.ndarray and isinstance(value, memoryview):
        return _to_array(numpy, expected, value)
    if isinstance(value, str) and (issubclass(kind, PurePath) or kind is os.PathLike):
        return (Path if kind is os.PathLike else kind)(value)
    if is_model(kind):
        return _to_model(kind, value)
    if kind is Iterable:  # of a field
        return attempt_part(list[get_args(expected) or (Any,)], value)  # type: ignore[misc]
    raise MismatchError(f"Expected `{show(expected)}`, got `{name_of(value)}`")


def attempt_part(annotation: Any, value: Any, place: str = "") -> Any:
    """Make a part of what msgspec has called back for; its place within is a part of the message then."""
    try:
        return attempt(annotation, value)
    except msgspec.ValidationError as error:
        at = f" - at `${place}`" if place else ""
        raise MismatchError(f"{error}{at}") from error.__cause__


def _to_array(numpy: Any, expected: Any, value: memoryview) -> Any:
    """Make an array of the same memory; `NDArray[numpy.float64]` says of what it must be."""
    array = numpy.asarray(value)
    items = (get_args(expected) or (Any, Any))[-1]
    (wanted,) = get_args(items) or (Any,)
    if wanted is not Any and isinstance(wanted, type) and not issubclass(array.dtype.type, wanted):
        raise MismatchError(f"Expected `ndarray of {wanted.__name__}`, got `ndarray of {array.dtype}`")
    return array


def _to_model(model: Any, value: Any) -> Any:
    """Make a model of pydantic's; what it refuses is said as msgspec says it."""
    try:
        return model.model_validate(value)
    except sys.modules["pydantic"].ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        at = f" - at `${place}`" if place else ""
        raise MismatchError(f"{first['msg']}{at}") from error


def name_of(value: Any) -> str:
    """Name the type of a value in a message."""
    return "None" if value is None else type(value).__name__


def show(annotation: Any) -> str:
    """Name a type in a message."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is None or annotation is type(None) or annotation is ...:
        return "..." if annotation is ... else "None"
    if origin in (Union, UnionType):
        return " | ".join(map(show, arguments))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if isinstance(annotation, (list, tuple)):  # a Callable's, a Callback's
        return f"[{', '.join(map(show, annotation))}]"
    name: str = getattr(origin or annotation, "__name__", str(annotation))
    return f"{name}[{', '.join(map(show, arguments))}]" if arguments and name != "ndarray" else name


def explain(error: msgspec.ValidationError) -> str:
    """Say it as the rest of the bridge does: `.items[3].age: expected int, got str`."""
    what, *places = str(error).split(" - at `")  # of parts within parts, the innermost first
    path = "".join(place.partition("$")[2].removesuffix("`") for place in reversed(places))
    key = ": key" if places and places[0].startswith("key") else ""
    what = what.replace("`", "")
    return f"{path}{key}: {what[:1].lower() if what[1:2].islower() else what[:1]}{what[1:]}"
