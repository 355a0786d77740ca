"""Handles of objects: what has properties, and what can be called.

>>> def total(cx: FunctionContext) -> JsNumber:
...     order = cx.argument(0, JsObject)
...     return cx.number(sum(float(item["price"]) for item in order.get("items", JsArray)))

Where a value goes into JavaScript, it may be a handle, or a plain Python value, which is copied.
"""
from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_args, overload

from bridge.contract.kinds import Kind

from .value import HANDLES, DowncastError, JsString, JsSymbol, JsValue, lend, narrow, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from typing import TypeAlias

    from bridge.contexts.context import Context, FunctionContext
    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Raw

    from .error import JsError

    Key: TypeAlias = str | int | JsString | JsSymbol

V = TypeVar("V", bound="JsValue | JsError")
T = TypeVar("T")
C = TypeVar("C")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


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
    kinds = frozenset(get_args(Kind)) - {
        "undefined", "null", "boolean", "number", "string", "symbol", "bigint", "external",
    }  # fmt: skip

    @staticmethod
    def new(cx: Context) -> JsObject:
        """Make an object without properties."""
        return cx.empty_object()

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
        return typed(environment, environment.get(self._lend(environment), _key(environment, key)), type_)

    def get_opt(self, key: Key, type_: type[V]) -> V | None:
        """Borrow a property, checked to be of a type, or give `None` where it is `undefined`.

        Raises:
            DowncastError: "failed to downcast any to number".
        """
        environment = self._scope._environment
        raw = environment.get(self._lend(environment), _key(environment, key))
        return None if environment.kind(raw) == "undefined" else typed(environment, raw, type_)

    def set(self, key: Key, value: object) -> None:
        """Set a property."""
        environment = self._scope._environment
        environment.set(self._lend(environment), _key(environment, key), lend(environment, value))

    def has(self, key: Key) -> bool:
        """Do what `key in object` does: inherited properties count."""
        environment = self._scope._environment
        return environment.has(self._lend(environment), _key(environment, key))

    def delete(self, key: Key) -> bool:
        """Do what `delete object[key]` does; false if it cannot be deleted."""
        environment = self._scope._environment
        return environment.delete(self._lend(environment), _key(environment, key))

    def keys(self) -> list[str]:
        """Do what `Object.keys(object)` does."""
        environment = self._scope._environment
        return environment.keys(self._lend(environment))

    def freeze(self) -> None:
        """Do what `Object.freeze(object)` does."""
        environment = self._scope._environment
        environment.freeze(self._lend(environment))

    def seal(self) -> None:
        """Do what `Object.seal(object)` does."""
        environment = self._scope._environment
        environment.seal(self._lend(environment))

    def instance_of(self, constructor: JsFunction) -> bool:
        """Do what `instanceof` does."""
        environment = self._scope._environment
        return environment.instance_of(self._lend(environment), constructor._lend(environment))

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
    def new(cx: Context, length: int = 0) -> JsArray:
        """Make an array of holes."""
        environment = cx._enter()
        return JsArray(environment.current, environment.array(length))

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
        environment = self._scope._environment
        return environment.length(self._lend(environment))


class JsFunction(JsObject):
    """A function."""

    kind = "function"
    kinds = frozenset({"function"})

    @staticmethod
    def new(  # type: ignore[override]
        cx: Context, function: Callable[[FunctionContext], object], name: str = ""
    ) -> JsFunction:
        """Make a JavaScript function of a Python one."""
        return cx.function(function, name)

    def call(self, this: object, *arguments: object) -> JsValue:
        """Call the function with a `this` (`None` is `null`) and any number of arguments.

        Raises:
            JsError: what it threw; where that was a Python exception once, this very exception.
        """
        environment = self._scope._environment
        function, receiver = self._lend(environment), lend(environment, this)
        passed = [lend(environment, each) for each in arguments]
        return narrow(environment, environment.call(function, receiver, passed))

    def construct(self, *arguments: object) -> JsObject:
        """Do what `new` does.

        Raises:
            JsError: what it threw.
        """
        environment = self._scope._environment
        function = self._lend(environment)
        made = environment.construct(function, [lend(environment, each) for each in arguments])
        return typed(environment, made, JsObject)

    def __call__(self, *arguments: object) -> JsValue:
        """Call the function as `call()` does, with `undefined` as `this`."""
        environment = self._scope._environment
        function, receiver = self._lend(environment), environment.undefined()
        passed = [lend(environment, each) for each in arguments]
        return narrow(environment, environment.call(function, receiver, passed))


class JsPromise(JsObject):
    """A Promise."""

    kind = "Promise"
    kinds = frozenset({"promise"})

    def to_future(self, cx: Context, convert: Callable[[JsValue], Any] = JsValue.copy) -> Future[Any]:
        """Make a `concurrent.futures.Future` of its value, for other threads to wait for.

        It has what `convert` makes of the value on JavaScript's thread: a copy, unless told otherwise. Where the
        Promise is rejected, the Future raises `JsError`, or the Python exception that it once was.
        """
        from concurrent.futures import Future

        from .error import JsError

        future: Future[Any] = Future()

        def resolved(cx: FunctionContext) -> None:
            try:
                future.set_result(convert(cx.argument(0, JsValue)))
            except Exception as error:
                future.set_exception(error)

        def rejected(cx: FunctionContext) -> None:
            error = JsError(cx, cx.argument(0, JsValue)._lend(cx._environment))
            future.set_exception(error.original or error)

        self.call_method("then", cx.function(resolved, "resolved"), cx.function(rejected, "rejected"))
        return future


class JsDate(JsObject):
    """A Date: milliseconds since 1970, in UTC."""

    kind = "Date"
    kinds = frozenset({"date"})
    MIN_VALUE: ClassVar[float] = -8.64e15
    MAX_VALUE: ClassVar[float] = 8.64e15
    """The first and the last moment that JavaScript knows, in milliseconds since 1970."""

    @staticmethod
    def new(cx: Context, value: float | datetime) -> JsDate:  # type: ignore[override]
        """Make a Date of milliseconds, or of a `datetime`."""
        return cx.date(value)

    @staticmethod
    def new_lossy(cx: Context, value: float) -> JsDate:
        """Make a Date of milliseconds: an invalid one if JavaScript knows no such year."""
        return cx.date(value if abs(value) <= JsDate.MAX_VALUE else math.nan)

    def value(self) -> float:
        """Give the milliseconds; NaN if it is an invalid Date."""
        environment = self._scope._environment
        return environment.to_float(self._lend(environment))

    def is_valid(self) -> bool:
        """Tell whether it is a moment, and not what JavaScript calls an Invalid Date."""
        return not math.isnan(self.value())

    def to_datetime(self) -> datetime:
        """Make an aware `datetime`, in UTC.

        Raises:
            ValueError: it is an invalid Date.
            OverflowError: Python's years end at 9999.
        """
        return _EPOCH + timedelta(milliseconds=self.value())

    def __float__(self) -> float:
        return self.value()


class JsBox(JsObject, Generic[T]):
    """An object that stands for a Python object: made by `cx.boxed()`, or an instance of an exported class.

    `cx.argument(0, JsBox[Person])` is checked to stand for a Person.
    """

    kind = "JsBox"
    kinds = frozenset({"box"})

    @staticmethod
    def new(cx: Context, value: T) -> JsBox[T]:  # type: ignore[override]
        """Make an object that keeps a Python object alive, for as long as JavaScript keeps it."""
        return cx.boxed(value)

    @overload
    def value(self) -> T: ...
    @overload
    def value(self, class_: type[C]) -> C: ...
    def value(self, class_: type[Any] = object) -> Any:
        """Give the Python object, checked to be of a class.

        Raises:
            DowncastError: "failed to downcast JsBox to User".
        """
        environment = self._scope._environment
        value = environment.unbox(self._lend(environment))
        if not isinstance(value, class_):
            raise DowncastError(f"failed to downcast JsBox to {class_.__name__}")
        return value


HANDLES.update(
    {
        "object": JsObject,
        "error": JsObject,  # a JsError is an exception first
        "DataView": JsObject,
        "array": JsArray,
        "function": JsFunction,
        "promise": JsPromise,
        "date": JsDate,
        "box": JsBox,
    }
)
