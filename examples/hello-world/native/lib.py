"""A function that JavaScript calls: `helloWorld()`."""
from bridge import FunctionContext, JsString, ModuleContext, register_module


def hello_world(cx: FunctionContext) -> JsString:
    return cx.string("hello world!")


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("helloWorld", hello_world)
