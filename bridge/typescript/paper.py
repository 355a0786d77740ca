"""Paper: an environment without JavaScript, on which a Module is loaded to see what it exports."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.contract.environment import Environment

from .text.names import key, token
from .types.annotations import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contract.kinds import ErrorKind, Kind, Raw
    from bridge.exports.classes import ClassExport
    from bridge.exports.function import Export


class Written:
    """A value, as far as it is known: one of Python's, or what is exported, or an object with properties."""

    def __init__(self, kind: str, value: Any = None, text: str = "") -> None:
        self.kind = kind
        self.value = value
        self.text = text  # its type, where that is all that is known
        self.properties: dict[str, Written] = {}

    def type(self, of: Callable[[Any], str]) -> str:
        """Give its type; `of` tells that of a Python value."""
        if self.properties:
            return f"{{ {'; '.join(f'{key(name)}: {each.type(of)}' for name, each in self.properties.items())} }}"
        return self.text or of(self.value)


class Paper(Environment):
    """Makes values that are only described. What would have to ask JavaScript is `any`, or fails."""

    def is_here(self) -> bool:
        return True

    def undefined(self) -> Raw:
        return Written("undefined", text="undefined")

    def null(self) -> Raw:
        return Written("null")

    def boolean(self, source: bool) -> Raw:
        return Written("boolean", source)

    def number(self, source: float) -> Raw:
        return Written("number", source, "number")

    def string(self, source: str) -> Raw:
        return Written("string", source)

    def bigint(self, source: int) -> Raw:
        return Written("bigint", source, "bigint")

    def symbol(self, description: str) -> Raw:
        return Written("symbol", description, "symbol")

    def date(self, milliseconds: float) -> Raw:
        return Written("date", milliseconds, token("Date"))

    def object(self) -> Raw:
        return Written("object", {})

    def array(self, length: int) -> Raw:
        return Written("array", [None] * length, f"{ANY}[]")

    def array_buffer(self, size: int) -> Raw:
        return Written("ArrayBuffer", bytearray(size), token("ArrayBuffer"))

    def view(self, kind: Kind, buffer: Raw, offset: int, length: int) -> Raw:  # noqa: ARG002
        return Written(kind, text=token(kind))

    def box(self, source: Any) -> Raw:
        return Written("box", source, "object")

    def error(self, kind: ErrorKind, message: str) -> Raw:
        return Written("error", message, token("Error") if kind == "Error" else kind)

    def copy(self, source: Any) -> Raw:
        return Written("array" if isinstance(source, (list, tuple)) else "object", source)

    def lend_memory(self, memory: memoryview) -> Raw:
        return Written("ArrayBuffer", memory, token("ArrayBuffer"))

    def globals(self) -> Raw:
        return Written("object", text=ANY)

    def kind(self, raw: Raw) -> Kind:
        return raw.kind  # type: ignore[no-any-return]

    def to_bool(self, raw: Raw) -> bool:
        return bool(raw.value)

    def to_float(self, raw: Raw) -> float:
        return float(raw.value)

    def to_str(self, raw: Raw) -> str:
        return str(raw.value)

    def to_int(self, raw: Raw) -> int:
        return int(raw.value)

    def plain(self, raw: Raw) -> Any:
        return raw.value

    def number_of(self, raw: Raw) -> int:
        return id(raw)

    def get(self, target: Raw, key: Raw) -> Raw:
        return target.properties.get(key.value) or Written("object", text=ANY)

    def set(self, target: Raw, key: Raw, value: Raw) -> None:
        if target.kind != "array":
            target.properties[key.value] = value

    def has(self, target: Raw, key: Raw) -> bool:
        return key.value in target.properties

    def keys(self, target: Raw) -> list[str]:
        return list(target.properties)

    def freeze(self, target: Raw) -> None:
        """Do nothing."""

    seal = freeze

    def length(self, array: Raw) -> int:
        return len(array.value)

    def strict_equals(self, one: Raw, other: Raw) -> bool:
        return one is other

    def function(self, callee: Callable[[Any], Any], name: str) -> Raw:  # noqa: ARG002
        return Written("function", callee, f"((...args: {ANY}[]) => {ANY})")

    def exported(self, export: Export) -> Raw:
        return Written("function", export)

    def exported_class(self, export: ClassExport) -> Raw:
        return Written("function", export, f"(new (...args: {ANY}[]) => {ANY})")

    def hold(self, raw: Raw) -> Any:
        return raw

    def held(self, reference: Any) -> Raw:
        return reference

    def open_scope(self) -> Any:
        """Need none."""

    def close_scope(self, opened: Any) -> None:
        """Need none."""

    def ref(self) -> None:
        """Have no event loop."""

    unref = ref

    @property
    def listens(self) -> bool:
        return False
