"""Roles: which arguments do not cross by copy, by what their parameters are annotated with."""
from __future__ import annotations

from types import UnionType

from bridge.values.convert import converter, fill, filler
from bridge.values.errors import ArgumentError
from bridge.values.scalars import loaded

from .line import Caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from bridge.values.coerce import Gaps
    from bridge.values.convert import Converter

COPY, CALLBACK, ITERABLE = range(3)
_GENERATORS = ("Iterator", "Generator")
_ASYNC_GENERATORS = ("AsyncIterator", "AsyncGenerator")


def streams(annotation: Any) -> bool:
    """Whether what is annotated so is iterated over."""
    return _iterated(annotation) in _GENERATORS


def streams_async(annotation: Any) -> bool:
    """Whether what is annotated so is iterated over on an asyncio loop."""
    return _iterated(annotation) in _ASYNC_GENERATORS


def _iterated(annotation: Any) -> str:
    """Name the abstract class of iterables that an annotation is; nothing if it is none."""
    origin = getattr(annotation, "__origin__", annotation)
    return origin.__name__ if getattr(origin, "__module__", None) == "collections.abc" else ""


def role(annotation: Any, is_async: bool, window: int) -> tuple[int, Converter | None]:
    """Find how an argument crosses, and what makes the annotated type of it; None where any value will do.

    Raises:
        TypeError: says why no value of JavaScript's can be what is annotated.
    """
    members = _members(annotation)
    named = [each for each in members if each is not type(None)]
    if len(named) == 1:
        takes_none = len(members) > 1
        if _is_callback(named[0]):
            return CALLBACK, _CallbackOf(named[0], takes_none).convert
        name = _iterated(named[0])
        if name in ((*_ASYNC_GENERATORS, "AsyncIterable") if is_async else (*_GENERATORS, "Iterable")):
            return ITERABLE, _IterableOf(named[0], name, takes_none, is_async, max(window // 2, 1)).convert
        if name in _GENERATORS:
            raise TypeError(f"an async function iterates over an Async{name}")
        if name in _ASYNC_GENERATORS:
            raise TypeError(f"only an async function iterates over an {name}")
    return COPY, converter(annotation)


def _members(annotation: Any) -> tuple[Any, ...]:
    """Give what a union is of; of what is none, that."""
    is_union = isinstance(annotation, UnionType) or getattr(annotation, "__origin__", 0) is loaded("typing", "Union")
    return annotation.__args__ if is_union else (annotation,)


def _is_callback(annotation: Any) -> bool:
    origin = getattr(annotation, "__origin__", annotation)
    return isinstance(origin, type) and issubclass(origin, loaded("bridge.streams.callbacks", "Callback"))


class _CallbackOf:
    """What a function of JavaScript's is called as."""

    def __init__(self, annotation: Any, takes_none: bool) -> None:
        from .callbacks import Callback, Latest

        self._takes_none = takes_none
        self._class: Any = getattr(annotation, "__origin__", annotation)
        of = getattr(annotation, "__args__", (..., object))
        if self._class is Latest:
            of = (of, None)
        elif len(of) != 2 or not (of[0] is ... or isinstance(of[0], tuple)):  # noqa: PLR2004
            raise TypeError(f"expected {Callback.__name__}[[arguments], result]")
        self._is_asked = of[1] not in (None, type(None))
        self._answer = converter(of[1]) if self._is_asked else None
        self._fill = filler(self._answer)

    def convert(self, value: Any, function: str, name: str) -> Any:
        """Be a Converter."""
        if value is None and self._takes_none:
            return None
        if not isinstance(value, Caller):
            raise _mismatch("a function", value, function, name)
        value.fill = self._fill
        return self._class(value, self._answer, self._is_asked, function, name)


class _IterableOf:
    """What is iterated over: by a Caller, or because it is there already."""

    def __init__(self, annotation: Any, name: str, takes_none: bool, is_async: bool, count: int) -> None:
        from collections.abc import Iterable

        from . import incoming

        item = (*getattr(annotation, "__args__", ()), object)[0]
        self._item = converter(item)
        self._fill = incoming.filler_of_items(self._item)
        self._all = converter(Iterable[item])  # type: ignore[valid-type]
        self._is_iterator = name != "Iterable"
        self._takes_none = takes_none
        self._is_async = is_async
        self._count = count

    def convert(self, value: Any, function: str, name: str) -> Any:
        """Be a Converter."""
        from . import incoming

        if value is None and self._takes_none:
            return None
        if isinstance(value, Caller):
            value.fill = self._fill
            items = incoming.Incoming(value, self._item, function, name, self._count)
            return items.items_async() if self._is_async else items.items()
        assert self._all is not None
        made = self._all(value, function, name)
        if self._is_async:
            return incoming.each_async(made)
        return incoming.each(made) if self._is_iterator else made

    def fill(self, value: Any, gaps: Gaps) -> Any:
        """Have what is undefined be as if it were not there, where there is a default for it."""
        return value if isinstance(value, Caller) else fill(self._all, value, gaps)


def _mismatch(expected: str, value: Any, function: str, name: str) -> ArgumentError:
    from bridge.values.decode import name_of

    return ArgumentError(f"{function}: {name}: expected {expected}, got {name_of(value)}")
