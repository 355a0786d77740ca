"""Context (`cx`): a door to JavaScript, open for one call on JavaScript's thread."""
from __future__ import annotations

import cython

from bridge.contract.scope import environment_of
from bridge.exports.classes import ClassExport
from bridge.handles.objects import JsArray, JsFunction, JsObject
from bridge.handles.primitives import JsBigInt, JsBoolean, JsNull, JsNumber, JsString, JsSymbol, JsUndefined
from bridge.handles.value import HANDLES, DowncastError, JsValue, borrowed, lend, narrow, told, typed
from bridge.later.promise import Deferred, JsPromise

from .throwing import Throwing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any, Literal, TypeVar, overload

    from typing_extensions import Buffer

    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Castable, Raw
    from bridge.handles.binary import JsArrayBuffer, JsBuffer
    from bridge.handles.special import JsBox, JsDate
    from bridge.later.channel import Channel
    from bridge.later.tasks import TaskBuilder

    T = TypeVar("T")
    V = TypeVar("V", bound="Castable")


def _import_others() -> None:
    from bridge.handles import binary, special  # noqa: F401 - each adds its handles


HANDLES.import_others = _import_others


class Context(Throwing):
    """What every Context can do: make JavaScript values, and throw them.

    Used after its call, or on another thread, it raises `RuntimeError`.
    """

    # values; most calls end with one of the first five, which are made here, in C

    def undefined(self) -> JsUndefined:
        """Make `undefined`."""
        environment = environment_of(self)
        return borrowed(environment, environment.undefined(), JsUndefined)

    def null(self) -> JsNull:
        """Make `null`."""
        environment = environment_of(self)
        return borrowed(environment, environment.null(), JsNull)

    def boolean(self, value: bool) -> JsBoolean:
        """Make a boolean."""
        environment = environment_of(self)
        return borrowed(environment, environment.boolean(value), JsBoolean)

    def number(self, value: float) -> JsNumber:
        """Make a number. An `int` beyond 2**53 is rounded to the nearest double.

        Raises:
            OverflowError: beyond 1.8e308.
        """
        environment = environment_of(self)
        return borrowed(environment, environment.number(value), JsNumber)

    def string(self, value: str) -> JsString:
        """Make a string."""
        environment = environment_of(self)
        return borrowed(environment, environment.string(value), JsString)

    def bigint(self, value: int) -> JsBigInt:
        """Make a BigInt."""
        return JsBigInt.new(self, value)

    def symbol(self, description: str = "") -> JsSymbol:
        """Make a symbol."""
        return JsSymbol.new(self, description)

    def date(self, value: float | datetime) -> JsDate:
        """Make a Date of milliseconds since 1970 in UTC, or of a `datetime`; a naive one is local time.

        NaN makes an invalid Date.

        Raises:
            ValueError: beyond the years that JavaScript knows, which are about 271821 before and after 1970.
        """
        from bridge.handles.special import JsDate

        return JsDate.new(self, value)

    def empty_object(self) -> JsObject:
        """Make an object without properties."""
        return JsObject.new(self)

    def empty_array(self) -> JsArray:
        """Make an array without elements."""
        return JsArray.new(self)

    def array_buffer(self, source: int | Buffer) -> JsArrayBuffer:
        """Make an ArrayBuffer: of so many zeros, or of the memory of a Python object, which stays alive for as long.

        Raises:
            BufferError: where the memory is not contiguous.
        """
        from bridge.handles.binary import JsArrayBuffer

        return JsArrayBuffer.new(self, source)

    def buffer(self, source: int | Buffer) -> JsBuffer:
        """Make a Buffer: of so many zeros, or of the memory of a Python object, which stays alive for as long."""
        from bridge.handles.binary import JsBuffer

        return JsBuffer.from_buffer(self, self.array_buffer(source))

    def boxed(self, value: T) -> JsBox[T]:
        """Make an object that keeps a Python object alive, for as long as JavaScript keeps it."""
        from bridge.handles.special import JsBox

        return JsBox.new(self, value)

    def function(self, function: Callable[[FunctionContext], object], name: str = "") -> JsFunction:
        """Make a JavaScript function of a Python one that takes a `FunctionContext`.

        Raises:
            TypeError: if it cannot be called.
        """
        return JsFunction.new(self, function, name)

    def constructor(self, class_: type) -> JsFunction:
        """Make the JavaScript class of a Python one, by reference; the same one each time in an environment.

        Its constructor and its methods are called with a `FunctionContext`; its properties cross by copy.
        """
        environment = environment_of(self)
        raw = environment.exported_class(ClassExport(class_, class_.__name__, by_reference=True))
        return borrowed(environment, raw, JsFunction)

    def instance(self, source: object) -> JsObject:
        """Make the JavaScript object of a Python one, without a call of its constructor: see `constructor()`."""
        self.constructor(type(source))
        return self.value(source, JsObject)

    def globals(self) -> JsObject:
        """Borrow `globalThis`."""
        environment = environment_of(self)
        return borrowed(environment, environment.globals(), JsObject)

    if TYPE_CHECKING:
        @overload
        def value(self, source: object) -> JsValue: ...
        @overload
        def value(self, source: object, type_: type[V]) -> V: ...
    def value(self, source: object, type_: type[Any] = JsValue) -> Any:
        """Make a copy of any plain Python value, by the type table.

        Raises:
            TypeError: names what cannot be copied.
            DowncastError: it is of another type than the one asked for.
        """
        environment = environment_of(self)
        return typed(environment, lend(environment, source), type_)

    # scopes

    def execute_scoped(self, function: Callable[[Context], T]) -> T:
        """Call a function with a Context of its own, whose handles end with it: a long loop can free them meanwhile."""
        environment = environment_of(self)
        inner = Context(environment)
        opened = environment.open_scope()
        inner._begin()
        try:
            return function(inner)
        finally:
            inner._end()
            environment.close_scope(opened)

    def compute_scoped(self, function: Callable[[Context], JsValue]) -> JsValue:
        """Call a function as `execute_scoped()` does, and keep the handle that it returns."""
        environment = environment_of(self)
        kept = self.execute_scoped(lambda cx: environment.hold(lend(environment, function(cx))))
        return narrow(environment, environment.held(kept))

    # what happens later

    def task(self, function: Callable[[], T]) -> TaskBuilder[TaskContext, T]:
        """Have a function perform in the background: `cx.task(work).promise(complete)`, or `.and_then(callback)`."""
        from bridge.later.tasks import TaskBuilder

        environment_of(self)
        return TaskBuilder(self, function)

    def promise(self) -> tuple[Deferred, JsPromise]:
        """Make a Promise, and the Deferred that settles it from any thread."""
        environment = environment_of(self)
        settler, raw = environment.deferred()
        return Deferred(environment, settler), borrowed(environment, raw, JsPromise)

    def channel(self) -> Channel[TaskContext]:
        """Open a Channel, through which any thread can have this one run something."""
        from bridge.later.channel import Channel  # and concurrent.futures with it

        return Channel(environment_of(self))


@cython.no_gc  # its arguments are numbers, the host's names for values
@cython.cclass
class FunctionContext(Context):
    """The Context of one call of an exported function: also has its arguments."""

    _arguments: tuple[Raw, ...]
    _call: int
    _name: str

    def __init__(self, environment: Environment, arguments: tuple[Raw, ...], call: int = 0, name: str = "") -> None:
        super().__init__(environment)
        self._name = name
        self._arguments = arguments
        self._call = call

    def __len__(self) -> int:
        return len(self._arguments)

    def __bool__(self) -> bool:
        return True

    def len(self) -> int:
        """Count the arguments of the call."""
        return len(self._arguments)

    def argument(self, index: int, type_: type[V]) -> V:
        """Borrow an argument, checked to be of a type. `JsValue` admits any.

        Raises:
            TypeError: "not enough arguments".
            DowncastError: "add: argument 0: failed to downcast any to number, got a string", in Neon's words.
        """
        environment = environment_of(self)
        if index < 0:
            raise IndexError(f"expected an argument's index, counted from 0, got {index}")
        if index >= len(self._arguments):
            raise TypeError("not enough arguments")
        try:
            return typed(environment, self._arguments[index], type_)
        except DowncastError as error:
            raise self._refusal(f"argument {index}", self._arguments[index], error) from None

    if TYPE_CHECKING:
        @overload
        def argument_opt(self, index: int, type_: type[V]) -> V | None: ...
        @overload
        def argument_opt(self, index: int, type_: type[V], default: T) -> V | T: ...
    def argument_opt(self, index: int, type_: type[Any], default: Any = None) -> Any:
        """Borrow an argument, or give the default where the call has fewer, or `undefined` or `null` in its place.

        Raises:
            DowncastError: as `argument()`.
        """
        if index < 0 or index < len(self._arguments):
            argument = self.argument(index, JsValue)
            if not isinstance(argument, (JsUndefined, JsNull)) or argument.kind in type_.kinds:
                return self.argument(index, type_)
        return default

    if TYPE_CHECKING:
        @overload
        def this(self) -> JsValue: ...
        @overload
        def this(self, type_: type[V]) -> V: ...
    def this(self, type_: type[Any] = JsValue) -> Any:
        """Borrow the call's `this`, checked to be of a type.

        Raises:
            DowncastError: "add: this: failed to downcast any to object, got undefined".
        """
        environment = environment_of(self)
        this = environment.this(self._call)
        try:
            return typed(environment, this, type_)
        except DowncastError as error:
            raise self._refusal("this", this, error) from None

    def _refusal(self, place: str, raw: Raw, error: DowncastError) -> DowncastError:
        return DowncastError(f"{self._name or 'a function'}: {place}: {error}, got {told(self._environment, raw)}")

    def kind(self) -> Literal["call", "construct"]:
        """Tell a call with `new` from one without."""
        return "construct" if environment_of(self).is_construct(self._call) else "call"


class TaskContext(Context):
    """The Context of one call of `Task.complete()`, or of what a Channel was sent."""
