"""Registry: one record for each Module, and which of them is being loaded."""
from __future__ import annotations

import sys
import threading

from bridge.exports.classes import ClassExport
from bridge.exports.function import Export

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_modules: dict[str, Module] = {}
"""By their names among Python's modules."""
_loading = threading.local()


class Module:
    """What one folder exports."""

    def __init__(self) -> None:
        self.exports: dict[str, Any] = {}  # by their names in JavaScript
        self.main: Callable[[Any], None] | None = None  # what register_module() was given

    def export(self, name: str, value: Any) -> None:
        """Add an Export, a ClassExport, or a plain value.

        Raises:
            ValueError: if the name is taken.
        """
        if name in self.exports:
            raise ValueError(f"{name} is exported twice")
        self.exports[name] = value

    def prepare(self) -> None:
        """Read all signatures.

        Raises:
            TypeError: an annotation names what is not there, or cannot be met.
        """
        for value in self.exports.values():
            if isinstance(value, (Export, ClassExport)):
                value.prepare()


class Loading:
    """A block in which what is exported, on this thread, is a Module's."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def __enter__(self) -> None:
        self._outer, _loading.module = loading(), self._module

    def __exit__(self, *_: object) -> None:
        _loading.module = self._outer


def loading() -> Module | None:
    """Give the Module that this thread loads; None where a library is imported as plain Python.

    A test may do so, or another process of multiprocessing.
    """
    return getattr(_loading, "module", None)


def module(name: str) -> Module:
    """Give the record of a Module."""
    return _modules.setdefault(name, Module())


def forget(name: str) -> None:
    """Have a library that failed read again by the next require: it may be mended by then."""
    _modules.pop(name, None)
    sys.modules.pop(name, None)
