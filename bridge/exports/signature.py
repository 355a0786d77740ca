"""Signature: the parameters and annotations of a function.

A plain one tells them itself; `inspect` and `typing`, which all others take, are imported longer than Python starts.
"""
from __future__ import annotations

import builtins
import sys
from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

NONE_GIVEN: Final = object()
"""The default of a parameter that has none."""

POSITIONAL, REST, NAMED, REST_NAMED = range(4)
_REST, _REST_NAMED, GENERATOR, COROUTINE, ASYNC_GENERATOR = 0x04, 0x08, 0x20, 0x80, 0x200
"""Flags of a code object."""


class Parameter:
    """One parameter: `POSITIONAL`, `REST` (`*name`), `NAMED` (by its name only) or `REST_NAMED` (`**name`)."""

    def __init__(self, name: str, kind: int, default: Any = NONE_GIVEN) -> None:
        self.name = name
        self.kind = kind
        self.default = default

    def is_required(self) -> bool:
        """Tell one that a call has to have an argument for."""
        return self.default is NONE_GIVEN and self.kind in (POSITIONAL, NAMED)


def gives(function: Any) -> int:
    """Tell what a function gives that does not answer when it is called: one of the three, or 0."""
    if _is_plain(function):
        return function.__code__.co_flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR)  # type: ignore[no-any-return]
    if isinstance(function, type):
        return 0
    import inspect

    if inspect.isgeneratorfunction(function):
        return GENERATOR
    if inspect.isasyncgenfunction(function):
        return ASYNC_GENERATOR
    return COROUTINE if inspect.iscoroutinefunction(function) else 0


def parameters(function: Any) -> list[Parameter]:
    """Give the parameters of what can be called.

    Raises:
        ValueError: it does not tell.
    """
    return list(_of_code(function) if _is_plain(function) else _of_signature(function))


def hints(function: Any, owner: type | None) -> dict[str, Any]:
    """Give the annotations of a function, or of what makes a class's objects; for `Self`, its owner.

    Raises:
        Exception: one of them names what is not there.
    """
    if isinstance(function, type):
        function = function.__init__  # type: ignore[misc]
    if _is_plain(function) and not _implies_optional(function):
        found = {name: _class(annotation, function) for name, annotation in function.__annotations__.items()}
        if None not in found.values():
            return found
    import typing

    self = getattr(typing, "Self", NONE_GIVEN)  # since 3.11
    all_hints = typing.get_type_hints(function, include_extras=True)
    return {name: owner if hint is self and owner else hint for name, hint in all_hints.items()}


def _is_plain(function: Any) -> bool:
    """Tell a function that is no more than what its `def` says: nothing wraps or marks it."""
    return type(function) is FunctionType and not function.__dict__


def _of_code(function: FunctionType) -> Iterator[Parameter]:
    code = function.__code__
    count, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    names, more = code.co_varnames, iter(code.co_varnames[named:])
    defaults = function.__defaults__ or ()
    defaults = (NONE_GIVEN,) * (count - len(defaults)) + defaults
    for name, default in zip(names[:count], defaults, strict=True):
        yield Parameter(name, POSITIONAL, default)
    if code.co_flags & _REST:
        yield Parameter(next(more), REST)
    for name in names[count:named]:
        yield Parameter(name, NAMED, (function.__kwdefaults__ or {}).get(name, NONE_GIVEN))
    if code.co_flags & _REST_NAMED:
        yield Parameter(next(more), REST_NAMED)


def _of_signature(function: Any) -> Iterator[Parameter]:
    import inspect

    kinds: dict[Any, int] = {
        inspect.Parameter.VAR_POSITIONAL: REST,
        inspect.Parameter.KEYWORD_ONLY: NAMED,
        inspect.Parameter.VAR_KEYWORD: REST_NAMED,
    }
    for name, parameter in inspect.signature(function).parameters.items():
        default = NONE_GIVEN if parameter.default is parameter.empty else parameter.default
        yield Parameter(name, kinds.get(parameter.kind, POSITIONAL), default)


def _class(annotation: Any, function: FunctionType) -> type | None:
    """Give the class that an annotation is, or names; None where it takes more to tell."""
    if isinstance(annotation, str) and annotation != "None" and not getattr(function, "__type_params__", ()):
        names = function.__globals__
        annotation = names[annotation] if annotation in names else getattr(builtins, annotation, annotation)
    if annotation is None or annotation == "None":
        return type(None)
    return annotation if issubclass(type(annotation), type) else None  # list[int] says that it is one, in Python 3.10


def _implies_optional(function: FunctionType) -> bool:
    """Whether a default of None says that None may be passed, as it did before Python 3.11."""
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return sys.version_info < (3, 11) and any(default is None for default in defaults)
