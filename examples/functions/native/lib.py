"""JavaScript functions: calling them, constructing with them, making them, and the `this` that they are given."""
from bridge import (
    FunctionContext,
    JsFunction,
    JsNumber,
    JsObject,
    JsUndefined,
    ModuleContext,
    register_module,
)


def require_object_this(cx: FunctionContext) -> JsUndefined:
    # V8 gives native functions an object in any case, as it does JavaScript's own in sloppy mode: `globalThis` in place
    # of undefined and null, and a Number in place of a number.
    this = cx.this(JsObject)
    this["modified"] = cx.boolean(True)
    return cx.undefined()


def call_js_function(cx: FunctionContext) -> JsNumber:
    function = cx.argument(0, JsFunction)
    return function.call(cx.null(), cx.number(16)).downcast(JsNumber)


def construct_js_function(cx: FunctionContext) -> JsNumber:
    made = cx.argument(0, JsFunction).construct(cx.number(0))
    return made.call_method("getUTCFullYear").downcast(JsNumber)


def add_1(cx: FunctionContext) -> JsNumber:
    return cx.number(cx.argument(0, JsNumber).value() + 1)


def return_js_function(cx: FunctionContext) -> JsFunction:
    return cx.function(add_1, "add1")


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("requireObjectThis", require_object_this)
    m.export_function("callJsFunction", call_js_function)
    m.export_function("constructJsFunction", construct_js_function)
    m.export_function("returnJsFunction", return_js_function)
