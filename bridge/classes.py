"""ClassExport: a Python class that JavaScript sees as a class. Its objects stay in Python."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exported import ASYNC, SYNC, Export, camel_case

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Member:
    """A method or a property of an exported class."""

    name: str
    call: Export | None = None
    getter: Export | None = None
    setter: Export | None = None
    is_static: bool = False


class ClassExport:
    """One exported class: its constructor, and its public methods and properties, inherited ones included."""

    def __init__(self, type_: type, name: str) -> None:
        self.type = type_
        self.name = name
        self.constructor = Export(type_, name, SYNC)
        self.members = list(self._members())

    def prepare(self) -> None:
        """Read all signatures.

        Raises:
            TypeError: an annotation names what is not there.
        """
        self.constructor.prepare()
        for member in self.members:
            for export in (member.call, member.getter, member.setter):
                if export is not None:
                    export.prepare()

    def _members(self) -> Iterator[Member]:
        for name in dir(self.type):
            value = inspect.getattr_static(self.type, name)
            if name.startswith("_"):
                continue
            public = camel_case(name)
            if isinstance(value, property):
                yield Member(public, getter=self._method(value.fget, name), setter=self._method(value.fset, name))
            elif isinstance(value, (staticmethod, classmethod)):
                yield Member(public, call=self._export(getattr(self.type, name), name), is_static=True)
            elif inspect.isfunction(value):
                yield Member(public, call=self._method(value, name))

    def _method(self, function: Any, name: str) -> Export | None:
        return function and self._export(function, name, self.type)

    def _export(self, function: Any, name: str, owner: type | None = None) -> Export:
        kind = ASYNC if inspect.iscoroutinefunction(function) else getattr(function, "__bridge_kind__", SYNC)
        return Export(function, f"{self.name}.{camel_case(name)}", kind, owner)
