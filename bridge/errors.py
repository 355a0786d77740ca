"""Errors: how a Python exception looks from JavaScript.

An Error has `name` and `code` from Python's class, Python's frames above JavaScript's in its `stack`, and its `cause`.
"""
from __future__ import annotations

import json
import traceback

from .modules import is_authors

REFUSED = "ERR_PYTHON_ARGUMENT"
"""The code of an error that refuses an argument, whatever its class: nothing of the author's has run."""

_TWINS = (
    (TypeError, "TypeError"),
    (SyntaxError, "SyntaxError"),
    ((IndexError, OverflowError, RecursionError), "RangeError"),
)


class ArgumentError(TypeError):
    """Refuses an argument, before the function that it is for has run. In JavaScript it is a TypeError."""


def mark_refused(error: BaseException) -> None:
    """Have an error of another class be known for one that refuses an argument."""
    error.__dict__["_refused"] = True


def describe(error: BaseException) -> tuple[str, list[BaseException]]:
    """Write down an exception and its causes, in JSON, for js/errors.js; with the exceptions described, in order."""
    found: dict[int, BaseException] = {}  # by identity: what __eq__ says is its author's affair
    current: BaseException | None = error
    while current is not None and id(current) not in found:
        found[id(current)] = current
        implied = None if current.__suppress_context__ else current.__context__
        current = implied if current.__cause__ is None else current.__cause__
    chain = list(found.values())
    return json.dumps([_describe(each) for each in chain]), chain


def _describe(error: BaseException) -> dict[str, str | list[str]]:
    name = _name(type(error))
    return {
        "type": next((twin for classes, twin in _TWINS if isinstance(error, classes)), "Error"),
        "name": name,
        "message": _message(error),
        "code": REFUSED if _is_refusal(error) else f"ERR_PYTHON_{name.upper()}",
        "frames": _frames(error),
    }


def _is_refusal(error: BaseException) -> bool:
    return type(error) is ArgumentError or "_refused" in error.__dict__


def _name(class_: type) -> str:
    """Name a class; the bridge's own go by the built-in that they are."""
    own = class_.__module__.partition(".")[0] == __package__ and not is_authors(class_.__module__)
    return next(each.__name__ for each in class_.__mro__ if each.__module__ == "builtins") if own else class_.__name__


def _message(error: BaseException) -> str:
    try:
        return "\n".join([str(error), *getattr(error, "__notes__", ())])
    except BaseException as problem:  # a SystemExit from __str__ is no more than that
        return f"{type(error).__name__}, whose text cannot be had: {type(problem).__name__}"


def _frames(error: BaseException) -> list[str]:
    """Name the author's frames, innermost first, as V8 writes its own."""
    frames = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if is_authors(frame.f_globals.get("__name__", "")):
            code = frame.f_code
            name = getattr(code, "co_qualname", code.co_name)
            frames.append(f"{name} ({code.co_filename}:{line})")
    return frames[::-1]
