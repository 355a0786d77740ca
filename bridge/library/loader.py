"""Loader: loads a Module, a folder with `lib.py` that JavaScript can require."""
from __future__ import annotations

import importlib
import os
import sys

from bridge import modules
from bridge.exports.classes import ClassExport
from bridge.exports.function import Export

from . import registry
from .context import ModuleContext
from .registry import Loading, forget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Raw

    from .registry import Module


def _authors_part(trace: TracebackType | None) -> TracebackType | None:
    """Leave out how the import got there."""
    while trace is not None and not modules.is_authors(trace.tb_frame.f_globals.get("__name__", "")):
        trace = trace.tb_next
    return trace


def load(environment: Environment, folder: str, exports: Raw) -> None:
    """Load a folder's `lib.py`, once in a process, and fill its exports, once in each JavaScript environment.

    Raises:
        ImportError: says what is missing, or has the Python traceback of what failed.
    """
    name = modules.name_of(folder)
    is_new = name not in sys.modules
    module = read(folder)
    try:
        fill(environment, exports, module)
    except BaseException:
        if is_new:
            forget(name)
        raise


def read(folder: str) -> Module:
    """Load a folder's `lib.py`, once in a process.

    Raises:
        ImportError: says what is missing, or has the Python traceback of what failed.
    """
    library = os.path.join(folder, "lib.py")
    if not os.path.isfile(library):
        raise ImportError(f"expected a Module, a folder with a lib.py: {folder} has none")
    name = modules.name_of(folder)
    module = registry.module(name)
    try:
        with Loading(module):
            importlib.import_module(name)
            module.prepare()
    except BaseException as error:
        import traceback

        forget(name)
        trace = "".join(traceback.format_exception(type(error), error, _authors_part(error.__traceback__))).rstrip()
        raise ImportError(f"{library} failed to load:\n{trace}") from error
    if module.main is None and not module.exports:
        forget(name)
        raise ImportError(f"{library} exports nothing: expected a function under @export, @task or @register_module")
    return module


def fill(environment: Environment, exports: Raw, module: Module) -> None:
    """Put a Module's exports in place: what is decorated, then what its main function adds."""
    cx = ModuleContext(environment, exports)
    cx._begin()
    try:
        for name, value in module.exports.items():
            cx._export(name, _make(environment, value))
        if module.main is not None:
            module.main(cx)
    finally:
        cx._end()


def _make(environment: Environment, value: Any) -> Raw:
    if isinstance(value, Export):
        return environment.exported(value)
    if isinstance(value, ClassExport):
        return environment.exported_class(value)
    return environment.copy(value)
