"""Values: what a host gives to make JavaScript values, and to read them."""
from __future__ import annotations

from weakref import WeakValueDictionary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .kinds import ErrorKind, Kind, Raw


class Values:
    """One JavaScript environment, as far as it is about values."""

    current: Any
    """The innermost Scope that is open, or None: handles made now belong to it, whichever Context they are asked of."""

    errors: WeakValueDictionary[int, Any]
    """The JsErrors of objects, by their numbers: what is one object in JavaScript is one exception in Python."""

    def __init__(self) -> None:
        self.current = None
        self.errors = WeakValueDictionary()

    def is_here(self) -> bool:
        """Tell whether this is JavaScript's thread. Any thread may ask."""
        raise NotImplementedError

    # out of Python

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

    def copy(self, source: Any) -> Raw:
        """Make a copy of a plain Python value."""
        raise NotImplementedError

    def globals(self) -> Raw:
        """Give `globalThis`."""
        raise NotImplementedError

    # into Python

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
