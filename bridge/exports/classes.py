"""ClassExport: a Python class that JavaScript sees as a class. Its objects stay in Python.

Its constructor and methods are called by copy, or by reference, with a FunctionContext.
"""

from __future__ import annotations

import functools
from types import FunctionType

from .function import ASYNC_KINDS, DEFAULTS, SYNC, Export, camel_case
from .signature import gives

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_FUNCTIONS_OWN = frozenset({"arguments", "caller", "length", "name", "prototype"})
"""What each function of JavaScript's has, and so each class."""


class Member:
    """A method or a property of an exported class."""

    def __init__(
        self,
        name: str,
        call: Export | Callable[..., Any] | None = None,
        getter: Export | None = None,
        setter: Export | None = None,
        is_static: bool = False,
    ) -> None:
        self.name = name
        self.call = call  # by copy, or a function that takes a FunctionContext; after `self`, unless it is static
        self.getter = getter
        self.setter = setter
        self.is_static = is_static


class ClassExport:
    """One exported class: its constructor, and its public methods, properties and constants, also inherited ones."""

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

    def constants(self) -> Iterator[tuple[str, Any]]:
        """Give the class attributes that never change, by their names in JavaScript."""
        taken = _FUNCTIONS_OWN | _defaults(self.type)
        for name, value in _attributes(self.type):
            if not name.startswith("_") and name not in taken and _is_constant(value):
                yield name if name.isupper() else camel_case(name), value

    def _members(self) -> Iterator[Member]:
        found: dict[str, Any] = {}
        for name, value in _attributes(self.type):
            public = _given_name(value) or (not name.startswith("_") and camel_case(name))
            member = self._member(public, name, value) if public else None
            if member is None:
                continue
            if found.setdefault(member.name, value) is not value:
                raise ValueError(f"{self.name}.{member.name} is exported twice")
            yield member

    def _member(self, public: str, name: str, value: Any) -> Member | None:
        if isinstance(value, property):
            getter, setter = self._accessor(value.fget, public), self._accessor(value.fset, public)
            return Member(public, getter=getter, setter=setter)
        if isinstance(value, (staticmethod, classmethod)):
            return Member(public, call=self._call(getattr(self.type, name), public), is_static=True)
        if isinstance(value, FunctionType):
            return Member(public, call=self._call(value, public, self.type))
        return None

    def _accessor(self, function: Any, name: str) -> Export | None:
        return function and self._export(function, name, SYNC, self.type)

    def _call(self, function: Any, name: str, owner: type | None = None) -> Export | Callable[..., Any]:
        kind = ASYNC_KINDS.get(gives(function)) or getattr(function, "__bridge_kind__", None)
        if self.by_reference and kind is None:
            return function  # type: ignore[no-any-return]
        return self._export(function, name, kind or SYNC, owner)

    def _export(self, function: Any, name: str, kind: str, owner: type | None) -> Export:
        options = getattr(function, "__bridge_options__", DEFAULTS)
        return Export(function, f"{self.name}.{name}", kind, owner, options)


def _attributes(type_: type) -> Iterator[tuple[str, Any]]:
    """Give what a class and its bases have, without running what they have for it."""
    from inspect import getattr_static  # no start waits for it where no class is exported

    return ((name, getattr_static(type_, name)) for name in dir(type_))


def _defaults(type_: type) -> set[str]:
    """Name what a class has as the default of a field."""
    if not hasattr(type_, "__dataclass_fields__"):
        return set()
    from dataclasses import fields

    return {field.name for field in fields(type_)}


def _given_name(value: Any) -> str | None:
    """Give the name that `@export(name=...)` gave to a method, above or below `@staticmethod` and its like."""
    function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    return getattr(value, "__bridge_name__", None) or getattr(function, "__bridge_name__", None)


def _is_constant(value: Any) -> bool:
    """Tell a value that cannot change: one that has a hash, and is neither code nor what binds it."""
    try:
        hash(value)
    except Exception:  # whatever its author raises
        return False
    return not callable(value) and not hasattr(type(value), "__get__")
