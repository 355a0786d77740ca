"""What Python's standard library knows, `threadCount()` tells JavaScript."""
import os

from bridge import FunctionContext, JsNumber, ModuleContext, register_module


def thread_count(cx: FunctionContext) -> JsNumber:
    return cx.number(os.cpu_count() or 1)


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("threadCount", thread_count)
