"""JavaScript's primitive values, each made by the Context and by its own type."""
from bridge import (
    FunctionContext,
    JsBigInt,
    JsBoolean,
    JsNull,
    JsNumber,
    JsString,
    JsSymbol,
    JsUndefined,
    JsValue,
    ModuleContext,
    register_module,
)


def primitives(cx: FunctionContext) -> JsUndefined:
    pairs: list[tuple[JsValue, JsValue]] = [
        (cx.number(23), JsNumber.new(cx, 23)),
        (cx.string("forty-two"), JsString.new(cx, "forty-two")),
        (cx.boolean(True), JsBoolean.new(cx, True)),
        (cx.bigint(2**64), JsBigInt.new(cx, 2**64)),
        (cx.null(), JsNull.new(cx)),
        (cx.undefined(), JsUndefined.new(cx)),
    ]
    for one, other in pairs:
        if not one.strict_equals(other):
            cx.throw_error(f"{one!r} and {other!r} differ")
    if cx.symbol("mine").strict_equals(JsSymbol.new(cx, "mine")):
        cx.throw_error("two symbols are the same")
    return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("primitives", primitives)
