"""A file beside lib.py, which imports it as any Python package would."""
from typing import NoReturn

from bridge import FunctionContext, JsNumber, JsString, JsValue


class User:
    def __init__(self, cx: FunctionContext) -> None:
        self._properties: dict[str, float | str] = {
            "id": cx.argument(0, JsNumber).value(),
            "first_name": cx.argument(1, JsString).value(),
            "last_name": cx.argument(2, JsString).value(),
            "email": cx.argument(3, JsString).value(),
        }

    def get(self, cx: FunctionContext) -> JsValue:
        name = cx.argument(0, JsString).value()
        if name not in self._properties:
            cx.throw_type_error("property does not exist")
        return cx.value(self._properties[name])

    def panic(self, _: FunctionContext) -> NoReturn:
        raise RuntimeError("User.panic was called")
