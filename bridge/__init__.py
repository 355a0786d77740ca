"""Write Node modules in Python: a folder of Python that JavaScript can `require`.

>>> from bridge import FunctionContext, JsFunction, JsNumber, JsUndefined, Task, register_module
"""
from outcome import Outcome

from .context import Context, FunctionContext, ModuleContext, TaskContext
from .exports import export, export_constant, task
from .handles import (
    JsBoolean,
    JsError,
    JsFunction,
    JsNull,
    JsNumber,
    JsPromise,
    JsString,
    JsUndefined,
    JsValue,
)
from .module import register_module
from .tasks import Task

__all__ = [
    "Context",
    "FunctionContext",
    "JsBoolean",
    "JsError",
    "JsFunction",
    "JsNull",
    "JsNumber",
    "JsPromise",
    "JsString",
    "JsUndefined",
    "JsValue",
    "ModuleContext",
    "Outcome",
    "Task",
    "TaskContext",
    "export",
    "export_constant",
    "register_module",
    "task",
]
