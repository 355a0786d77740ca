"""What a Module can export: a function, a class of another file, a value."""
from bridge import FunctionContext, JsString, ModuleContext, register_module

from .user import User


def hello(cx: FunctionContext) -> JsString:
    return cx.string("hello node")


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("hello", hello)
    m.export_class("User", User)
    m.export_value("baz", "baz")
