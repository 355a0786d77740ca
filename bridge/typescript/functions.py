"""Functions: what is exported by `@task` and `@export`, or by a ModuleContext."""
from __future__ import annotations

import inspect
import typing
from typing import TYPE_CHECKING, Any, get_args

from bridge.exports import signature
from bridge.exports.function import Export

from . import parameters
from .parameters import LATER, STREAMS
from .text import names
from .text.docs import Doc
from .text.names import token
from .types.annotations import ANY
from .types.scalars import IN, OUT

if TYPE_CHECKING:
    from .types.annotations import Types


class Member(typing.NamedTuple):
    """One function, not yet written down as an export or a method."""

    comment: list[str]
    signatures: list[str]
    """`(n: number): string`, for each of its overloads."""
    type: str
    """`Task<(n: number) => string>`, where it is more than its signatures."""


def of(types: Types, function: Any, indent: str = "") -> Member:
    """Describe an Export, or a function that takes a FunctionContext."""
    plain = function.function if isinstance(function, Export) else function
    doc = Doc(inspect.getdoc(plain) if plain.__doc__ != type(plain).__doc__ else None)  # a partial has its class's
    given = parameters.read(types, function) if isinstance(function, Export) else None
    comment = doc.comment(given.names if given else None, indent)
    if doc.typescript:
        signatures = [each for each in doc.typescript if each.startswith(("(", "<"))]
        return Member(comment, signatures, "" if signatures else doc.typescript[0])
    if given is None:
        return Member(comment, [f"(...args: {ANY}[]): {_by_reference(types, function)}"], "")
    if function.kind in LATER:
        return Member(comment, [], _later("Task", given, _result(types, function)))
    if function.kind in STREAMS:
        return Member(comment, [], _later("Streaming", given, _stream(types, function)))
    result = _result(types, function)
    return Member(comment, [f"({listed}): {result}" for listed in overloads(given)], "")


def overloads(given: parameters.Parameters) -> list[str]:
    """Give the parameters of a synchronous function, for each way in which it may be called."""
    if not given.options or not given.may_be_left_out:
        return [given.listed()]
    return [f"...args: {token('Call')}<[{given.positional}], {given.options}>"]


def _later(name: str, given: parameters.Parameters, result: str) -> str:
    options = f", {given.options}" if given.options else ""
    return f"{token(name)}<({given.positional}) => {result}{options}>"


def _result(types: Types, export: Export) -> str:
    annotation = signature.hints(export.function, export.owner).get("return", Any)
    return "void" if annotation is type(None) else types.of(annotation, OUT)


def _stream(types: Types, export: Export) -> str:
    annotation = signature.hints(export.function, export.owner).get("return", Any)
    item, sent, result = (*get_args(annotation), None, None, None)[:3] if get_args(annotation) else (Any, None, None)
    parts = [types.of(item, OUT)]
    has_sent = sent not in (None, type(None), Any)
    if result not in (None, type(None)) or has_sent:
        parts.append("undefined" if result in (None, type(None)) else types.of(result, OUT))
    if has_sent:
        parts.append(types.of(sent, IN))
    return f"{token('Stream')}<{', '.join(parts)}>"


def _by_reference(types: Types, function: Any) -> str:
    """Give what a function by reference says that it returns."""
    try:
        annotation = typing.get_type_hints(function).get("return", Any)
    except Exception:  # a name that is there for a type checker only
        return ANY
    text = types.of(annotation, OUT)
    return "void" if text in ("undefined", "null") else text


def export(name: str, own: str, member: Member) -> list[str]:
    """Write it as an export."""
    export, lines = ("export " if own == name else "declare "), []
    if member.type:
        lines = [f"{export}const {own}: {member.type};"]
    else:
        lines = [f"{export}function {own}{each};" for each in member.signatures]
    return [*member.comment, *lines, *renamed(own, name)]


def renamed(own: str, name: str) -> list[str]:
    """Export what has a name of its own within the file, under another."""
    return [] if own == name else [f"export {{ {own} as {names.key(name)} }};"]
