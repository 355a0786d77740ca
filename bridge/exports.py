"""Export: a Python function, or a constant, that JavaScript sees by copy.

>>> @task
... def fibonacci(n: int) -> str: ...
"""
from __future__ import annotations

import contextlib
import inspect
import threading
import typing
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, overload

from .convert import Converter, converter

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C")

UNDEFINED: Final = object()
"""What an argument is that JavaScript passed as `undefined`: the default where there is one, else `None`."""

SYNC, TASK, ASYNC = "sync", "task", "async"


class Export:
    """One exported function: checks and converts the arguments of each call."""

    def __init__(self, function: Callable[..., Any], name: str, kind: str) -> None:
        self.function = function
        self.name = name
        self.kind = kind
        self.gives_undefined = False
        self.positional: list[tuple[str, Converter | None, Any]] = []
        self.required = 0
        self.rest: tuple[str, Converter | None] | None = None
        self.named: dict[str, tuple[Converter | None, Any]] = {}
        self.rest_named: tuple[str, Converter | None] | None = None
        self.ready = False

    def prepare(self) -> None:
        """Read the signature, once the module has been loaded and its annotations can be had.

        Raises:
            TypeError: an annotation names what is not there.
        """
        try:
            hints = typing.get_type_hints(self.function, include_extras=True)
        except Exception as error:
            raise TypeError(f"{self.name}: its annotations cannot be read: {error}") from error
        self.gives_undefined = hints.get("return") is type(None)
        for parameter in inspect.signature(self.function).parameters.values():
            convert = converter(hints.get(parameter.name, Any))
            if parameter.kind is parameter.VAR_POSITIONAL:
                self.rest = (parameter.name, convert)
            elif parameter.kind is parameter.VAR_KEYWORD:
                self.rest_named = (parameter.name, convert)
            elif parameter.kind is parameter.KEYWORD_ONLY:
                self.named[parameter.name] = (convert, parameter.default)
            else:
                self.positional.append((parameter.name, convert, parameter.default))
                self.required += parameter.default is parameter.empty
        self.ready = True

    def call(self, arguments: list[Any]) -> Any:
        """Call the function with what JavaScript passed.

        Raises:
            TypeError: names the function and the argument, and says what was expected and what came.
        """
        if not self.ready:
            self.prepare()
        named: dict[str, Any] | None = None
        if (self.named or self.rest_named) and len(arguments) > self.required and type(arguments[-1]) is dict:
            named = arguments.pop()
        count = len(arguments)
        if count > len(self.positional) and self.rest is None:
            most = len(self.positional)
            raise TypeError(f"{self.name}: expected {most} argument{'s'[: most != 1]} at most, got {count}")
        values = []
        for index, (name, convert, default) in enumerate(self.positional):
            value = arguments[index] if index < count else UNDEFINED
            if value is UNDEFINED:
                if default is not inspect.Parameter.empty:
                    values.append(default)
                    continue
                if index >= count:
                    raise TypeError(f"{self.name}: {name}: expected an argument, got none")
                value = None
            values.append(value if convert is None else convert(value, self.name, name))
        if count > len(self.positional):
            values += self._rest(arguments[len(self.positional) :])
        if not self.named and named is None:
            return self.function(*values)
        return self.function(*values, **self._named(named or {}))

    def _rest(self, arguments: list[Any]) -> list[Any]:
        assert self.rest is not None
        name, convert = self.rest
        plain = [None if value is UNDEFINED else value for value in arguments]
        return plain if convert is None else [convert(value, self.name, name) for value in plain]

    def _named(self, given: dict[str, Any]) -> dict[str, Any]:
        values = {}
        for name, value in given.items():
            if name in self.named:
                convert = self.named[name][0]
            elif self.rest_named is not None:
                convert = self.rest_named[1]
            else:
                raise TypeError(f"{self.name}: no parameter is called {name}")
            values[name] = value if convert is None else convert(value, self.name, name)
        for name, (_, default) in self.named.items():
            if name not in values and default is inspect.Parameter.empty:
                raise TypeError(f"{self.name}: {name}: expected an argument, got none")
        return values


_exports: dict[str, dict[str, Any]] = {}
"""By Module: what it exports, by its name in JavaScript."""
_loading = threading.local()


@contextlib.contextmanager
def loading(module: str) -> Iterator[dict[str, Any]]:
    """Have what is exported meanwhile, on this thread, be the Module's."""
    names = _exports.setdefault(module, {})
    outer, _loading.names = getattr(_loading, "names", None), names
    try:
        yield names
    finally:
        _loading.names = outer


def forget(module: str) -> None:
    """Forget what a Module exports: its library is going to be read again."""
    _exports.pop(module, None)


def camel_case(name: str) -> str:
    """Name in JavaScript what has a snake_case name in Python. Leading underscores stay."""
    body = name.lstrip("_")
    first, *others = body.split("_")
    return name[: len(name) - len(body)] + first + "".join(part[:1].upper() + part[1:] for part in others)


def _register(name: str, value: Any) -> None:
    names = getattr(_loading, "names", None)
    if names is None:
        return  # imported as plain Python, by a test or by another process of multiprocessing
    if name in names:
        raise ValueError(f"{name} is exported twice")
    names[name] = value


def _export(function: F, name: str | None, kind: str) -> F:
    if not callable(function):
        raise TypeError(f"expected a function, got {type(function).__qualname__}")
    name = name or camel_case(function.__name__)
    _register(name, Export(function, name, kind))
    return function


@overload
def task(function: F, /) -> F: ...
@overload
def task(*, name: str) -> Callable[[F], F]: ...
def task(function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
    """Export a function that performs on a background thread.

    JavaScript calls it with a callback, `fibonacci(100, (err, value) => {})`, or awaits it, `await fibonacci(100)`.
    Its name there is in camelCase, unless one is given.
    """
    if function is None:
        return lambda function: _export(function, name, TASK)
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{function.__name__} is async: export it with @export")
    return _export(function, name, TASK)


@overload
def export(function: F, /) -> F: ...
@overload
def export(*, name: str) -> Callable[[F], F]: ...
def export(function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
    """Export a function that runs on JavaScript's thread, or an `async` one, which gives a Promise.

    An `async` function runs on an asyncio event loop that the bridge has on a thread of its own.
    """
    if function is None:
        return lambda function: export_function(function, name)
    return export_function(function, None)


def export_function(function: F, name: str | None) -> F:
    """Export a function: an `async` one as a Promise."""
    return _export(function, name, ASYNC if inspect.iscoroutinefunction(function) else SYNC)


def export_constant(name: str, value: C) -> C:
    """Export a copy of a value, made when JavaScript requires the Module."""
    _register(name, value)
    return value
