"""Errors: thrown through the Context, raised as Python's own, or made and returned."""
from typing import NoReturn

from bridge import FunctionContext, JsError, JsString, JsUndefined, ModuleContext, register_module


def throw_error(cx: FunctionContext) -> JsUndefined:
    if "hello" not in cx.argument(0, JsString).value():
        raise RuntimeError("expected a hello")  # an Error to JavaScript, with Python's frames in its stack
    return cx.undefined()


def throw_type_error(cx: FunctionContext) -> NoReturn:
    cx.throw_type_error("not enough arguments")


def throw_if_string_not_includes_foo(cx: FunctionContext) -> JsUndefined:
    if "foo" not in cx.argument(0, JsString).value():
        cx.throw_error("expected a foo")
    return cx.undefined()


def throw_custom_error(cx: FunctionContext) -> NoReturn:
    match cx.argument(0, JsString).value():
        case "type_error":
            cx.throw_type_error("throwing a TypeError")
        case "range_error":
            cx.throw_range_error("throwing a RangeError")
        case "error":
            cx.throw_error("throwing an Error")
        case other:
            raise ValueError(f"expected type_error, range_error or error, got {other}")


def create_error_obj(cx: FunctionContext) -> JsError:
    match cx.argument(0, JsString).value():
        case "type_error":
            return cx.type_error("creating a TypeError")
        case "range_error":
            return cx.range_error("creating a RangeError")
        case "error":
            return cx.error("creating an Error")
        case other:
            raise ValueError(f"expected type_error, range_error or error, got {other}")


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("throwError", throw_error)
    m.export_function("throwTypeError", throw_type_error)
    m.export_function("throwIfStringNotIncludesFoo", throw_if_string_not_includes_foo)
    m.export_function("throwCustomError", throw_custom_error)
    m.export_function("createErrorObj", create_error_obj)
