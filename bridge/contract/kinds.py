"""Kinds: what a value of JavaScript's may be, and what a host calls it."""
from __future__ import annotations

from typing import Any, ClassVar, Literal, Protocol, TypeAlias

Raw: TypeAlias = Any
"""A host's own name for a JavaScript value: only the host looks inside."""
TypedArrayKind = Literal[
    "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
    "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
]  # fmt: skip
Kind = Literal[
    "undefined", "null", "boolean", "number", "string", "symbol", "bigint", "external",
    "object", "function", "error", "promise", "array", "date", "box",
    "ArrayBuffer", "DataView", "Buffer", TypedArrayKind,
]  # fmt: skip
ErrorKind = Literal["Error", "TypeError", "RangeError"]


class Castable(Protocol):
    """What a value can be borrowed as: a type of handles, or JsError."""

    kind: ClassVar[str]
    """What the type is called in messages."""
    kinds: ClassVar[frozenset[Kind]]
    """The kinds of value that are of this type; none named means all."""

    def __init__(self, environment: Any, raw: Raw) -> None:
        """Be made of an environment's value, in the innermost Scope if it is a handle."""
