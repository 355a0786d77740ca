"""Handles of objects: what has properties, and what can be called.

>>> def total(cx: FunctionContext) -> JsNumber:
...     order = cx.argument(0, JsObject)
...     return cx.number(sum(float(item["price"]) for item in order.get("items", JsArray)))

Where a value goes into JavaScript, it may be a handle, or a plain Python value, which is copied.
"""
from __future__ import annotations

from bridge.contract.scope import environment_of
from bridge.values.formats import TYPED_ARRAYS

from .primitives import JsString, JsSymbol
from .value import HANDLES, JsValue, borrowed, lend, narrow, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol, TypeAlias, TypeVar, overload

    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Castable, Raw
    from bridge.contract.scope import Scope

    Key: TypeAlias = str | int | JsString | JsSymbol
    C_co = TypeVar("C_co", covariant=True)

    class MakesFunctions(Protocol[C_co]):
        """A Context, as far as it says what its functions take."""

        def function(self, function: Callable[[C_co], object], name: str = ...) -> JsFunction:
            """Make a JavaScript function."""

    V = TypeVar("V", bound="Castable")
    C = TypeVar("C")


def _key(environment: Environment, key: Key) -> Raw:
    if isinstance(key, str):
        return environment.string(key)
    if isinstance(key, int):
        return environment.number(key)
    if isinstance(key, (JsString, JsSymbol)):
        return key._lend(environment)
    raise TypeError(f"expected a property's name, a str, an int or a JsSymbol, got {type(key).__qualname__}")


class JsObject(JsValue):
    """Any object; arrays, functions and Errors are objects too."""

    kind = "object"
    kinds = frozenset({
        "object", "function", "error", "promise", "array", "date", "box", "ArrayBuffer", "DataView", "Buffer",
        *TYPED_ARRAYS,
    })  # fmt: skip

    @staticmethod
    def new(cx: Scope) -> JsObject:
        """Make an object without properties."""
        environment = environment_of(cx)
        return borrowed(environment, environment.object(), JsObject)

    if TYPE_CHECKING:
        @overload
        def get(self, key: Key) -> JsValue: ...
        @overload
        def get(self, key: Key, type_: type[V]) -> V: ...
    def get(self, key: Key, type_: type[Any] = JsValue) -> Any:
        """Borrow a property, checked to be of a type; `undefined` where there is none.

        Raises:
            DowncastError: "failed to downcast any to number".
        """
        environment = self._scope._environment
        return typed(environment, environment.get(self._own(), _key(environment, key)), type_)

    def get_opt(self, key: Key, type_: type[V]) -> V | None:
        """Borrow a property, checked to be of a type, or give `None` where it is `undefined`.

        Raises:
            DowncastError: "failed to downcast any to number".
        """
        environment = self._scope._environment
        raw = environment.get(self._own(), _key(environment, key))
        return None if environment.kind(raw) == "undefined" else typed(environment, raw, type_)

    def set(self, key: Key, value: object) -> None:
        """Set a property."""
        environment = self._scope._environment
        environment.set(self._own(), _key(environment, key), lend(environment, value))

    def has(self, key: Key) -> bool:
        """Do what `key in object` does: inherited properties count."""
        environment = self._scope._environment
        return environment.has(self._own(), _key(environment, key))

    def delete(self, key: Key) -> bool:
        """Do what `delete object[key]` does; false if it cannot be deleted."""
        environment = self._scope._environment
        return environment.delete(self._own(), _key(environment, key))

    def keys(self) -> list[str]:
        """Do what `Object.keys(object)` does."""
        return self._scope._environment.keys(self._own())

    def freeze(self) -> None:
        """Do what `Object.freeze(object)` does."""
        self._scope._environment.freeze(self._own())

    def seal(self) -> None:
        """Do what `Object.seal(object)` does."""
        self._scope._environment.seal(self._own())

    def instance_of(self, constructor: JsFunction) -> bool:
        """Do what `instanceof` does."""
        environment = self._scope._environment
        return environment.instance_of(self._own(), constructor._lend(environment))

    def call_method(self, name: Key, *arguments: object) -> JsValue:
        """Call a method with the object as `this`.

        Raises:
            DowncastError: the property is no function.
            JsError: what the method threw.
        """
        return self.get(name, JsFunction).call(self, *arguments)

    def __getitem__(self, key: Key) -> JsValue:
        return self.get(key)

    def __setitem__(self, key: Key, value: object) -> None:
        self.set(key, value)

    def __delitem__(self, key: Key) -> None:
        if not self.delete(key):
            raise TypeError(f"cannot delete the property {key!s}")

    def __contains__(self, key: Key) -> bool:
        return self.has(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __bool__(self) -> bool:
        return True


class JsArray(JsObject):
    """An Array; to Python, a sequence of its elements."""

    kind = "Array"
    kinds = frozenset({"array"})

    @staticmethod
    def new(cx: Scope, length: int = 0) -> JsArray:
        """Make an array of holes."""
        environment = environment_of(cx)
        return borrowed(environment, environment.array(length), JsArray)

    def to_list(self) -> list[JsValue]:
        """Borrow every element."""
        return list(self)

    def append(self, value: object) -> None:
        """Set the element behind the last one."""
        self.set(len(self), value)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self.get(each) for each in range(*index.indices(len(self)))]
        if not isinstance(index, int):
            return self.get(index)
        length = len(self)
        if not -length <= index < length:
            raise IndexError(f"expected an index below {length}, got {index}")
        return self.get(index % length)

    def __iter__(self) -> Iterator[JsValue]:
        index = 0
        while index < len(self):  # which may change meanwhile
            yield self.get(index)
            index += 1

    def __len__(self) -> int:
        return self._scope._environment.length(self._own())


class JsFunction(JsObject):
    """A function."""

    kind = "function"
    kinds = frozenset({"function"})

    @staticmethod
    def new(  # type: ignore[override]
        cx: MakesFunctions[C], function: Callable[[C], object], name: str = ""
    ) -> JsFunction:
        """Make a JavaScript function of a Python one that takes a `FunctionContext`.

        Raises:
            TypeError: if it cannot be called.
        """
        environment = environment_of(cx)  # type: ignore[arg-type]
        if not callable(function):
            raise TypeError(f"expected a function, got {type(function).__qualname__}")
        raw = environment.function(function, name or getattr(function, "__name__", ""))
        return borrowed(environment, raw, JsFunction)

    def call(self, this: object, *arguments: object) -> JsValue:
        """Call the function with a `this` (`None` is `null`) and any number of arguments.

        Raises:
            JsError: what it threw; where that was a Python exception once, this very exception.
        """
        environment = self._scope._environment
        function, receiver = self._own(), lend(environment, this)
        passed = [lend(environment, each) for each in arguments]
        return narrow(environment, environment.call(function, receiver, passed))

    def construct(self, *arguments: object) -> JsObject:
        """Do what `new` does.

        Raises:
            JsError: what it threw.
        """
        environment = self._scope._environment
        function = self._own()
        made = environment.construct(function, [lend(environment, each) for each in arguments])
        return typed(environment, made, JsObject)

    def __call__(self, *arguments: object) -> JsValue:
        """Call the function as `call()` does, with `undefined` as `this`."""
        environment = self._scope._environment
        function, receiver = self._own(), environment.undefined()
        passed = [lend(environment, each) for each in arguments]
        return narrow(environment, environment.call(function, receiver, passed))


HANDLES.update(
    {
        "object": JsObject,
        "error": JsObject,  # a JsError is an exception first
        "DataView": JsObject,
        "array": JsArray,
        "function": JsFunction,
    }
)
