"""Module: a folder with `lib.py` that JavaScript can require."""
from __future__ import annotations

import importlib
import os
import sys

from bridge import modules
from bridge.contexts.context import ModuleContext
from bridge.exports.classes import ClassExport
from bridge.exports.function import Export
from bridge.handles.objects import JsObject
from bridge.handles.primitives import JsString
from bridge.handles.value import JsValue, narrow
from bridge.process import lifetime

from .decorators import Loading, forget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, TypeVar

    from bridge.contexts.context import FunctionContext
    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Raw

    Main = TypeVar("Main", bound="Callable[[ModuleContext], None]")

_mains: dict[str, Callable[[ModuleContext], None]] = {}


def register_module(main: Main) -> Main:
    """Have `main` put a Module's exports in place: it is called with a `ModuleContext` when the folder is required.

    Raises:
        TypeError: if it cannot be called.
        ValueError: if the Module has one already.
    """
    if not callable(main):
        raise TypeError(f"register_module: expected a function, got {type(main).__qualname__}")
    if _mains.setdefault(main.__module__, main) is not main:
        raise ValueError(f"register_module: {_mains[main.__module__].__qualname__} is registered already")
    return main


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
    library = os.path.join(folder, "lib.py")
    if not os.path.isfile(library):
        raise ImportError(f"expected a Module, a folder with a lib.py: {folder} has none")
    name = modules.name_of(folder)
    is_new = name not in sys.modules
    try:
        with Loading(name) as names:
            importlib.import_module(name)
            for value in names.values():
                if isinstance(value, (Export, ClassExport)):
                    value.prepare()
    except BaseException as error:
        import traceback

        _forget(name)
        trace = "".join(traceback.format_exception(type(error), error, _authors_part(error.__traceback__))).rstrip()
        raise ImportError(f"{library} failed to load:\n{trace}") from error
    if name not in _mains and not names:
        _forget(name)
        raise ImportError(f"{library} exports nothing: expected a function under @export, @task or @register_module")
    try:
        _fill(ModuleContext(environment, exports), names, _mains.get(name))
    except BaseException:
        if is_new:
            _forget(name)
        raise


def load_folder(cx: FunctionContext) -> JsValue:
    """Do what JavaScript calls `load(folder)`, with its environment variables: give the exports of a Module."""
    environment = cx._environment
    if len(cx) > 1:
        variables = cx.argument(1, JsObject)
        lifetime.take_variables({name: str(variables[name]) for name in variables})
    exports = environment.object()
    load(environment, cx.argument(0, JsString).value(), exports)
    return narrow(environment, exports)


def _fill(cx: ModuleContext, names: dict[str, Any], main: Callable[[ModuleContext], None] | None) -> None:
    """Put a Module's exports in place: what is decorated, then what its main function adds."""
    cx._begin()
    try:
        for name, value in names.items():
            cx._export(name, _make(cx._environment, value))
        if main is not None:
            main(cx)
    finally:
        cx._end()


def _make(environment: Environment, value: Any) -> Raw:
    if isinstance(value, Export):
        return environment.exported(value)
    if isinstance(value, ClassExport):
        return environment.exported_class(value)
    return environment.copy(value)


def _forget(name: str) -> None:
    """Have a library that failed read again by the next require: it may be mended by then."""
    _mains.pop(name, None)
    sys.modules.pop(name, None)
    forget(name)
