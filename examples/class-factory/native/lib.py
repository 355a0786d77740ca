"""Objects of a class that is not exported, made by those of one that is: `new LogFactory().create(name)`.

A factory counts its live loggers, but does not keep them: one that JavaScript has collected is gone in Python too.
"""
from __future__ import annotations

import weakref

from bridge import FunctionContext, JsBox, JsObject, JsString, JsUndefined, ModuleContext, register_module


class LogFactory:
    def __init__(self, _: FunctionContext) -> None:
        self._live: weakref.WeakSet[Entry] = weakref.WeakSet()

    def create(self, cx: FunctionContext) -> JsObject:
        return cx.constructor(Logger).construct(cx.this(), cx.argument(0, JsString))

    def lazy(self, cx: FunctionContext) -> JsObject:
        entry = Entry(self._live, cx.argument(0, JsString).value())
        logger = cx.constructor(LazyLogger).construct()
        python: LazyLogger = logger.downcast(JsBox).value()
        python.entry = entry
        return logger


class Entry:
    """What a logger holds of its factory: a connection of a pool, say."""

    def __init__(self, live: weakref.WeakSet[Entry], name: str) -> None:
        self._live = live
        self._name = name
        live.add(self)

    def log(self, text: str) -> None:
        print(f"Loggers: {len(self._live)}, {self._name}: {text}")


class Logger:
    def __init__(self, cx: FunctionContext) -> None:
        factory: LogFactory = cx.argument(0, JsBox).value()
        self._entry = Entry(factory._live, cx.argument(1, JsString).value())

    def log(self, cx: FunctionContext) -> JsUndefined:
        self._entry.log(cx.argument(0, JsString).value())
        return cx.undefined()


class LazyLogger:
    def __init__(self, _: FunctionContext) -> None:
        self.entry: Entry | None = None

    def log(self, cx: FunctionContext) -> JsUndefined:
        if self.entry is None:
            cx.throw_error("the logger has not been filled in")
        self.entry.log(cx.argument(0, JsString).value())
        return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_class("LogFactory", LogFactory)
