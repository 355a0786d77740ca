"""Errors: how a Python exception looks from JavaScript.

An Error has `name` and `code` from Python's class, Python's frames above JavaScript's in its `stack`, its `cause`, the
`errors` of a group, and as properties what the exception has as attributes. One that JavaScript gave is what it was.
"""
from __future__ import annotations

import builtins
import sys
from _json import encode_basestring_ascii as _quoted  # without `json`, which no start waits for where all goes well
from functools import cache
from types import GetSetDescriptorType, MemberDescriptorType

from bridge.modules import is_authors
from bridge.wire._wire import Beside

from .formats import item_format
from .plain import to_wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any, TypeVar

    T = TypeVar("T")

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
_A_JAVASCRIPT_HAS = frozenset(("name", "message", "stack"))
_AN_ERROR_HAS = _A_JAVASCRIPT_HAS | {"code", "cause"}
_GROUP: Any = getattr(builtins, "BaseExceptionGroup", None)
_UNTOLD = (object, BaseException, AttributeError, _GROUP)
"""Classes whose attributes are no news, or as large as may be."""
_SLOTS = (MemberDescriptorType, GetSetDescriptorType)
_MEMBERS = (*_SLOTS, bool, int, float, str)
_HEAP_TYPE = 1 << 9
"""CPython's flag of a class that can change."""
_DICT: Any = vars(BaseException)["__dict__"]


class ArgumentError(TypeError):
    """Refuses an argument, before the function that it is for has run. In JavaScript it is a TypeError."""


def mark_refused(error: BaseException) -> None:
    """Have an error of another class be known for one that refuses an argument."""
    error.__dict__["_refused"] = True


def describe(
    error: BaseException, classes: Container[type], is_own: Callable[[Any], bool], columns: bool = True
) -> tuple[str, list[BaseException], bytes | None, list[Any]]:
    """Write an exception down for js/wire/errors.js, with its causes, and all other exceptions that it has.

    `classes` are those whose instances cross as such; `is_own` tells whether the host can give what is kept.

    As JSON, what each exception is, and which of them belongs in which place of the last list; the exceptions, the one
    described first; on the wire, a dict for each, of its cause, its errors and its properties, or None if there are
    none; and what is beside the wire's bytes.
    """
    chain = _Chain(error, classes, is_own)
    belongings = [chain.belongings(number, each) for number, each in enumerate(chain.exceptions)]  # grows meanwhile
    data, beside = to_wire(belongings, classes, columns) if any(belongings) else (None, [])
    places = [chain.numbers.get(id(each)) if isinstance(each, BaseException) else None for each in beside]
    errors = ", ".join(map(_describe, chain.exceptions))
    numbers = ", ".join("null" if place is None else str(place) for place in places)
    text = f'{{"errors": [{errors}], "places": [{numbers}]}}'
    rest = [each if place is None else None for each, place in zip(beside, places, strict=True)]
    return text, chain.exceptions, data, rest


class _Chain:
    """An exception, and those that it is found to have, by number."""

    def __init__(self, error: BaseException, classes: Container[type], is_own: Callable[[Any], bool]) -> None:
        self.exceptions = [error]
        self.numbers = {id(error): 0}  # by identity: what __eq__ says is its author's affair
        self._effects: dict[int, int] = {}
        self._classes = classes
        self._is_own = is_own

    def belongings(self, number: int, error: BaseException) -> dict[str, object]:
        """Give what one of them has that can be copied; the exceptions among it are numbered."""
        belongings = _belongings(error)
        for name, value in list(belongings.items()):
            found = self._exceptions_in(value)
            if found is None or (name == "cause" and self._is_effect(value, number)):
                del belongings[name]
                continue
            for one in found:
                if self.numbers.setdefault(id(one), len(self.exceptions)) == len(self.exceptions):
                    self.exceptions.append(one)
            if name == "cause" and id(value) in self.numbers:  # else it is kept, or data that has exceptions in it
                self._effects.setdefault(self.numbers[id(value)], number)
        return belongings

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
            rest = [each for each in beside if not (isinstance(each, Beside) and self._is_own(each))]
            for each in rest:
                if not isinstance(each, BaseException) and type(each) not in self._classes:
                    item_format(memoryview(each))
        except BaseException:  # its author's code fails, or exits: the exception is told without
            return None
        return [each for each in rest if isinstance(each, BaseException)]


def _describe(error: BaseException) -> str:
    own = _own(error)
    names = _javascript_names(error) if _javascripts(own) else _names(type(error))
    refused = f', "code": "{REFUSED}"' if "_refused" in own else ""  # the last of two counts
    return f'{{{names}{refused}, "message": {_quoted(_message(error, own))}, "frames": {_quoted(_frames(error))}}}'


def _javascripts(own: dict[Any, Any]) -> str | None:
    """Name JavaScript's built-in Error that an exception was made of, by `_wire`; None if it is Python's own."""
    type_ = own.get("__js_type__")
    return type_ if type_ in _JAVASCRIPTS else None


def _javascript_names(error: BaseException) -> str:
    type_ = _javascripts(_own(error)) or "Error"
    name, stack = (getattr(error, each, None) for each in ("name", "stack"))
    name = name if isinstance(name, str) else type_
    stack = stack if isinstance(stack, str) else ""
    return f'"type": "{type_}", "name": {_quoted(name)}, "stack": {_quoted(stack)}'


def _for_class(read: Callable[[type], T]) -> Callable[[type], T]:
    """Have a function look only once at a class that nobody can change: at a built-in one."""
    once = cache(read)
    return lambda class_: (read if class_.__flags__ & _HEAP_TYPE else once)(class_)


@_for_class
def _names(class_: type) -> str:
    name = _name(class_)
    twin = next((twin for classes, twin in _TWINS if issubclass(class_, classes)), "Error")
    type_ = "AggregateError" if issubclass(class_, _groups()) else twin
    code = REFUSED if class_ is ArgumentError else f"ERR_PYTHON_{name.upper()}"
    return f'"type": "{type_}", "name": {_quoted(name)}, "code": {_quoted(code)}'


def _name(class_: type) -> str:
    """Name a class; the bridge's own go by the built-in that they are."""
    own = f"{class_.__module__}".partition(".")[0] == "bridge" and not is_authors(class_.__module__)
    return next(each.__name__ for each in class_.__mro__ if each.__module__ == "builtins") if own else class_.__name__


def _groups() -> Any:
    """Give the class of groups: Python 3.11's, or that of the `exceptiongroup` package, once it has been imported."""
    return _GROUP or getattr(sys.modules.get("exceptiongroup"), "BaseExceptionGroup", ())


def _message(error: BaseException, own: dict[Any, Any]) -> str:
    notes = own.get("__notes__", ())
    return "\n".join(map(_text, (error, *notes) if isinstance(notes, (list, tuple)) else (error, notes)))


def _text(value: object) -> str:
    try:
        return str(value)
    except BaseException as problem:  # a SystemExit from __str__ is no more than that
        return f"{type(value).__name__}, whose text cannot be had: {type(problem).__name__}"


def _frames(error: BaseException) -> str:
    """Name the author's frames, innermost first, as V8 writes its own, each on a line that is begun for it."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if is_authors(frame.f_globals.get("__name__", "")):
            code = frame.f_code
            name = getattr(code, "co_qualname", code.co_name)
            frames.append(f"\n    at {name} ({code.co_filename}:{traceback.tb_lineno})")
        traceback = traceback.tb_next
    return "".join(reversed(frames))


def _belongings(error: BaseException) -> dict[str, object]:
    """Give what an Error has beside its message: `cause`, `errors`, and properties."""
    found: dict[str, object] = {}
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    if cause is not None:
        found["cause"] = cause
    if isinstance(error, _groups()) and error.exceptions:
        found["errors"] = list(error.exceptions)
    for name, value in _properties(error):
        found.setdefault(name, value)
    return found


def _properties(error: BaseException) -> list[tuple[str, object]]:
    """Give what an exception has as attributes of its own, in its slots, and as constants of its class."""
    own = _own(error)
    if _javascripts(own):
        own = {name: value for name, value in own.items() if isinstance(name, str) and name[:2] != "__"}
        return [(name, value) for name, value in own.items() if name not in _A_JAVASCRIPT_HAS]
    members = _members(type(error))
    if not members and not own:
        return []
    found = {name: _slot(each, error) if isinstance(each, _SLOTS) else each for name, each in members.items()}
    found = {name: value for name, value in found.items() if value is not None}  # None: a slot that is not set
    found |= own
    return [(name, value) for name, value in found.items() if _is_public(name) and name not in _AN_ERROR_HAS]


@_for_class
def _members(class_: type) -> dict[str, object]:
    """Give the constants of a class, and the descriptors of its slots."""
    told = [each for each in class_.__mro__[::-1] if each not in _UNTOLD]
    members = [member for each in told for member in vars(each).copy().items()]
    return {name: value for name, value in members if _is_public(name) and isinstance(value, _MEMBERS)}


def _is_public(name: object) -> bool:
    return isinstance(name, str) and name[:1] != "_"


def _slot(descriptor: Any, error: BaseException) -> object:
    try:
        return descriptor.__get__(error)
    except AttributeError:
        return None


def _own(error: BaseException) -> dict[Any, Any]:
    """Give an exception's `__dict__`, whatever its class says of it."""
    return _DICT.__get__(error)  # type: ignore[no-any-return]
