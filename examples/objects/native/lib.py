"""A JavaScript object, made of a Python one, property by property."""
from dataclasses import dataclass

from bridge import FunctionContext, JsObject, ModuleContext, register_module


@dataclass
class Foo:
    text: str
    number: int


def convert_struct_to_js_object(cx: FunctionContext) -> JsObject:
    foo = Foo("baz", 1234)
    result = cx.empty_object()
    result["myStringProperty"] = cx.string(foo.text)
    result["myNumberProperty"] = cx.number(foo.number)
    return result


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("convertStructToJsObject", convert_struct_to_js_object)
