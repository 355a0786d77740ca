"""Parameters: of a function by copy, as JavaScript passes them."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from bridge.exports import signature
from bridge.exports.function import ASYNC, ASYNC_STREAM, STREAM, SYNC, TASK, camel_case
from bridge.exports.signature import NAMED, NONE_GIVEN, REST, REST_NAMED
from bridge.streams import roles
from bridge.streams.callbacks import Latest
from bridge.streams.roles import CALLBACK, ITERABLE

from .text.names import Names, token
from .types.annotations import ANY, array_of, is_unknown
from .types.scalars import IN, OUT

if TYPE_CHECKING:
    from bridge.exports.function import Export

    from .types.annotations import Types

STREAMS = (STREAM, ASYNC_STREAM)
LATER = (TASK, ASYNC)
_OPTIONS = "options"


class Parameters(NamedTuple):
    """What a function takes."""

    names: dict[str, str]
    """In JavaScript, by those in Python."""
    positional: str
    options: str
    """The type of the object that has the keyword-only ones; nothing if there are none."""
    needs_options: bool
    may_be_left_out: bool
    """Whether some of the positional ones may, so that the options have no place of their own."""

    def listed(self) -> str:
        """Give all of them, where each has its place."""
        if not self.options:
            return self.positional
        name = _OPTIONS if f"{_OPTIONS}: " not in self.positional else f"{_OPTIONS}_"
        options = f"{name}{'' if self.needs_options else '?'}: {self.options}"
        return f"{self.positional}, {options}" if self.positional else options


def read(types: Types, export: Export) -> Parameters:
    """Read them, as the product does."""
    hints = signature.hints(export.function, export.owner)
    found = signature.parameters(export.function)[export.owner is not None :]
    names: dict[str, str] = {}
    given = Names(())
    positional: list[str] = []
    options: list[str] = []
    for each in found:
        name = camel_case(each.name)
        text = _argument(types, export, hints.get(each.name, object), each.is_required())
        own = name if each.kind in (NAMED, REST_NAMED) else given.claim(name)
        names[each.name] = f"{_OPTIONS}.{name}" if each.kind == NAMED else own
        mark = "" if each.is_required() else "?"
        if each.kind == REST:
            positional.append(f"...{own}: {array_of(text, OUT)}")
        elif each.kind == REST_NAMED:
            options.append(f"[name: string]: {text if export.kind == SYNC and not options else ANY}")
            names[each.name] = _OPTIONS
        elif each.kind == NAMED:
            options.append(f"{name}{mark}: {text}")
        else:
            positional.append(f"{own}{mark}: {text}")
    loose = any(each.kind == REST or (each.kind < REST and each.default is not NONE_GIVEN) for each in found)
    needs = any(each.kind == NAMED and each.is_required() for each in found)
    return Parameters(names, ", ".join(positional), f"{{ {'; '.join(options)} }}" if options else "", needs, loose)


def _argument(types: Types, export: Export, annotation: Any, is_required: bool) -> str:
    try:
        role, _ = roles.role(annotation, export.kind in (ASYNC, ASYNC_STREAM), export.window)
    except TypeError:
        return "undefined"  # none can be passed: it is left to its default
    members = roles._members(annotation)
    named = [each for each in members if each is not type(None)]
    if role == CALLBACK:
        text = _function(types, named[0], export.kind)
    elif role == ITERABLE:
        item = types.of((*get_args(named[0]), Any)[0], IN)
        text = f"{token('Iterable' if export.kind == SYNC else 'Source')}<{item}>"
    else:
        text = types.of(annotation, IN)
        return text if is_required or is_unknown(text) else text.removesuffix(" | undefined")
    if len(members) == len(named):
        return text
    text = f"({text})" if role == CALLBACK else text
    return f"{text} | null | undefined" if is_required else f"{text} | null"


def _function(types: Types, annotation: Any, kind: str) -> str:
    """Give the type of a function that Python calls: it takes what comes out of Python."""
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation)
    taken, result = (arguments, None) if issubclass(origin, Latest) else (*arguments, ..., Any)[:2]
    if origin is Latest and not arguments:
        taken = ...
    if taken is ...:
        listed = f"...args: {ANY}[]"
    else:
        count = len(taken)
        listed = ", ".join(f"arg{at if count > 1 else ''}: {types.of(each, OUT)}" for at, each in enumerate(taken, 1))
    if result in (None, type(None)):
        return f"({listed}) => void"
    answer = types.of(result, IN)
    later = "" if kind == SYNC or answer == ANY else f" | {token('Promise')}<{answer}>"
    return f"({listed}) => {answer}{later}"
