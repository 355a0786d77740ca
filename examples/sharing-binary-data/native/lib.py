"""Memory that both languages see: made in Python for JavaScript, and JavaScript's borrowed by Python."""
from bridge import FunctionContext, JsArrayBuffer, JsFloat32Array, JsUndefined, ModuleContext, register_module


def hello(cx: FunctionContext) -> JsArrayBuffer:
    return cx.array_buffer(8)


def double(cx: FunctionContext) -> JsUndefined:
    with cx.argument(0, JsFloat32Array).borrow_mut() as numbers:  # a writable memoryview of JavaScript's own memory
        for index, number in enumerate(numbers):
            numbers[index] = 2 * number
    return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("hello", hello)
    m.export_function("double", double)
