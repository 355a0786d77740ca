"""Environment: one JavaScript, as Python knows it. This is the whole of what a host has to give.

A raw value is the host's own name for a JavaScript value: only the host looks inside. A method is called on
JavaScript's thread, and raises `RuntimeError` on any other, unless it says that any thread may; what JavaScript throws
meanwhile comes out as `JsError`, or as the Python exception that it once was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contexts.context import Context, FunctionContext
    from bridge.exports.classes import ClassExport
    from bridge.exports.function import Export
    from bridge.handles.error import JsError
    from bridge.later.tasks import Once

Raw: TypeAlias = Any
Kind = Literal[
    "undefined", "null", "boolean", "number", "string", "symbol", "bigint", "external",
    "object", "function", "error", "promise", "array", "date", "box",
    "ArrayBuffer", "DataView", "Buffer",
    "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
    "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
]  # fmt: skip
ErrorKind = Literal["Error", "TypeError", "RangeError"]


class Settler(Protocol):
    """What settles a Promise, once, from any thread; forgotten before, it rejects it."""

    def resolve(self, value: Any) -> None:
        """Resolve the Promise with a copy of a plain value.

        Raises:
            RuntimeError: it is settled already.
        """

    def reject(self, reason: Any) -> None:
        """Reject the Promise with an exception, or with a copy of any other plain value."""


class Environment:
    """One JavaScript environment, as the Contexts and handles of its thread know it."""

    current: Any
    """The innermost Scope that is open, or None: handles made now belong to it, whichever Context they are asked of."""

    errors: WeakValueDictionary[int, JsError]
    """The JsErrors of objects, by their numbers: what is one object in JavaScript is one exception in Python."""

    def __init__(self) -> None:
        self.current = None
        self.errors = WeakValueDictionary()

    def is_here(self) -> bool:
        """Tell whether this is JavaScript's thread. Any thread may ask."""
        raise NotImplementedError

    # values out of Python

    def undefined(self) -> Raw:
        raise NotImplementedError

    def null(self) -> Raw:
        raise NotImplementedError

    def boolean(self, source: bool) -> Raw:
        raise NotImplementedError

    def number(self, source: float) -> Raw:
        raise NotImplementedError

    def string(self, source: str) -> Raw:
        raise NotImplementedError

    def bigint(self, source: int) -> Raw:
        raise NotImplementedError

    def symbol(self, description: str) -> Raw:
        raise NotImplementedError

    def date(self, milliseconds: float) -> Raw:
        raise NotImplementedError

    def object(self) -> Raw:
        """Make an object without properties."""
        raise NotImplementedError

    def array(self, length: int) -> Raw:
        """Make an array of holes."""
        raise NotImplementedError

    def array_buffer(self, size: int) -> Raw:
        """Make an ArrayBuffer of zeros."""
        raise NotImplementedError

    def view(self, kind: Kind, buffer: Raw, offset: int, length: int) -> Raw:
        """Make a typed array, a Buffer or a DataView of an ArrayBuffer, from a byte on, with so many items."""
        raise NotImplementedError

    def box(self, source: Any) -> Raw:
        """Make an object that stands for a Python object, which lives as long."""
        raise NotImplementedError

    def error(self, kind: ErrorKind, message: str) -> Raw:
        raise NotImplementedError

    def function(self, callee: Callable[[FunctionContext], Any], name: str) -> Raw:
        """Make the JavaScript function that calls a Python one with a FunctionContext."""
        raise NotImplementedError

    def exported(self, export: Export) -> Raw:
        """Make the JavaScript function that calls an Export, by copy."""
        raise NotImplementedError

    def exported_class(self, export: ClassExport) -> Raw:
        """Make the JavaScript class of a ClassExport, or give the one that has been made of its type before."""
        raise NotImplementedError

    def copy(self, source: Any) -> Raw:
        """Make a copy of a plain Python value."""
        raise NotImplementedError

    def globals(self) -> Raw:
        """Give `globalThis`."""
        raise NotImplementedError

    # values into Python

    def kind(self, raw: Raw) -> Kind:
        """Name what a value is: as `typeof` does, but telling null and the kinds of objects apart."""
        raise NotImplementedError

    def to_bool(self, raw: Raw) -> bool:
        raise NotImplementedError

    def to_float(self, raw: Raw) -> float:
        """Read a number, or the milliseconds of a Date."""
        raise NotImplementedError

    def to_str(self, raw: Raw) -> str:
        raise NotImplementedError

    def to_int(self, raw: Raw) -> int:
        """Read a BigInt."""
        raise NotImplementedError

    def plain(self, raw: Raw) -> Any:
        """Make a plain Python value of a copy."""
        raise NotImplementedError

    def text(self, raw: Raw) -> str:
        """Give what `String(value)` says; a sentence if it says nothing."""
        raise NotImplementedError

    def number_of(self, raw: Raw) -> int:
        """Number an object; no other has that number, ever. 0 for what is no object."""
        raise NotImplementedError

    def exception(self, raw: Raw) -> BaseException | None:
        """Give the Python exception that an Error stands for, if it came from Python."""
        raise NotImplementedError

    def unbox(self, raw: Raw) -> Any:
        """Give the Python object that a box stands for."""
        raise NotImplementedError

    def memory(self, raw: Raw, writable: bool) -> tuple[memoryview, int]:
        """Give the memory of an ArrayBuffer or a view of one, kept while it is looked at; and its address."""
        raise NotImplementedError

    # objects

    def get(self, target: Raw, key: Raw) -> Raw:
        raise NotImplementedError

    def set(self, target: Raw, key: Raw, value: Raw) -> None:
        raise NotImplementedError

    def has(self, target: Raw, key: Raw) -> bool:
        """Do what `key in target` does."""
        raise NotImplementedError

    def delete(self, target: Raw, key: Raw) -> bool:
        """Do what `delete target[key]` does; whether it could be deleted."""
        raise NotImplementedError

    def keys(self, target: Raw) -> list[str]:
        """Do what `Object.keys(target)` does."""
        raise NotImplementedError

    def freeze(self, target: Raw) -> None:
        raise NotImplementedError

    def seal(self, target: Raw) -> None:
        raise NotImplementedError

    def length(self, array: Raw) -> int:
        raise NotImplementedError

    def strict_equals(self, one: Raw, other: Raw) -> bool:
        raise NotImplementedError

    def instance_of(self, value: Raw, constructor: Raw) -> bool:
        raise NotImplementedError

    # calls

    def call(self, function: Raw, this: Raw, arguments: list[Raw]) -> Raw:
        raise NotImplementedError

    def construct(self, function: Raw, arguments: list[Raw]) -> Raw:
        raise NotImplementedError

    def this(self, call: Any) -> Raw:
        """Give the `this` of a FunctionContext's call."""
        raise NotImplementedError

    def is_construct(self, call: Any) -> bool:
        """Tell whether a FunctionContext's call was made with `new`."""
        raise NotImplementedError

    # what outlives a call

    def hold(self, raw: Raw) -> Any:
        """Make a reference to a value; it lives until Python forgets it, on any thread."""
        raise NotImplementedError

    def held(self, reference: Any) -> Raw:
        raise NotImplementedError

    def open_scope(self) -> Any:
        """Have what is made from now on end with close_scope()."""
        raise NotImplementedError

    def close_scope(self, opened: Any) -> None:
        raise NotImplementedError

    # what happens later

    def schedule(self, task: Once, callback: Raw | None) -> None:
        """Queue a Task that calls `callback(err, value)`; without one, its failure is an uncaughtException."""
        raise NotImplementedError

    def promise(self, task: Once) -> Raw:
        """Queue a Task; the Promise of its value."""
        raise NotImplementedError

    def deferred(self) -> tuple[Settler, Raw]:
        """Make a Promise and what settles it. The event loop stays alive until it is settled."""
        raise NotImplementedError

    def settle(self, settler: Settler, raw: Raw, rejected: bool) -> None:
        """Settle the Promise with a value of JavaScript's."""
        raise NotImplementedError

    def post(self, callee: Callable[[Context], None]) -> bool:
        """Have JavaScript's thread call `callee`; false if the environment has ended. Any thread may.

        What it raises is an uncaughtException. Only what JavaScript's thread posts itself keeps the event loop alive.
        """
        raise NotImplementedError

    def ref(self) -> None:
        """Keep the event loop alive until unref() has been called as often."""
        raise NotImplementedError

    def unref(self) -> None:
        raise NotImplementedError
