"""Annotations: what is annotated, in TypeScript, as it goes into Python and as it comes out."""
from __future__ import annotations

import collections.abc
import types
import typing
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin

from bridge.typescript.text import names
from bridge.typescript.text.layout import split
from bridge.typescript.text.names import token
from bridge.values.decode import show

from . import records, scalars
from .declared import Declarations
from .scalars import IN, OUT, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY = "any"
_QUALIFIERS = ("Annotated", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar")
_ARRAYS = (list, collections.abc.Sequence)
_SELF = getattr(typing, "Self", None)  # since Python 3.11


class Unknown(Exception):  # noqa: N818 - it is no failure
    """TypeScript has nothing for a type, or it does not cross."""


class Types:
    """Writes the types of one file."""

    def __init__(self, classes: dict[type, str]) -> None:
        self._classes = classes  # that are exported, by their names
        self.declarations = Declarations()
        self.owner: type | None = None  # the class whose members are written
        self._variables: dict[Any, str] = {}  # of the record whose fields are written
        self._open: list[Any] = []  # the aliases that are written

    def of(self, annotation: Any, way: str) -> str:
        """Give the type of what is annotated; `any`, and what it was, where there is none."""
        try:
            return self._of(annotation, way)
        except Exception:  # whatever an annotation is
            return unknown(annotation)

    def _of(self, annotation: Any, way: str) -> str:
        if annotation is Any or annotation is object:
            return ANY
        if annotation is None or annotation is type(None):
            return "null"
        if isinstance(annotation, TypeVar):
            return self._of_variable(annotation, way)
        if hasattr(annotation, "__value__") and not isinstance(annotation, type):  # `type Name = ...`
            return self._of_alias(annotation, way)
        if hasattr(annotation, "__supertype__"):  # a NewType
            return self._of(annotation.__supertype__, way)
        origin, arguments = get_origin(annotation), get_args(annotation)
        if getattr(origin, "_name", getattr(origin, "__name__", "")) in _QUALIFIERS and arguments:
            return self._of(arguments[0], way)
        if origin in (Union, types.UnionType):
            return self.union(arguments, way)
        if origin is Literal:
            return self._of_values(arguments, way)
        if annotation in (typing.NoReturn, getattr(typing, "Never", None)):
            return "never"
        return self._of_class(origin or annotation, arguments, way)

    def union(self, members: tuple[Any, ...], way: str) -> str:
        """Give the type of what may be one of these."""
        given = [self.of(each, way) for each in members if each is not type(None)]
        unknown = [each for each in given if is_unknown(each)]
        given = [each for each in given if not is_unknown(each)]
        if unknown and not given:
            return unknown[0]  # else JavaScript has one of the others
        if type(None) in members:
            given += ["null", "undefined"] if way == IN else ["null"]
        parts = list(dict.fromkeys(part for each in given for part in split(each, " | ")))
        return ANY if ANY in parts else " | ".join(parts)

    def _of_alias(self, alias: Any, way: str) -> str:
        own, arguments = get_origin(alias) or alias, get_args(alias)
        if arguments and own in self._open:  # which may never end
            raise Unknown
        self._open.append(own)
        try:
            if arguments:
                return self._of(alias.__value__[arguments], way)
            return self.declarations.type(alias, way, lambda: self.of(alias.__value__, way))
        finally:
            self._open.pop()

    def _of_values(self, values: Iterable[Any], way: str) -> str:
        """Give the type of one of these values, an Enum's or a Literal's."""
        plain = [each.value if isinstance(each, Enum) else each for each in values]
        return " | ".join(dict.fromkeys(_literal(each) or self.of(type(each), way) for each in plain))

    def _of_variable(self, variable: Any, way: str) -> str:
        if variable in self._variables:
            return self._variables[variable]
        if variable.__constraints__:
            return self.union(variable.__constraints__, way)
        return self._of(variable.__bound__, way) if variable.__bound__ is not None else ANY

    def _of_class(self, kind: Any, arguments: tuple[Any, ...], way: str) -> str:
        kind = self.owner if kind is _SELF else kind
        if not isinstance(kind, type):
            raise Unknown
        if kind in self._classes:
            return self._classes[kind]
        if issubclass(kind, Enum):
            return self.declarations.type(kind, way, lambda: self._of_values(kind, way) or "never")
        if kind.__module__.startswith("bridge.handles.") or kind.__name__ == "JsPromise":
            found = scalars.handle(kind.__name__)
            if found:
                return found
        if records.is_record(kind):
            return self._of_record(kind, arguments, way)
        if scalars.is_array(kind):
            return _known(scalars.array(arguments, way))
        found = scalars.scalar(kind, way)
        if found:
            return found
        if issubclass(kind, BaseException):
            return token("Error") if way == IN else token("PythonError")
        return self._of_container(kind, arguments, way)

    def _of_record(self, kind: Any, arguments: tuple[Any, ...], way: str) -> str:
        fields = records.fields(kind, way)
        if fields is None:
            raise Unknown
        variables = getattr(kind, "__parameters__", ()) or getattr(kind, "__type_params__", ())
        are_types = all(isinstance(each, TypeVar) for each in variables)  # none takes any number of them
        own = {variable: variable.__name__ for variable in variables if are_types}
        outer, self._variables = self._variables, own
        try:
            parameters = f"<{', '.join(own.values())}>" if own else ""
            inner = TEXT if way == OUT and hasattr(kind, "__attrs_attrs__") else way
            name = self.declarations.record(
                kind, way, parameters, fields, lambda annotation: self.of(annotation, inner)
            )
        finally:
            self._variables = outer
        given = [self.of(each, way) for each in arguments] or [ANY] * len(own)
        return f"{name}<{', '.join(given)}>" if own else name

    def _of_container(self, kind: Any, arguments: tuple[Any, ...], way: str) -> str:
        if issubclass(kind, tuple):
            return self._of_tuple(kind, arguments, way)
        item = (*arguments, Any)[0]
        if issubclass(kind, collections.abc.Mapping):
            name, value = arguments if len(arguments) == 2 else (str, Any)  # noqa: PLR2004
            return self._of_mapping(name, value, way)
        if issubclass(kind, collections.abc.Set):
            return f"{token('ReadonlySet' if way == IN else 'Set')}<{self.of(item, way)}>"
        if issubclass(kind, _ARRAYS) or (way == IN and kind in (collections.abc.Iterable, collections.abc.Collection)):
            return array_of(self.of(item, way), way)
        if kind in (collections.abc.Iterable, collections.abc.Collection):
            return f"{token('Iterable')}<{self.of(item, way)}>"
        raise Unknown

    def _of_tuple(self, kind: Any, arguments: tuple[Any, ...], way: str) -> str:
        read_only = "readonly " if way == IN else ""
        if hasattr(kind, "_fields"):  # a NamedTuple
            known, defaults = records.hints(kind), kind._field_defaults if way == IN else ()
            items = [
                f"{name}{'?' * (name in defaults)}: {self.of(known.get(name, Any), way)}" for name in kind._fields
            ]
            return f"{read_only}[{', '.join(items)}]"
        if not arguments or arguments[1:] == (...,):
            return array_of(self.of((*arguments, Any)[0], way), way)
        return f"{read_only}[{', '.join(self.of(each, way) for each in arguments if each != ())}]"

    def _of_mapping(self, name: Any, value: Any, way: str) -> str:
        written, item = self.of(name, way), self.of(value, way)
        if written in ("string", ANY):
            return f"{{ [name: string]: {item} }}" if self._open else f"{token('Record')}<string, {item}>"
        if all(each.startswith("'") for each in split(written, " | ")):
            if self._open:  # a type that has itself within a Record has no end for TypeScript
                return f"{{ [name in {written}]?: {item} }}"
            return f"{token('Partial')}<{token('Record')}<{written}, {item}>>"
        if way == IN:
            return f"{token('ReadonlyMap')}<{written}, {item}>"
        return f"{token('Map')}<{written}, {item}> | {token('Record')}<string, never>"  # an empty one is an object


def unknown(annotation: Any) -> str:
    """Say that TypeScript has nothing for what is annotated."""
    try:
        shown = show(annotation).replace("*/", "* /")
    except Exception:
        shown = type(annotation).__name__
    return f"{ANY} /* {shown} */"


def is_unknown(text: str) -> bool:
    """Tell a type that says so."""
    return text.startswith(f"{ANY} /*")


def array_of(item: str, way: str) -> str:
    """Give the type of an array."""
    made = f"({item})[]" if len(split(item, " | ")) > 1 or item.startswith("readonly ") else f"{item}[]"
    return f"readonly {made}" if way == IN else made


def _literal(value: Any) -> str | None:
    """Write a value, where TypeScript has a type of it alone."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return names.quote(value)
    if isinstance(value, (int, float)) and abs(value) < 2**53:
        return f"{value!r}"
    return None


def _known(found: str | None) -> str:
    if found is None:
        raise Unknown
    return found
