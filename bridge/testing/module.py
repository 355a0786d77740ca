"""Module: the exports of a folder, by the names that JavaScript has for them."""
from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from bridge import modules
from bridge.exports.classes import ClassExport
from bridge.exports.function import Export, camel_case
from bridge.library import loader

from .classes import add_constants, class_of
from .errors import NO_ENGINE
from .functions import function_of
from .values import out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from bridge.library import registry

_loaded: dict[str, Module] = {}


def load(folder: str | os.PathLike[str] | None = None) -> Module:
    """Load a Module, as JavaScript's `load(folder)` does: its Python runs once in a process.

    Without a folder, it is that of the file that calls this.

    Raises:
        ImportError: says what is missing, or has the Python traceback of what failed.
    """
    if folder is None:
        folder = os.path.dirname(sys._getframe(1).f_code.co_filename)
    path = os.path.abspath(folder)
    record = loader.read(path)
    name = modules.name_of(path)
    found = _loaded.get(name)
    if found is None or found.__wrapped__ is not sys.modules[name]:
        found = _loaded[name] = Module(record, sys.modules[name])
    return found


class Module:
    """What JavaScript gets of a folder: functions, classes and constants, as attributes. Iterating gives their names.

    `__wrapped__` of each, and of the Module itself, is what it is in Python.
    """

    def __init__(self, record: registry.Module, wrapped: ModuleType) -> None:
        self.__wrapped__ = wrapped
        self._needs_engine = record.main is not None
        made: dict[str, Any] = {}
        for name, value in record.exports.items():
            made[name] = class_of(value) if isinstance(value, ClassExport) else value
        for name, value in record.exports.items():
            if isinstance(value, ClassExport):
                add_constants(value, made[name])
            else:
                made[name] = function_of(value) if isinstance(value, Export) else out(value)
        self._exports = made

    def __getattr__(self, name: str) -> Any:
        if name in self._exports:
            return self._exports[name]
        folder = os.path.dirname(self.__wrapped__.__file__ or "")
        if self._needs_engine:
            raise AttributeError(f"{folder}: {name} may be exported under @register_module: {NO_ENGINE}")
        own = camel_case(name)
        hint = f"JavaScript calls it {own}" if own in self._exports else ", ".join(self._exports)
        raise AttributeError(f"{folder} exports no {name}: {hint}")

    def __dir__(self) -> list[str]:
        return sorted(self._exports)

    def __iter__(self) -> Iterator[str]:
        return iter(self._exports)

    def __contains__(self, name: str) -> bool:
        return name in self._exports

    def __repr__(self) -> str:
        return f"<Module {self.__wrapped__.__file__}: {', '.join(self._exports)}>"
