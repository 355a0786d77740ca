"""Handles of binary data, whose memory Python can borrow.

>>> def fill(cx: FunctionContext) -> None:
...     with cx.argument(0, JsUint8Array).borrow_mut() as memory:
...         memory[:] = bytes(len(memory))

A borrow ends with the `memoryview`'s `release()`, at the end of its `with` block, or with the call. As in Rust, the
same memory can be borrowed many times for reading, or once for writing.
"""
from __future__ import annotations

from struct import calcsize
from typing import TYPE_CHECKING, ClassVar, cast

from bridge.contract.scope import environment_of
from bridge.values.formats import TYPED_ARRAYS, flat_items

from .borrow import borrow
from .objects import JsObject
from .primitives import JsNumber
from .value import HANDLES, borrowed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from typing_extensions import Buffer, Self

    from bridge.contract.kinds import Kind
    from bridge.contract.scope import Scope


class JsBinary(JsObject):
    """Binary data: an ArrayBuffer, or a view of one."""

    kind = "binary data"
    _length: ClassVar[str] = "length"

    def borrow(self) -> memoryview:
        """Look at JavaScript's own memory, without a copy; it cannot be written to.

        Raises:
            BorrowError: it is borrowed for writing.
        """
        return self._borrow(writable=False)

    def borrow_mut(self) -> memoryview:
        """Look at JavaScript's own memory, without a copy, and write to it.

        Raises:
            BorrowError: it is borrowed already.
        """
        return self._borrow(writable=True)

    def _borrow(self, writable: bool) -> memoryview:
        memory, address = self._scope._environment.memory(self._own(), writable)
        return borrow(self._scope, memory, address, writable, type(self).__name__)

    def __len__(self) -> int:
        return int(self.get(self._length, JsNumber))

    def __iter__(self) -> Iterator[int | float]:
        return iter(flat_items(self.copy()))


class JsArrayBuffer(JsBinary):
    """An ArrayBuffer; to Python, a sequence of bytes."""

    kind = "ArrayBuffer"
    kinds = frozenset({"ArrayBuffer"})
    _length = "byteLength"

    @staticmethod
    def new(cx: Scope, source: int | Buffer) -> JsArrayBuffer:  # type: ignore[override]
        """Make an ArrayBuffer: of so many zeros, or of the memory of a Python object, which stays alive for as long.

        Raises:
            BufferError: where the memory is not contiguous.
        """
        environment = environment_of(cx)
        if isinstance(source, int):
            if source < 0:
                raise ValueError(f"expected a size in bytes, got {source}")
            return borrowed(environment, environment.array_buffer(source), JsArrayBuffer)
        return borrowed(environment, environment.lend_memory(memoryview(source).cast("B")), JsArrayBuffer)


class _ItemSize:
    """The size of an element in bytes; that of a `JsTypedArray` of any type is its array's."""

    def __get__(self, array: JsTypedArray | None, class_: type[JsTypedArray]) -> int:
        if array is None or class_ is not JsTypedArray:
            return calcsize(TYPED_ARRAYS.get(class_.kind, "B"))
        return int(array.get("BYTES_PER_ELEMENT", JsNumber))


class JsTypedArray(JsBinary):
    """A typed array of any element type; its subclasses are of one each."""

    kind = "TypedArray"
    kinds = frozenset({"Buffer", *TYPED_ARRAYS})
    item_size = _ItemSize()

    def __init_subclass__(cls, kind: Kind | None = None, also: Collection[Kind] = ()) -> None:
        """Enter the type of one kind of array, which takes others too."""
        if kind is not None:
            cls.kind, cls.kinds = kind, frozenset({kind, *also})
            HANDLES[kind] = cls

    @classmethod
    def new(cls, cx: Scope, length: int) -> Self:  # type: ignore[override]
        """Make a typed array of zeros."""
        return cls.from_buffer(cx, JsArrayBuffer.new(cx, length * cls.item_size), 0, length)

    @classmethod
    def from_buffer(cls, cx: Scope, buffer: JsArrayBuffer, offset: int = 0, length: int | None = None) -> Self:
        """Make a typed array of an ArrayBuffer's memory, from a byte on, with so many elements; all, if none is given.

        Raises:
            TypeError: of a class that is of no element type.
            ValueError: the offset is no multiple of the element's size, or the buffer is too short.
        """
        if cls is JsTypedArray:
            raise TypeError(f"{cls.__name__} is of no element type: expected a class such as JsUint8Array")
        room = len(buffer) - offset
        count = room // cls.item_size if length is None else length
        if offset < 0 or count < 0 or count * cls.item_size > room or offset % cls.item_size:
            raise ValueError(f"cannot make a {cls.kind} of {count} elements from byte {offset} of {len(buffer)} on")
        environment = environment_of(cx)
        raw = environment.view(cast("Kind", cls.kind), buffer._lend(environment), offset, count)
        return borrowed(environment, raw, cls)

    def buffer(self) -> JsArrayBuffer:
        """Borrow the ArrayBuffer that the array looks at."""
        return self.get("buffer", JsArrayBuffer)


class JsInt8Array(JsTypedArray, kind="Int8Array"):
    """An Int8Array."""


class JsUint8Array(JsTypedArray, kind="Uint8Array", also={"Buffer"}):
    """A Uint8Array; a Buffer is one too."""


class JsUint8ClampedArray(JsTypedArray, kind="Uint8ClampedArray"):
    """A Uint8ClampedArray."""


class JsInt16Array(JsTypedArray, kind="Int16Array"):
    """An Int16Array."""


class JsUint16Array(JsTypedArray, kind="Uint16Array"):
    """A Uint16Array."""


class JsInt32Array(JsTypedArray, kind="Int32Array"):
    """An Int32Array."""


class JsUint32Array(JsTypedArray, kind="Uint32Array"):
    """A Uint32Array."""


class JsFloat32Array(JsTypedArray, kind="Float32Array"):
    """A Float32Array."""


class JsFloat64Array(JsTypedArray, kind="Float64Array"):
    """A Float64Array."""


class JsBigInt64Array(JsTypedArray, kind="BigInt64Array"):
    """A BigInt64Array."""


class JsBigUint64Array(JsTypedArray, kind="BigUint64Array"):
    """A BigUint64Array."""


class JsBuffer(JsUint8Array, kind="Buffer", also={"Uint8Array"}):
    """Node's Buffer: a Uint8Array with more methods. As in Neon, any Uint8Array will do where one is asked for."""


HANDLES["ArrayBuffer"] = JsArrayBuffer
