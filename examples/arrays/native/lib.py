"""Arrays, from Python's lists and to them, and made in place."""
from bridge import FunctionContext, JsArray, JsNumber, ModuleContext, register_module


def convert_vec_to_array(cx: FunctionContext) -> JsArray:
    names: list[str] = []
    return cx.value(names, JsArray)  # a copy, with whatever is in the list


def convert_js_array_to_vec(cx: FunctionContext) -> JsNumber:
    elements = cx.argument(0, JsArray).to_list()
    return cx.number(len(elements))


def return_js_array(cx: FunctionContext) -> JsArray:
    return cx.empty_array()


def return_js_array_with_number(cx: FunctionContext) -> JsArray:
    array = JsArray.new(cx)
    array[0] = cx.number(9000)
    return array


def return_js_array_with_string(cx: FunctionContext) -> JsArray:
    array = cx.empty_array()
    array.append(cx.string("hello node"))
    return array


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("convertVecToArray", convert_vec_to_array)
    m.export_function("convertJsArrayToVec", convert_js_array_to_vec)
    m.export_function("returnJsArray", return_js_array)
    m.export_function("returnJsArrayWithNumber", return_js_array_with_number)
    m.export_function("returnJsArrayWithString", return_js_array_with_string)
