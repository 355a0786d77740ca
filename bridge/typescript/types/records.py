"""Records: the fields of what crosses as an object, and which of them must be there."""
from __future__ import annotations

import dataclasses
import sys
import typing
from typing import Any, NamedTuple

from bridge.values.coerce import is_model
from bridge.values.scalars import loaded

from .scalars import IN


class Field(NamedTuple):
    """One property."""

    name: str
    annotation: Any
    is_required: bool


def is_record(kind: Any) -> bool:
    """Tell a class whose objects cross as an object's properties."""
    return _reader(kind) is not None


def fields(kind: Any, way: str) -> list[Field] | None:
    """Give the properties of a record, on its way into Python or out; None where it does not go there.

    Raises:
        Exception: an annotation names what is not there.
    """
    reader = _reader(kind)
    return reader(kind, way) if reader else None


def hints(kind: Any) -> dict[str, Any]:
    """Give a class's annotations."""
    return typing.get_type_hints(kind, include_extras=True)


def _reader(kind: Any) -> Any:
    if dataclasses.is_dataclass(kind):
        return _of_dataclass
    if typing.is_typeddict(kind):
        return _of_typed_dict
    if issubclass(kind, loaded("msgspec", "Struct")):
        return _of_struct
    if hasattr(kind, "__attrs_attrs__"):
        return _of_attrs
    return _of_model if is_model(kind) else None


def _of_dataclass(kind: Any, way: str) -> list[Field]:
    known, missing = hints(kind), dataclasses.MISSING
    return [
        Field(each.name, known[each.name], way != IN or (each.default is missing and each.default_factory is missing))
        for each in dataclasses.fields(kind)
        if each.init or way != IN
    ]


def _of_typed_dict(kind: Any, _: str) -> list[Field]:
    return [Field(name, each, _is_required(kind, name, each)) for name, each in hints(kind).items()]


def _is_required(kind: Any, name: str, annotation: Any) -> bool:
    """Tell whether a key must be there: where annotations are text, only they say so."""
    origin = typing.get_origin(annotation)
    said = {getattr(typing, "Required", None): True, getattr(typing, "NotRequired", None): False}
    return said.get(origin, name in kind.__required_keys__) if origin else name in kind.__required_keys__


def _of_struct(kind: Any, way: str) -> list[Field]:
    from msgspec import structs

    config, known = kind.__struct_config__, hints(kind)
    tag = [] if config.tag_field is None else [Field(config.tag_field, typing.Literal[config.tag], True)]
    return tag + [
        Field(each.encode_name, known[each.name], way != IN or each.required) for each in structs.fields(kind)
    ]


def _of_attrs(kind: Any, way: str) -> list[Field]:
    known, nothing = hints(kind), sys.modules["attr"].NOTHING
    return [
        Field(each.name, known.get(each.name, Any), way != IN or each.default is nothing)
        for each in kind.__attrs_attrs__
        if each.init or way != IN
    ]


def _of_model(kind: Any, way: str) -> list[Field] | None:
    """A model of pydantic's is an argument only."""
    if way != IN:
        return None
    return [Field(each.alias or name, each.annotation, each.is_required()) for name, each in kind.model_fields.items()]
