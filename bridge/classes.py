"""ClassExport: a Python class that JavaScript sees as a class. Its objects stay in Python.

Its constructor and methods are called by copy, or by reference, with a FunctionContext.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exported import ASYNC, SYNC, Export, camel_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Member:
    """A method or a property of an exported class."""

    name: str
    call: Export | Callable[..., Any] | None = None
    """By copy, or a function that takes a FunctionContext; after `self`, unless it is static."""
    getter: Export | None = None
    setter: Export | None = None
    is_static: bool = False


class ClassExport:
    """One exported class: its constructor, and its public methods and properties, inherited ones included."""

    def __init__(self, type_: type, name: str, by_reference: bool = False) -> None:
        self.type = type_
        self.name = name
        self.by_reference = by_reference
        self.constructor: Export | type = type_ if by_reference else Export(type_, name, SYNC)

    @functools.cached_property
    def members(self) -> list[Member]:
        """Find the methods and properties: once, when the class is first made."""
        return list(self._members())

    def prepare(self) -> None:
        """Read all signatures.

        Raises:
            TypeError: an annotation names what is not there.
        """
        parts = [each for one in self.members for each in (one.call, one.getter, one.setter)]
        for part in (self.constructor, *parts):
            if isinstance(part, Export):
                part.prepare()

    def _members(self) -> Iterator[Member]:
        for name in dir(self.type):
            value = inspect.getattr_static(self.type, name)
            if name.startswith("_"):
                continue
            public = camel_case(name)
            if isinstance(value, property):
                yield Member(public, getter=self._accessor(value.fget, name), setter=self._accessor(value.fset, name))
            elif isinstance(value, (staticmethod, classmethod)):
                yield Member(public, call=self._call(getattr(self.type, name), name), is_static=True)
            elif inspect.isfunction(value):
                yield Member(public, call=self._call(value, name, self.type))

    def _accessor(self, function: Any, name: str) -> Export | None:
        return function and self._export(function, name, SYNC, self.type)

    def _call(self, function: Any, name: str, owner: type | None = None) -> Export | Callable[..., Any]:
        kind = ASYNC if inspect.iscoroutinefunction(function) else getattr(function, "__bridge_kind__", None)
        if self.by_reference and kind is None:
            return function  # type: ignore[no-any-return]
        return self._export(function, name, kind or SYNC, owner)

    def _export(self, function: Any, name: str, kind: str, owner: type | None) -> Export:
        return Export(function, f"{self.name}.{camel_case(name)}", kind, owner)
