"""A Python class that JavaScript makes objects of: `new User(id, firstName, lastName, email)`."""
from typing import NoReturn

from bridge import FunctionContext, JsNumber, JsString, JsValue, ModuleContext, register_module


class User:
    def __init__(self, cx: FunctionContext) -> None:
        """Take what a user has.

        TypeScript:
            (id: number, firstName: string, lastName: string, email: string)
        """
        self._id = cx.argument(0, JsNumber).value()
        self._first_name = cx.argument(1, JsString).value()
        self._last_name = cx.argument(2, JsString).value()
        self._email = cx.argument(3, JsString).value()

    def get(self, cx: FunctionContext) -> JsValue:
        """Give a property by its name.

        TypeScript:
            (name: 'id'): number
            (name: 'first_name' | 'last_name' | 'email'): string
        """
        match cx.argument(0, JsString).value():
            case "id":
                return cx.number(self._id)
            case "first_name":
                return cx.string(self._first_name)
            case "last_name":
                return cx.string(self._last_name)
            case "email":
                return cx.string(self._email)
        cx.throw_type_error("property does not exist")

    def panic(self, _: FunctionContext) -> NoReturn:
        raise RuntimeError("User.panic was called")


@register_module
def main(m: ModuleContext) -> None:
    m.export_class("User", User)
