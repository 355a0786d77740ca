"""Export: a Python function as JavaScript calls it, with arguments and results by copy."""

from __future__ import annotations

import inspect
import threading
import typing
from typing import TYPE_CHECKING, Any, Final

from .convert import Converter, converter

if TYPE_CHECKING:
    from collections.abc import Callable

UNDEFINED: Final = object()
"""What an argument is that JavaScript passed as `undefined`: the default where there is one, else `None`."""

SYNC, TASK, ASYNC = "sync", "task", "async"


_preparing = threading.RLock()


class Export:
    """One exported function: checks and converts the arguments of each call."""

    def __init__(self, function: Callable[..., Any], name: str, kind: str, owner: type | None = None) -> None:
        self.function = function
        self.owner = owner  # of a method: its first argument is an instance
        self.name = name
        self.kind = kind
        self.gives_undefined = False
        self.positional: list[tuple[str, Converter | None, Any]] = []
        self.required = 0
        self.rest: tuple[str, Converter | None] | None = None
        self.named: dict[str, tuple[Converter | None, Any]] = {}
        self.names: dict[str, str] = {}  # of keyword-only parameters, by what JavaScript calls them
        self.rest_named: tuple[str, Converter | None] | None = None
        self.ready = False

    def prepare(self) -> None:
        """Read the signature, once the module has been loaded and its annotations can be had.

        Raises:
            TypeError: an annotation names what is not there.
        """
        with _preparing:
            if not self.ready:  # else another of JavaScript's threads has loaded the Module too
                self._read_signature()
                self.ready = True

    def _read_signature(self) -> None:
        try:
            hints = _hints(self.function)
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
                self.names[camel_case(parameter.name)] = parameter.name
            else:
                self.positional.append((parameter.name, convert, parameter.default))
                self.required += parameter.default is parameter.empty

    def takes_options(self, index: int) -> bool:
        """Whether a plain object that comes last, as this argument, has the keyword-only ones."""
        if not self.ready:
            self.prepare()
        return index >= self.required and (bool(self.named) or self.rest_named is not None)

    def call(self, arguments: list[Any]) -> Any:
        """Call the function with what JavaScript passed.

        Raises:
            TypeError: names the function and the argument, and says what was expected and what came.
        """
        if not self.ready:
            self.prepare()
        named: dict[str, Any] | None = None
        if arguments and type(arguments[-1]) is dict and self.takes_options(len(arguments) - 1):
            named = arguments.pop()
        if self.owner is not None and not isinstance(arguments[0], self.owner):
            raise TypeError(f"{self.name}: expected a {self.owner.__name__} as this, got {type(arguments[0]).__name__}")
        count = len(arguments)
        if count > len(self.positional) and self.rest is None:
            raise self._too_many(count)
        values = [self._one(index, arguments) for index in range(len(self.positional))]
        if count > len(self.positional):
            values += self._rest(arguments[len(self.positional) :])
        if not self.named and named is None:
            return self.function(*values)
        return self.function(*values, **self._named(named or {}))

    def _too_many(self, count: int) -> TypeError:
        this = self.owner is not None
        most = len(self.positional) - this
        return TypeError(f"{self.name}: expected {most} argument{'s'[: most != 1]} at most, got {count - this}")

    def _one(self, index: int, arguments: list[Any]) -> Any:
        name, convert, default = self.positional[index]
        given = index < len(arguments)
        value = arguments[index] if given else UNDEFINED
        if value is UNDEFINED:
            if default is not inspect.Parameter.empty:
                return default
            if not given:
                raise TypeError(f"{self.name}: {name}: expected an argument, got none")
            value = None
        return value if convert is None else convert(value, self.name, name)

    def _rest(self, arguments: list[Any]) -> list[Any]:
        assert self.rest is not None
        name, convert = self.rest
        plain = [None if value is UNDEFINED else value for value in arguments]
        return plain if convert is None else [convert(value, self.name, name) for value in plain]

    def _named(self, given: dict[str, Any]) -> dict[str, Any]:
        values = {}
        for key, value in given.items():
            name = key if key in self.named else self.names.get(key, key)
            if name in values:
                raise TypeError(f"{self.name}: {name}: expected an argument, got two")
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


def camel_case(name: str) -> str:
    """Name in JavaScript what has a snake_case name in Python. Leading underscores stay."""
    body = name.lstrip("_")
    first, *others = body.split("_")
    return name[: len(name) - len(body)] + first + "".join(part[:1].upper() + part[1:] for part in others)


def _hints(function: Any) -> dict[str, Any]:
    """Give the annotations of a function, or of what makes a class's objects."""
    return typing.get_type_hints(function.__init__ if inspect.isclass(function) else function, include_extras=True)
