"""Export: a Python function as JavaScript calls it, with arguments and results by copy."""

from __future__ import annotations

import threading

from bridge.streams import roles
from bridge.streams.roles import COPY
from bridge.values.convert import fill, minds_gaps, refuser
from bridge.values.errors import ArgumentError

from . import signature
from .options import Options
from .signature import NONE_GIVEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from bridge.values.coerce import Gaps
    from bridge.values.convert import Converter

UNDEFINED: Final = object()
"""What an argument is that JavaScript passed as `undefined`: the default where there is one, else `None`."""

class Notes:
    """What the values of a call do not tell. Stands after them, where there is something to tell."""

    def __init__(self, has_options: bool, gaps: list[tuple[dict[str, Any], str]] | None) -> None:
        self.has_options = has_options  # the last one is a plain object, with the keyword-only arguments
        self.gaps = gaps  # which properties are undefined, and None in here: each object, and the name in it


SYNC, TASK, ASYNC = "sync", "task", "async"
STREAM, ASYNC_STREAM = "stream", "async stream"
"""Of a generator on the Pool, and of one on the asyncio loop."""
ASYNC_KINDS = {signature.COROUTINE: ASYNC, signature.ASYNC_GENERATOR: ASYNC_STREAM}
"""Of the functions that run on the asyncio loop, by what they give."""

DEFAULTS: Final = Options()
_preparing = threading.RLock()


class Export:
    """One exported function: checks and converts the arguments of each call."""

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        kind: str,
        owner: type | None = None,
        options: Options = DEFAULTS,
    ) -> None:
        self.function = function
        self.owner = owner  # of a method: its first argument is an instance
        self.name = name
        self.kind = kind  # a function that is no generator, but gives one, says so by its annotation: once prepared
        self.timeout_ms = options.timeout_ms  # 0: none
        self.cancel = options.cancel
        self.pool = options.pool  # None: the main one
        self.window = options.window  # so many items of a stream may be under way
        self.gives_undefined = False
        self.positional: list[tuple[str, Converter | None, Any]] = []
        self.required = 0
        self.rest: tuple[str, Converter | None] | None = None
        self.named: dict[str, tuple[Converter | None, Any]] = {}
        self.names: dict[str, str] = {}  # of keyword-only parameters, by what JavaScript calls them
        self.rest_named: tuple[str, Converter | None] | None = None
        self.roles: list[int] = []  # of the positional ones, and then of all the rest, and
        self.named_roles: dict[str, int] = {}  # of keyword-only ones, by each name that JavaScript may use
        self.has_roles = False  # other than COPY
        self.minds_gaps = False  # whether it matters that a property is undefined
        self.ready = False

    def prepare(self) -> None:
        """Read the signature, once the module has been loaded and its annotations can be had.

        Raises:
            TypeError: an annotation names what is not there, or cannot be met.
        """
        with _preparing:
            if not self.ready:  # else another of JavaScript's threads has loaded the Module too
                self._read_signature()
                self.ready = True

    def _read_signature(self) -> None:
        try:
            hints = signature.hints(self.function, self.owner)
        except Exception as error:
            raise TypeError(f"{self.name}: its annotations cannot be read: {error}") from error
        self.kind = _kind(self.kind, hints.get("return"))
        self.gives_undefined = hints.get("return") is type(None) or self.kind in (STREAM, ASYNC_STREAM)
        rest_role = COPY
        for parameter in signature.parameters(self.function):
            role, convert = self._role(parameter, hints.get(parameter.name, object))
            if parameter.kind == signature.REST:
                self.rest = (parameter.name, convert)
                rest_role = role
            elif parameter.kind == signature.REST_NAMED:
                self.rest_named = (parameter.name, convert)
            elif parameter.kind == signature.NAMED:
                self.named[parameter.name] = (convert, parameter.default)
                self.names[camel_case(parameter.name)] = parameter.name
                self.named_roles |= dict.fromkeys((parameter.name, camel_case(parameter.name)), role)
            else:
                self.positional.append((parameter.name, convert, parameter.default))
                self.roles.append(role)
                self.required += parameter.default is NONE_GIVEN
        self.roles.append(rest_role)
        self.named_roles = {name: role for name, role in self.named_roles.items() if role != COPY}
        self.has_roles = any(role != COPY for role in self.roles) or bool(self.named_roles)
        self.minds_gaps = self.minds_gaps or self._has_options()

    def _role(self, parameter: signature.Parameter, annotation: Any) -> tuple[int, Converter | None]:
        role: int
        try:
            role, convert = roles.role(annotation, self.kind in (ASYNC, ASYNC_STREAM), self.window)
        except TypeError as error:
            if parameter.is_required():
                raise TypeError(f"{self.name}: {parameter.name}: {error}") from None
            role, convert = COPY, refuser(annotation)
        self.minds_gaps = self.minds_gaps or minds_gaps(convert)
        return role, convert

    def role_at(self, index: int) -> int:
        """Tell how an argument crosses, once it is prepared. A method's first one is its instance."""
        return self.roles[min(index, len(self.roles) - 1)]

    def has_options(self) -> bool:
        """Whether there are keyword-only arguments, which come in a plain object."""
        if not self.ready:
            self.prepare()
        return self._has_options()

    def _has_options(self) -> bool:
        return bool(self.named) or self.rest_named is not None

    def takes_options(self, index: int) -> bool:
        """Whether a plain object that comes last, as this argument, has the keyword-only ones."""
        return self.has_options() and index >= self.required

    def call(self, arguments: list[Any]) -> Any:
        """Call the function with what JavaScript passed.

        Raises:
            ArgumentError: names the function and the argument, and says what was expected and what came.
        """
        if not self.ready:
            self.prepare()
        named: dict[str, Any] | None = None
        if arguments and type(arguments[-1]) is Notes:
            named = self._take_notes(arguments)
        count = len(arguments)
        if count > len(self.positional) and self.rest is None:
            raise self._too_many(count)
        values = [self._one(index, arguments) for index in range(len(self.positional))]
        if count > len(self.positional):
            values += self._rest(arguments[len(self.positional) :])
        if not self.named and named is None:
            return self.function(*values)
        return self.function(*values, **self._named(named or {}))

    def _take_notes(self, arguments: list[Any]) -> dict[str, Any] | None:
        """Take what is not for the function; give the options. What is undefined is its default, where there is one."""
        notes = arguments.pop()
        options = arguments.pop() if notes.has_options else None
        if notes.gaps:
            self._fill(arguments, options or {}, {(id(place), name) for place, name in notes.gaps})
        return options

    def _fill(self, arguments: list[Any], options: dict[str, Any], gaps: Gaps) -> None:
        for index, value in enumerate(arguments):
            arguments[index] = fill(self._converter_at(index), value, gaps)
        for key, value in list(options.items()):
            if (id(options), key) in gaps:
                del options[key]
            else:
                options[key] = fill(self._converter_of(key)[1], value, gaps)

    def _converter_at(self, index: int) -> Converter | None:
        if index < len(self.positional):
            return self.positional[index][1]
        return None if self.rest is None else self.rest[1]

    def _converter_of(self, key: str) -> tuple[str, Converter | None]:
        """Give the name of a keyword-only parameter that JavaScript may call otherwise, and its Converter."""
        name = key if key in self.named else self.names.get(key, key)
        if name in self.named:
            return name, self.named[name][0]
        if self.rest_named is None:
            raise ArgumentError(f"{self.name}: no parameter is called {name}")
        return name, self.rest_named[1]

    def _too_many(self, count: int) -> ArgumentError:
        this = self.owner is not None
        most = len(self.positional) - this
        return ArgumentError(f"{self.name}: expected {most} argument{'s'[: most != 1]} at most, got {count - this}")

    def _one(self, index: int, arguments: list[Any]) -> Any:
        name, convert, default = self.positional[index]
        given = index < len(arguments)
        value = arguments[index] if given else UNDEFINED
        if value is UNDEFINED:
            if default is not NONE_GIVEN:
                return default
            if not given:
                raise ArgumentError(f"{self.name}: {name}: expected an argument, got none")
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
            name, convert = self._converter_of(key)
            if name in values:
                raise ArgumentError(f"{self.name}: {name}: expected an argument, got two")
            values[name] = value if convert is None else convert(value, self.name, name)
        for name, (_, default) in self.named.items():
            if name not in values and default is NONE_GIVEN:
                raise ArgumentError(f"{self.name}: {name}: expected an argument, got none")
        return values


def _kind(kind: str, result: Any) -> str:
    """Tell a function that gives an iterator, by the annotation of its result."""
    if kind == TASK and roles.streams(result):
        return STREAM
    return ASYNC_STREAM if kind in (SYNC, ASYNC) and roles.streams_async(result) else kind


def camel_case(name: str) -> str:
    """Name in JavaScript what has a snake_case name in Python. Leading underscores stay."""
    body = name.lstrip("_")
    first, *others = body.split("_")
    return name[: len(name) - len(body)] + first + "".join(part[:1].upper() + part[1:] for part in others)
