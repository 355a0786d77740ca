"""Write Node modules in Python: a folder of Python that JavaScript can `require`.

>>> from bridge import FunctionContext, JsFunction, JsNumber, JsUndefined, Task, register_module
"""
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from outcome import Outcome

    from bridge import logging as logging
    from bridge.contexts.context import Context, FunctionContext, TaskContext
    from bridge.handles.binary import (
        JsArrayBuffer,
        JsBigInt64Array,
        JsBigUint64Array,
        JsBuffer,
        JsFloat32Array,
        JsFloat64Array,
        JsInt8Array,
        JsInt16Array,
        JsInt32Array,
        JsTypedArray,
        JsUint8Array,
        JsUint8ClampedArray,
        JsUint16Array,
        JsUint32Array,
    )
    from bridge.handles.borrow import BorrowError
    from bridge.handles.error import JsError
    from bridge.handles.objects import JsArray, JsFunction, JsObject
    from bridge.handles.primitives import JsBigInt, JsBoolean, JsNull, JsNumber, JsString, JsSymbol, JsUndefined
    from bridge.handles.root import Root
    from bridge.handles.special import JsBox, JsDate
    from bridge.handles.value import DowncastError, JsValue
    from bridge.later import channel
    from bridge.later.promise import Deferred, JsPromise
    from bridge.later.tasks import Scheduled, Task
    from bridge.library.context import ModuleContext
    from bridge.library.decorators import export, export_constant, register_module, task
    from bridge.pool._pool import Cancelled, Pool, cancelled, check_cancelled, current_job, shield
    from bridge.streams.callbacks import Callback, Latest

    from .running import run, run_async

    Channel: TypeAlias = channel.Channel[TaskContext]

__all__ = [
    "BorrowError",
    "Callback",
    "Cancelled",
    "Channel",
    "Context",
    "Deferred",
    "DowncastError",
    "FunctionContext",
    "JsArray",
    "JsArrayBuffer",
    "JsBigInt",
    "JsBigInt64Array",
    "JsBigUint64Array",
    "JsBoolean",
    "JsBox",
    "JsBuffer",
    "JsDate",
    "JsError",
    "JsFloat32Array",
    "JsFloat64Array",
    "JsFunction",
    "JsInt8Array",
    "JsInt16Array",
    "JsInt32Array",
    "JsNull",
    "JsNumber",
    "JsObject",
    "JsPromise",
    "JsString",
    "JsSymbol",
    "JsTypedArray",
    "JsUint8Array",
    "JsUint8ClampedArray",
    "JsUint16Array",
    "JsUint32Array",
    "JsUndefined",
    "JsValue",
    "Latest",
    "ModuleContext",
    "Outcome",
    "Pool",
    "Root",
    "Scheduled",
    "Task",
    "TaskContext",
    "cancelled",
    "check_cancelled",
    "current_job",
    "export",
    "export_constant",
    "register_module",
    "run",
    "run_async",
    "shield",
    "task",
]

_NAMES = {
    ".contexts.context": ("Context", "FunctionContext", "TaskContext"),
    ".handles.binary": (
        "JsArrayBuffer", "JsBigInt64Array", "JsBigUint64Array", "JsBuffer", "JsFloat32Array", "JsFloat64Array",
        "JsInt8Array", "JsInt16Array", "JsInt32Array", "JsTypedArray", "JsUint8Array", "JsUint8ClampedArray",
        "JsUint16Array", "JsUint32Array",
    ),
    ".handles.borrow": ("BorrowError",),
    ".handles.error": ("JsError",),
    ".handles.objects": ("JsArray", "JsFunction", "JsObject"),
    ".handles.primitives": (
        "JsBigInt", "JsBoolean", "JsNull", "JsNumber", "JsString", "JsSymbol", "JsUndefined",
    ),
    ".handles.root": ("Root",),
    ".handles.special": ("JsBox", "JsDate"),
    ".handles.value": ("DowncastError", "JsValue"),
    ".later.channel": ("Channel",),
    ".later.promise": ("Deferred", "JsPromise"),
    ".later.tasks": ("Scheduled", "Task"),
    ".library.context": ("ModuleContext",),
    ".library.decorators": ("export", "export_constant", "register_module", "task"),
    ".pool._pool": ("Cancelled", "Pool", "cancelled", "check_cancelled", "current_job", "shield"),
    ".running": ("run", "run_async"),
    ".streams.callbacks": ("Callback", "Latest"),
    "outcome": ("Outcome",),
}  # fmt: skip
"""Where the names are from. Each is imported when it is first used: a start takes as long as what it needs."""
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

if not TYPE_CHECKING:  # for which any name would be one of these

    def __getattr__(name: str) -> object:
        if name == "logging":
            return import_module(".logging", __name__)
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
