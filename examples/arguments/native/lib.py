"""Arguments: of a type, of any, as many as there are, and those that may be left out."""
from bridge import (
    FunctionContext,
    JsArray,
    JsFunction,
    JsNumber,
    JsObject,
    JsString,
    JsUndefined,
    JsValue,
    ModuleContext,
    register_module,
)


def print_function(cx: FunctionContext) -> JsFunction:
    return cx.argument(0, JsFunction)


def add_1_to_argument(cx: FunctionContext) -> JsNumber:
    return cx.number(cx.argument(0, JsNumber).value() + 1)


def get_args_len(cx: FunctionContext) -> JsNumber:
    count = cx.len()
    print(count)
    return cx.number(count)


def args_opt(cx: FunctionContext) -> JsUndefined:
    argument = cx.argument_opt(0, JsValue)
    if argument is None:
        cx.throw_error("expected an argument, got none")
    print(f"The 0th argument is {argument}")
    return cx.undefined()


def default_args(cx: FunctionContext) -> JsUndefined:
    age = cx.argument(0, JsNumber) if is_given(cx, 0) else cx.number(12)
    name = cx.argument(1, JsString) if is_given(cx, 1) else cx.string("John Doe")
    print(f"i am {age} years old and my name is {name}")
    return cx.undefined()


def is_given(cx: FunctionContext, index: int) -> bool:
    """Tell whether there is an argument, for which `undefined` does not count: so it is for JavaScript's defaults."""
    argument = cx.argument_opt(index, JsValue)
    return argument is not None and not argument.is_a(JsUndefined)


def accepts_js_arrays(cx: FunctionContext) -> JsNumber:
    numbers = (each for each in cx.argument(0, JsArray) if isinstance(each, JsNumber))
    return cx.number(sum(each.value() for each in numbers))


def accepts_js_objects(cx: FunctionContext) -> JsString:
    mine = cx.argument(0, JsObject).get("myProp")
    return mine if isinstance(mine, JsString) else cx.string("")


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("printFunction", print_function)
    m.export_function("add1ToArgument", add_1_to_argument)
    m.export_function("getArgsLen", get_args_len)
    m.export_function("argsOpt", args_opt)
    m.export_function("defaultArgs", default_args)
    m.export_function("acceptsJsArrays", accepts_js_arrays)
    m.export_function("acceptsJsObjects", accepts_js_objects)
