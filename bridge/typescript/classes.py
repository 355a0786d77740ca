"""Classes: what is exported as one, with its constructor, methods, properties and constants."""
from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from bridge.exports import signature
from bridge.exports.function import Export, camel_case

from . import functions, parameters
from .text import names
from .text.docs import Doc, of_class
from .types.annotations import ANY
from .types.constants import type_of
from .types.scalars import IN, OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bridge.exports.classes import ClassExport, Member

    from .types.annotations import Types

_INDENT = "  "


def export(types: Types, name: str, own: str, class_: ClassExport) -> list[str]:
    """Write a class, as an export."""
    head = "export " if own == name else "declare "
    types.owner = class_.type
    members = [*_constructor(types, class_), *_constants(types, class_)]
    order = [camel_case(name) for each in reversed(class_.type.__mro__) for name in vars(each)]
    places = {name: place for place, name in enumerate(order)}
    in_order = sorted(class_.members, key=lambda member: places.get(member.name, len(order)))
    members += [line for member in in_order for line in _member(types, member)]
    doc = of_class(class_.type)
    return [*doc.comment(), f"{head}class {own} {{", *members, "}", *functions.renamed(own, name)]


def _constructor(types: Types, class_: ClassExport) -> Iterator[str]:
    doc = Doc(vars(class_.type).get("__init__", None).__doc__ if "__init__" in vars(class_.type) else None)
    written = [each for each in doc.typescript if each.startswith("(")]
    given = parameters.read(types, class_.constructor) if isinstance(class_.constructor, Export) else None
    ways = functions.overloads(given) if given else [f"...args: {ANY}[]"]
    yield from doc.comment(given.names if given else {}, _INDENT)
    for each in written or [f"({listed})" for listed in ways]:
        yield f"{_INDENT}constructor{each};"


def _constants(types: Types, class_: ClassExport) -> Iterator[str]:
    for name, value in class_.constants():
        yield f"{_INDENT}static readonly {names.key(name)}: {type_of(types, value)};"


def _member(types: Types, member: Member) -> Iterator[str]:
    name = "['constructor']" if member.name == "constructor" else names.key(member.name)
    if member.call is None:
        yield from _property(types, name, member)
        return
    found = functions.of(types, member.call, _INDENT)
    static = "static " if member.is_static else ""
    yield from found.comment
    if found.type:
        yield f"{_INDENT}{static}readonly {name}: {found.type};"
    for each in found.signatures:
        yield f"{_INDENT}{static}{name}{each};"


def _property(types: Types, name: str, member: Member) -> Iterator[str]:
    doc = Doc(inspect.getdoc(member.getter.function) if member.getter else None)
    yield from doc.comment(indent=_INDENT)
    given = _given(types, member.setter) if member.setter else ""
    got = _got(types, member.getter, doc) if member.getter else ""
    if not member.setter:
        yield f"{_INDENT}readonly {name}: {got};"
    elif got == given:
        yield f"{_INDENT}{name}: {got};"
    else:
        yield from [f"{_INDENT}get {name}(): {got};"] * bool(member.getter)
        yield f"{_INDENT}set {name}(value: {given});"


def _got(types: Types, getter: Export, doc: Doc) -> str:
    annotation = signature.hints(getter.function, getter.owner).get("return", Any)
    return doc.typescript[0] if doc.typescript else types.of(annotation, OUT)


def _given(types: Types, setter: Export) -> str:
    hints = signature.hints(setter.function, setter.owner)
    value = signature.parameters(setter.function)[1]
    return types.of(hints.get(value.name, Any), IN)
