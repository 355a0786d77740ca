"""Stand-ins: what msgspec converts into where it does not know a type that people annotate.

A union that it refuses, such as `bytes | str`, is a class of ours to it, and so is a record that has one; when it calls
back for them, they do it themselves.
"""
from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import inspect as types

from .coerce import coerce, describe, fill_record, is_model
from .decode import MismatchError, attempt, attempt_part, explain, name_of, show
from .formats import items_of

if TYPE_CHECKING:
    from .coerce import Gaps

_PLAIN = (type(None), bool, int, float, str, list, dict, set, datetime, memoryview)
_ABSTRACT = ("builtins", "collections", "contextlib", "types", "typing")
"""Of their classes, JavaScript can pass an instance only where a plain value is one."""
_CALLBACKS = "bridge.streams.callbacks"
"""They are arguments of their own only, and no part of others."""


def known(annotation: Any) -> Any:
    """Give an annotation that msgspec knows: this one, or one with stand-ins in it.

    Raises:
        TypeError: says why no value of JavaScript's can be what is annotated.
    """
    reason = "its Iterable cannot be checked"
    if not _mentions_iterable(annotation):
        try:
            kind = describe(annotation)
        except TypeError as error:
            reason = str(error)
        except RecursionError:  # of an alias: a class may have itself in it
            raise TypeError(f"{show(annotation)} is no type of an argument: it has itself in it") from None
        else:
            impossible = _impossible(kind, [])
            if impossible is not None:
                raise TypeError(f"no {impossible} can come from JavaScript by copy")
            return annotation
    made = _stand_in(annotation)
    if made is None:
        raise TypeError(f"{show(annotation)} is no type of an argument: {reason}")
    return made


def _mentions_iterable(annotation: Any) -> bool:
    """Whether an Iterable has to be a list for msgspec."""
    return get_origin(annotation) is Iterable or any(map(_mentions_iterable, get_args(annotation)))


def _stand_in(annotation: Any) -> Any:
    """Give what msgspec can have instead; None if there is nothing."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    alias = getattr(annotation, "__value__", None) or getattr(annotation, "__supertype__", None)
    if alias is not None:  # `type Name = ...`, a NewType
        return known(alias)
    if origin in (Union, UnionType):
        return _union(annotation, arguments)
    if is_dataclass(annotation) or hasattr(annotation, "__required_keys__"):
        return _record(annotation)
    if origin is typing.Annotated:
        return None if any(isinstance(each, msgspec.Meta) for each in annotation.__metadata__) else known(arguments[0])
    if origin is Literal or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return _new(show(annotation), _OneOf(arguments or annotation))
    if origin is Iterable:
        return _new(show(annotation), _IterableOf(known(arguments[0])))
    if isinstance(origin, type) and arguments:
        inner = tuple(each if each is ... else known(each) for each in arguments)
        return None if inner == arguments else origin[inner]  # type: ignore[index]
    return None


def _impossible(kind: types.Type, seen: list[types.Type]) -> str | None:
    """Name what no value of JavaScript's can be, in a type. One that has itself in it is decided by the rest of it."""
    if any(each is kind for each in seen):
        return None
    seen = [*seen, kind]
    if isinstance(kind, types.CustomType):
        return None if _can_be_instance(kind.cls) else show(kind.cls)
    if isinstance(kind, types.UnionType):
        found = [_impossible(each, seen) for each in kind.types]
        return None if None in found else " or ".join(map(str, found))
    parts: list[Any] = [field.type for field in getattr(kind, "fields", ()) if field.required]
    parts += getattr(kind, "item_types", ())
    parts += [getattr(kind, name) for name in ("item_type", "key_type", "value_type") if hasattr(kind, name)]
    return next(filter(None, (_impossible(each, seen) for each in parts)), None)


def _can_be_instance(kind: Any) -> bool:
    """Whether JavaScript can pass an instance: of the author's classes it may have one."""
    try:
        if any(issubclass(plain, kind) for plain in _PLAIN):
            return True
    except TypeError:  # a Protocol that cannot tell
        return False
    is_abstract = kind.__module__.partition(".")[0] in _ABSTRACT or kind.__module__ == _CALLBACKS
    return not is_abstract or issubclass(kind, BaseException)


class _StandIn(type):
    """The class of stand-ins: whatever one makes is its instance."""

    def __instancecheck__(cls, _: object) -> bool:
        return True


def _new(name: str, of: _UnionOf | _RecordOf | _IterableOf | _OneOf) -> type:
    return _StandIn(name, (), {"__bridge_make__": of.make, "__bridge_fill__": of.fill, "names": of.names})


class _IterableOf:
    """Stands for an Iterable: a list, of a typed array's items too."""

    names: frozenset[str] = frozenset()

    def __init__(self, item: Any) -> None:
        self._list = list[item]

    def make(self, value: Any) -> Any:
        return attempt_part(self._list, items_of(value) if isinstance(value, memoryview) else value)

    def fill(self, value: Any, gaps: Gaps) -> Any:
        return coerce(self._list, value, gaps)


class _OneOf:
    """Stands for a Literal or an Enum that has other values than `str` or `int`, or both."""

    names: frozenset[str] = frozenset()

    def __init__(self, choices: Iterable[Any]) -> None:
        self._choices = [(each.value if isinstance(each, Enum) else each, each) for each in choices]

    def make(self, value: Any) -> Any:
        for plain, each in self._choices:
            if plain == value and isinstance(plain, bool) == isinstance(value, bool):
                return each
        raise MismatchError(f"Invalid enum value {value!r}")

    def fill(self, value: Any, _: Gaps) -> Any:
        return value


# unions


@dataclass(frozen=True)
class _Member:
    shown: str
    known: Any
    names: frozenset[str]  # of a record's fields


def _union(annotation: Any, arguments: tuple[Any, ...]) -> type:
    members = []
    for each in arguments:
        try:
            made = known(each)
        except TypeError:  # the others may do
            continue
        members.append(_Member(show(each), made, _names(made)))
    if not members:
        raise TypeError(f"no {show(annotation)} can come from JavaScript by copy")
    return _new(show(annotation), _UnionOf(show(annotation), members))


class _UnionOf:
    """Stands for a union: its members are tried in order, first those that have the most of a record's names."""

    names: frozenset[str] = frozenset()

    def __init__(self, shown: str, members: list[_Member]) -> None:
        self._shown = shown
        self._members = members
        self._has_int = any(member.known is int for member in members)

    def make(self, value: Any) -> Any:
        if self._has_int and type(value) is int:  # else a float may take it
            return value
        reasons = []
        for member in self._best_first(value):
            try:
                return attempt(member.known, value)
            except msgspec.ValidationError as error:
                reasons.append((member.shown, explain(error)))
        raise MismatchError(f"Expected `{self._shown}`, got `{name_of(value)}`{_told(reasons)}")

    def fill(self, value: Any, gaps: Gaps) -> Any:
        for member in self._best_first(value):
            filled = coerce(member.known, value, gaps)
            try:
                attempt(member.known, filled)
            except msgspec.ValidationError:
                continue
            return filled
        return value

    def _best_first(self, value: Any) -> list[_Member]:
        if type(value) is not dict:
            return self._members
        return sorted(self._members, key=lambda member: -len(member.names & value.keys()))


def _names(annotation: Any) -> frozenset[str]:
    """Give the names of a record's fields; none of what is no record."""
    if is_model(annotation):
        return frozenset(name for key, field in annotation.model_fields.items() for name in (key, field.alias or key))
    if isinstance(annotation, _StandIn):
        return annotation.names  # type: ignore[attr-defined, no-any-return]
    return frozenset(field.encode_name for field in getattr(describe(annotation), "fields", ()))


def _told(reasons: list[tuple[str, str]]) -> str:
    """Say what each member lacked, where it was more than another type at the top."""
    told = [f"{shown}{reason}" for shown, reason in reasons if not reason.startswith(": expected ")]
    return f" ({'; '.join(told)})" if told else ""


# records that have what msgspec does not know

_records: dict[type, type] = {}
"""Their stand-ins: they may have themselves in them. Under the lock of Export.prepare()."""


def _record(record: Any) -> type:
    if record in _records:
        return _records[record]
    of = _RecordOf(record)
    made = _records[record] = _new(record.__name__, of)
    try:
        of.find_parts()
    except TypeError:
        del _records[record]
        raise
    return made


class _RecordOf:
    """Stands for a dataclass or a TypedDict: makes each field, and then the record."""

    def __init__(self, record: Any) -> None:
        self._record = record
        self._required = _required(record)
        self._parts: dict[str, tuple[bool, Any]] = {}
        self.names = frozenset(self._required)

    def find_parts(self) -> None:
        """Find how to make each field.

        Raises:
            TypeError: says of one that JavaScript cannot pass it.
        """
        hints = typing.get_type_hints(self._record, include_extras=True)
        self._parts = {name: (required, known(_bare(hints[name]))) for name, required in self._required.items()}

    def make(self, value: Any) -> Any:
        if type(value) is not dict:
            raise MismatchError(f"Expected `object`, got `{name_of(value)}`")
        made = {}
        for name, (required, kind) in self._parts.items():
            if name in value:
                made[name] = attempt_part(kind, value[name], f".{name}")
            elif required:
                raise MismatchError(f"Object missing required field `{name}`")
        return self._record(**made)

    def fill(self, value: Any, gaps: Gaps) -> Any:
        return fill_record(value, gaps, self._parts, coerce) if type(value) is dict else value


def _bare(annotation: Any) -> Any:
    """Leave out what says whether a key must be there."""
    is_about_key = getattr(get_origin(annotation), "_name", None) in ("Required", "NotRequired", "ReadOnly")
    return _bare(get_args(annotation)[0]) if is_about_key else annotation


def _required(record: Any) -> dict[str, bool]:
    """Tell which fields there are, and which must be given."""
    if not is_dataclass(record):
        return {name: name in record.__required_keys__ for name in typing.get_type_hints(record)}
    given = [field for field in fields(record) if field.init]
    return {field.name: field.default is MISSING and field.default_factory is MISSING for field in given}
