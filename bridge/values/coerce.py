"""Coerce: what JavaScript cannot say as Python does becomes what is annotated, before msgspec sees it.

`undefined` in a record is what is not there, where the record has a default for it; -0 is an `int` where one is
expected, and a number of seconds a `timedelta`. By msgspec's description of a type, and only for values that need it.
"""
from __future__ import annotations

import functools
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import inspect as types

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    Gaps = Container[tuple[int, str]]
    """Which properties are undefined: by the identity of an object, and the name in it."""


def coerce(annotation: Any, value: Any, gaps: Gaps = ()) -> Any:
    """Give a value that msgspec can make the annotated type of; the value itself if there is nothing to coerce."""
    return _coerce(describe(annotation), value, gaps)


def describe(annotation: Any) -> types.Type:
    """Describe a type, as msgspec sees it.

    Raises:
        TypeError: msgspec does not know it.
    """
    try:
        return _described(annotation)
    except TypeError:  # it has no hash, or is not known
        return types.type_info(annotation)


@functools.lru_cache(maxsize=1000)
def _described(annotation: Any) -> types.Type:
    return types.type_info(annotation)


def _coerce(kind: types.Type, value: Any, gaps: Gaps) -> Any:
    for classes, how in _WAYS:
        if isinstance(kind, classes):
            return how(kind, value, gaps)
    return value


def _number(kind: Any, value: Any, _: Gaps) -> Any:
    return 0 if type(value) is float and value == 0 and _has_zero(kind) else value


def _has_zero(kind: Any) -> bool:
    if isinstance(kind, types.IntType):
        return True
    values = kind.values if isinstance(kind, types.LiteralType) else [member.value for member in kind.cls]
    return any(type(value) is int and value == 0 for value in values)


def _duration(_: Any, value: Any, __: Gaps) -> Any:
    if type(value) not in (int, float):
        return value
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError):  # too long, or NaN
        return value


def _union(kind: types.UnionType, value: Any, gaps: Gaps) -> Any:
    if type(value) in (int, float) and any(isinstance(each, types.FloatType) for each in kind.types):
        return value
    coerced = (_coerce(each, value, gaps) for each in kind.types if _may_be(each, value))
    return next((each for each in coerced if each is not value), value)


def _may_be(kind: Any, value: Any) -> bool:
    """Tell tagged Structs apart."""
    tag_field = getattr(kind, "tag_field", None)
    return tag_field is None or (type(value) is dict and value.get(tag_field) == kind.tag)


def _items(kind: Any, value: Any, gaps: Gaps) -> Any:
    if type(value) not in (list, set):
        return value
    made = [_coerce(kind.item_type, item, gaps) for item in value]
    return made if _differs(made, value) else value


def _tuple(kind: Any, value: Any, gaps: Gaps) -> Any:
    if type(value) is not list:
        return value
    kinds = kind.item_types if isinstance(kind, types.TupleType) else [field.type for field in kind.fields]
    made = [_coerce(each, item, gaps) for each, item in zip(kinds, value, strict=False)] + value[len(kinds) :]
    return made if _differs(made, value) else value


def _dict(kind: types.DictType, value: Any, gaps: Gaps) -> Any:
    if type(value) is not dict:
        return value
    made = {_coerce(kind.key_type, key, gaps): _coerce(kind.value_type, item, gaps) for key, item in value.items()}
    return made if _differs(made, value) or _differs(made.values(), value.values()) else value


def _differs(one: Iterable[Any], other: Iterable[Any]) -> bool:
    return any(each is not its for each, its in zip(one, other, strict=True))


def _record(kind: Any, value: Any, gaps: Gaps) -> Any:
    if type(value) is not dict:
        return value
    fields = {field.encode_name: field for field in kind.fields}
    return fill_record(value, gaps, {name: (field.required, field.type) for name, field in fields.items()}, _coerce)


def fill_record(
    value: dict[Any, Any], gaps: Gaps, fields: dict[str, tuple[bool, Any]], inner: Callable[[Any, Any, Gaps], Any]
) -> Any:
    """Leave out what is undefined and not required; coerce the other fields by `inner(type, value, gaps)`."""
    made = {}
    for key, item in value.items():
        required, kind = fields.get(key, (False, None))
        if required or (id(value), key) not in gaps:
            made[key] = item if kind is None else inner(kind, item, gaps)
    return made if len(made) < len(value) or _differs(made.values(), value.values()) else value


def _custom(kind: types.CustomType, value: Any, gaps: Gaps) -> Any:
    fill = getattr(kind.cls, "__bridge_fill__", None)  # a stand-in's
    if fill is not None:
        return fill(value, gaps)
    model: Any = kind.cls
    if gaps and type(value) is dict and is_model(model):
        fields = {}
        for name, field in model.model_fields.items():
            fields[name] = fields[field.alias or name] = (field.is_required(), field.annotation)
        return fill_record(value, gaps, fields, _coerce_field)
    return value


def _coerce_field(annotation: Any, value: Any, gaps: Gaps) -> Any:
    """Coerce a field of a pydantic model, as far as its annotation is one of msgspec's too."""
    try:
        return coerce(annotation, value, gaps)
    except TypeError:
        return value


def is_model(kind: Any) -> bool:
    """Whether a class is a model of pydantic's."""
    pydantic = sys.modules.get("pydantic")
    return pydantic is not None and isinstance(kind, type) and issubclass(kind, pydantic.BaseModel)


_WAYS: tuple[tuple[Any, Callable[[Any, Any, Gaps], Any]], ...] = (
    ((types.IntType, types.LiteralType, types.EnumType), _number),
    (types.TimeDeltaType, _duration),
    (types.UnionType, _union),
    ((types.DataclassType, types.StructType, types.TypedDictType), _record),
    ((types.ListType, types.SetType, types.FrozenSetType, types.VarTupleType), _items),
    ((types.TupleType, types.NamedTupleType), _tuple),
    (types.DictType, _dict),
    (types.CustomType, _custom),
)
