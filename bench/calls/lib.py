"""What bench/call.py calls: the same function, class and callback by reference and by copy."""
from bridge import FunctionContext, JsFunction, JsNumber, ModuleContext, export, register_module


def add(cx: FunctionContext) -> JsNumber:
    return cx.number(cx.argument(0, JsNumber).value() + cx.argument(1, JsNumber).value())


class Counter:
    def __init__(self, cx: FunctionContext) -> None:
        self.total = cx.argument(0, JsNumber).value()

    def count_up(self, cx: FunctionContext) -> JsNumber:
        self.total += cx.argument(0, JsNumber).value()
        return cx.number(self.total)


def call_back(cx: FunctionContext) -> JsNumber:
    callback = cx.argument(0, JsFunction)
    total = 0.0
    for rest in range(int(cx.argument(1, JsNumber)), 0, -1):
        total += callback(rest, 1).copy()
    return cx.number(total)


def call_back_with_handles(cx: FunctionContext) -> JsNumber:
    callback, this = cx.argument(0, JsFunction), cx.undefined()
    total = 0.0
    for rest in range(int(cx.argument(1, JsNumber)), 0, -1):
        total += callback.call(this, cx.number(rest), cx.number(1)).downcast(JsNumber).value()
    return cx.number(total)


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("add", add)
    m.export_class("Counter", Counter)
    m.export_function("callBack", call_back)
    m.export_function("callBackWithHandles", call_back_with_handles)


@export(name="addCopies")
def add_copies(a: float, b: float) -> float:
    return a + b


@export
class CopyCounter:
    def __init__(self, total: float) -> None:
        self.total = total

    def count_up(self, number: float) -> float:
        self.total += number
        return self.total
