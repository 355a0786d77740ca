"""Errors: how a Python exception looks from JavaScript.

An Error has `name` and `code` from Python's class, Python's frames above JavaScript's in its `stack`, its `cause`, the
`errors` of a group, and as properties what the exception has as attributes. One that JavaScript gave is what it was.
"""
from __future__ import annotations

import builtins
import json
import sys
import traceback
from types import GetSetDescriptorType, MemberDescriptorType
from typing import TYPE_CHECKING, Any, NamedTuple

from .formats import item_format
from .kept import Kept
from .modules import is_authors
from .plain import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

REFUSED = "ERR_PYTHON_ARGUMENT"
"""The code of an error that refuses an argument, whatever its class: nothing of the author's has run."""

_TWINS = (
    (TypeError, "TypeError"),
    (SyntaxError, "SyntaxError"),
    ((IndexError, OverflowError, RecursionError), "RangeError"),
)
_JAVASCRIPTS = frozenset(
    ("AggregateError", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError")
)
_TAKEN = frozenset(("name", "message", "stack", "code", "cause"))
"""Properties that an Error has in its own right."""
_UNTOLD = (object, BaseException, AttributeError, getattr(builtins, "BaseExceptionGroup", object))
"""Classes whose attributes are no news, or as large as may be."""
_DICT: Any = vars(BaseException)["__dict__"]


class ArgumentError(TypeError):
    """Refuses an argument, before the function that it is for has run. In JavaScript it is a TypeError."""


def mark_refused(error: BaseException) -> None:
    """Have an error of another class be known for one that refuses an argument."""
    error.__dict__["_refused"] = True


class Description(NamedTuple):
    """An exception and those that come with it, written down for js/errors.js."""

    text: str
    """JSON: what each exception is, and which of them belongs in which place of `beside`."""
    chain: list[BaseException]
    """The exceptions, the one described first."""
    data: bytes | None
    """On the wire, a dict for each: its cause, its errors and its properties. None if there are none."""
    beside: list[Any]
    """What is beside the wire's bytes."""


def describe(error: BaseException, classes: Container[type], is_own: Callable[[Kept], bool]) -> Description:
    """Write an exception down, with its causes, and all other exceptions that it has.

    `classes` are those whose instances cross as such; `is_own` tells whether the host can give what is kept.
    """
    chain = _Chain(error, classes, is_own)
    belongings = [dict(chain.belongings(number)) for number in chain]
    data, beside = to_wire(belongings, classes) if any(belongings) else (None, [])
    places = [chain.numbers.get(id(each)) if isinstance(each, BaseException) else None for each in beside]
    text = json.dumps({"errors": [_describe(each) for each in chain.exceptions], "places": places})
    rest = [each if place is None else None for each, place in zip(beside, places, strict=True)]
    return Description(text, chain.exceptions, data, rest)


class _Chain:
    """An exception, and those that it is found to have, by number."""

    def __init__(self, error: BaseException, classes: Container[type], is_own: Callable[[Kept], bool]) -> None:
        self.exceptions = [error]
        self.numbers = {id(error): 0}  # by identity: what __eq__ says is its author's affair
        self._effects: dict[int, int] = {}
        self._classes = classes
        self._is_own = is_own

    def __iter__(self) -> Iterator[int]:
        return (number for number, _ in enumerate(self.exceptions))  # grows meanwhile

    def belongings(self, number: int) -> Iterator[tuple[str, object]]:
        """Give what one of them has that can be copied; the exceptions among it are numbered."""
        for name, value in _belongings(self.exceptions[number]):
            found = self._exceptions_in(value)
            if found is None or (name == "cause" and self._is_effect(value, number)):
                continue
            for one in found:
                if self.numbers.setdefault(id(one), len(self.exceptions)) == len(self.exceptions):
                    self.exceptions.append(one)
            if name == "cause" and found:  # else it is kept
                self._effects.setdefault(self.numbers[id(value)], number)
            yield name, value

    def _is_effect(self, cause: object, number: int) -> bool:
        """Whether one is the cause, however far, of its own cause: who follows causes must come to an end."""
        effect: int | None = number
        goal = self.numbers.get(id(cause))
        while goal is not None and effect is not None:
            if effect == goal:
                return True
            effect = self._effects.get(effect)
        return False

    def _exceptions_in(self, value: object) -> list[BaseException] | None:
        """Find the exceptions in a value that are to be described; None where it cannot be copied."""
        try:
            beside = to_wire(value, self._classes)[1]
            rest = [each for each in beside if not (isinstance(each, Kept) and self._is_own(each))]
            for each in rest:
                if not isinstance(each, BaseException) and type(each) not in self._classes:
                    item_format(memoryview(each))
        except BaseException:  # its author's code fails, or exits: the exception is told without
            return None
        return [each for each in rest if isinstance(each, BaseException)]


def _describe(error: BaseException) -> dict[str, Any]:
    said = {"message": _message(error), "frames": _frames(error)}
    type_ = _javascripts(error)
    if type_ is not None:
        name, stack = (getattr(error, each, None) for each in ("name", "stack"))
        given = {"name": name if isinstance(name, str) else type_, "stack": stack if isinstance(stack, str) else ""}
        return {"type": type_, **given, **said}
    name = _name(type(error))
    twin = next((twin for classes, twin in _TWINS if isinstance(error, classes)), "Error")
    given = {"type": "AggregateError" if _errors(error) else twin, "name": name}
    return {**given, "code": REFUSED if _is_refusal(error) else f"ERR_PYTHON_{name.upper()}", **said}


def _javascripts(error: BaseException) -> str | None:
    """Name JavaScript's built-in Error that an exception was made of, by `_wire`; None if it is Python's own."""
    type_ = _own(error).get("__js_type__")
    return type_ if type_ in _JAVASCRIPTS else None


def _is_refusal(error: BaseException) -> bool:
    return type(error) is ArgumentError or "_refused" in _own(error)


def _name(class_: type) -> str:
    """Name a class; the bridge's own go by the built-in that they are."""
    own = f"{class_.__module__}".partition(".")[0] == __package__ and not is_authors(class_.__module__)
    return next(each.__name__ for each in class_.__mro__ if each.__module__ == "builtins") if own else class_.__name__


def _message(error: BaseException) -> str:
    return "\n".join([_text(error), *map(_text, _notes(error))])


def _text(value: object) -> str:
    try:
        return str(value)
    except BaseException as problem:  # a SystemExit from __str__ is no more than that
        return f"{type(value).__name__}, whose text cannot be had: {type(problem).__name__}"


def _notes(error: BaseException) -> list[object]:
    notes = _own(error).get("__notes__", ())
    return list(notes) if isinstance(notes, (list, tuple)) else [notes]


def _frames(error: BaseException) -> list[str]:
    """Name the author's frames, innermost first, as V8 writes its own."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if is_authors(frame.f_globals.get("__name__", "")):
            code = frame.f_code
            name = getattr(code, "co_qualname", code.co_name)
            frames.append(f"{name} ({code.co_filename}:{line})")
    return frames[::-1]


def _belongings(error: BaseException) -> Iterator[tuple[str, object]]:
    """Give what an Error has beside its message: `cause`, `errors`, and properties."""
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    if cause is not None:
        yield "cause", cause
    errors = _errors(error)
    if errors:
        yield "errors", errors
    if _javascripts(error) is not None:
        taken = frozenset(("name", "message", "stack"))
        found = {name: value for name, value in _own(error).items() if not name.startswith("__")}
    else:
        taken = _TAKEN
        found = _attributes(error)
    for name, value in found.items():
        if name not in taken and not (name == "errors" and errors) and not (name == "cause" and cause):
            yield name, value


def _errors(error: BaseException) -> list[BaseException]:
    """Give the exceptions of a group: of Python 3.11's, or of the `exceptiongroup` package."""
    backport = getattr(sys.modules.get("exceptiongroup"), "BaseExceptionGroup", ())
    group: Any = getattr(builtins, "BaseExceptionGroup", backport)
    return list(error.exceptions) if isinstance(error, group) else []


def _attributes(error: BaseException) -> dict[str, object]:
    """Give an exception's public attributes: its own, those of its slots, and its class's constants."""
    found: dict[str, object] = {}
    for class_ in reversed(type(error).__mro__):
        for name, value in () if class_ in _UNTOLD else list(vars(class_).items()):
            if isinstance(value, (MemberDescriptorType, GetSetDescriptorType)):
                found[name] = _slot(value, error)
            elif isinstance(value, (bool, int, float, str)):
                found[name] = value
    found = {name: value for name, value in found.items() if value is not None}  # a slot that is not set
    found |= _own(error)
    return {name: value for name, value in found.items() if isinstance(name, str) and not name.startswith("_")}


def _slot(descriptor: Any, error: BaseException) -> object:
    try:
        return descriptor.__get__(error)
    except AttributeError:
        return None


def _own(error: BaseException) -> dict[Any, Any]:
    """Give an exception's `__dict__`, whatever its class says of it."""
    return _DICT.__get__(error)  # type: ignore[no-any-return]
