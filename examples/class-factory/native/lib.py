"""Objects of a class that is not exported, made by those of one that is: `new LogFactory().create(name)`.

A factory counts its live loggers, but does not keep them: one that JavaScript has collected is gone in Python too.
"""
from __future__ import annotations

import weakref

from bridge import FunctionContext, JsBox, JsObject, JsString, JsUndefined, ModuleContext, register_module


class LogFactory:
    def __init__(self, _: FunctionContext) -> None:
        self._live: weakref.WeakSet[Logger] = weakref.WeakSet()

    def create(self, cx: FunctionContext) -> JsObject:  # with the class's own constructor
        return cx.constructor(Logger).construct(cx.this(), cx.argument(0, JsString))

    def lazy(self, cx: FunctionContext) -> JsObject:  # without it: the Python object is there already
        return cx.instance(Logger._of(self, cx.argument(0, JsString).value()))


class Logger:
    def __init__(self, cx: FunctionContext) -> None:
        self._join(cx.argument(0, JsBox).value(LogFactory), cx.argument(1, JsString).value())

    @classmethod
    def _of(cls, factory: LogFactory, name: str) -> Logger:
        logger = cls.__new__(cls)
        logger._join(factory, name)
        return logger

    def _join(self, factory: LogFactory, name: str) -> None:
        self._live = factory._live
        self._name = name
        self._live.add(self)

    def log(self, cx: FunctionContext) -> JsUndefined:
        print(f"Loggers: {len(self._live)}, {self._name}: {cx.argument(0, JsString).value()}")
        return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_class("LogFactory", LogFactory)
