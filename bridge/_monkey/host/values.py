"""Values: made, and read. A raw value is the number of a slot. JavaScript's thread."""
from __future__ import annotations

from ctypes import c_double
from typing import TYPE_CHECKING, Any, cast

from bridge._monkey.crossing.about import put_about
from bridge._monkey.crossing.values import ERROR_KINDS, KINDS, prepare
from bridge._monkey.jobs.entrance import UNDEFINED as _UNDEFINED
from bridge._monkey.jobs.entrance import Entrance
from bridge.exports.function import SYNC

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contexts.context import FunctionContext
    from bridge.contract.kinds import ErrorKind, Kind, Raw
    from bridge.exports.function import Export

_GLOBAL = 4  # a slot


class Values(Entrance):
    """The part of the contract that is about values. The JavaScript of this process is the one environment."""

    # values out of Python

    def undefined(self) -> Raw:
        self.enter()
        return _UNDEFINED

    def null(self) -> Raw:
        self.enter()
        return self.put(None)

    def boolean(self, source: bool) -> Raw:
        self.enter()
        return self.put(bool(source))

    def number(self, source: float) -> Raw:
        return int(self.enter().number(c_double(source).value))

    def string(self, source: str) -> Raw:
        self.enter()
        if not isinstance(source, str):
            raise TypeError(f"expected a str, got {type(source).__qualname__}")
        return self.put_string(source)

    def bigint(self, source: int) -> Raw:
        js = self.enter()
        return self.check(js.bigint(self.put_string(hex(abs(source))), source < 0))

    def symbol(self, description: str) -> Raw:
        text = self.string(description)
        return int(self.js.symbol(text))

    def date(self, milliseconds: float) -> Raw:
        return int(self.enter().date(float(milliseconds)))

    def object(self) -> Raw:
        return int(self.enter().object())

    def array(self, length: int) -> Raw:
        return self.check(self.enter().array(length))

    def array_buffer(self, size: int) -> Raw:
        return self.check(self.enter().arrayBuffer(float(size)))

    def view(self, kind: Kind, buffer: Raw, offset: int, length: int) -> Raw:
        return self.check(self.enter().view(KINDS.index(kind), buffer, offset, length))

    def box(self, source: Any) -> Raw:
        js = self.enter()
        return int(js.box(self.keep(source)))

    def error(self, kind: ErrorKind, message: str) -> Raw:
        text = self.string(message)
        return self.check(self.js.error(ERROR_KINDS.index(kind), text))

    def function(self, callee: Callable[[FunctionContext], Any], name: str) -> Raw:
        js = self.enter()
        if not isinstance(name, str):
            raise TypeError(f"Argument 'name' has incorrect type (expected str, got {type(name).__name__})")
        return int(js.function(self.keep((callee, None, name)), self.put_string(name)))

    def exported(self, export: Export) -> Raw:
        js = self.enter()
        name, about = self.put_string(export.name), put_about(self, export)
        return int(js.exported(self.keep(export), name, export.kind != SYNC, about))

    def copy(self, source: Any) -> Raw:
        self.enter()
        return self.put(prepare(source, self.classes))

    def globals(self) -> Raw:
        self.enter()
        return _GLOBAL

    # values into Python

    def kind(self, raw: Raw) -> Kind:
        return KINDS[int(self.enter().kind(raw))]

    def to_bool(self, raw: Raw) -> bool:
        return bool(self.enter().toBool(raw))

    def to_float(self, raw: Raw) -> float:
        return cast("float", self.enter().toFloat(raw))

    def to_str(self, raw: Raw) -> str:
        return cast("str", self.plain(raw))

    def to_int(self, raw: Raw) -> int:
        return cast("int", self.plain(raw))

    def plain(self, raw: Raw) -> Any:
        return self.read_one(self.check(self.enter().packOne(raw)))

    def text(self, raw: Raw) -> str:
        result = int(self.enter().text(raw))
        return "a JavaScript value that has no text" if result < 0 else self.to_str(result)

    def number_of(self, raw: Raw) -> int:
        return int(self.enter().numberOf(raw))

    def exception(self, raw: Raw) -> BaseException | None:
        value = self.objects.get(int(self.enter().standsFor(raw)))
        return value if isinstance(value, BaseException) else None

    def unbox(self, raw: Raw) -> Any:
        return self.objects[int(self.enter().standsFor(raw))]

    def memory(self, raw: Raw, writable: bool) -> tuple[memoryview, int]:
        js = self.enter()
        view, address = self._lent.pop(self.check(js.lend(raw)))
        return view if writable else view.toreadonly(), address
