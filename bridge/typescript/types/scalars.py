"""Scalars: the types of single values and of arrays, by which way they cross."""
from __future__ import annotations

import os
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any, get_args
from uuid import UUID

from bridge.typescript.text.names import token, typed
from bridge.values.formats import TYPED_ARRAYS

IN, OUT, TEXT = "in", "out", "text"
"""Into Python, as an argument; out of it, as a result; out of it within what becomes text, as a class of attrs does."""

_SCALARS: dict[type, dict[str, str]] = {
    kind: {IN: typed(argument), OUT: typed(result), TEXT: typed(text)}
    for kind, argument, result, text in (
        (bool, "boolean", "boolean", "boolean"),
        (int, "number", "number", "number"),
        (float, "number", "number", "number"),
        (str, "string", "string", "string"),
        (bytes, "Binary", "Buffer", "string"),
        (bytearray, "Binary", "Uint8Array", "string"),
        (memoryview, "Binary", "TypedArray", "string"),
        (datetime, "Date", "Date", "string"),
        (date, "string", "string", "string"),
        (time, "string", "string", "string"),
        (timedelta, "number | string", "string", "string"),
        (Decimal, "number | string", "string", "string"),
        (UUID, "string", "string", "string"),
        (PurePath, "string", "", ""),
        (os.PathLike, "string", "", ""),
    )
}
_NUMPY = {
    "float64": "Float64Array", "float32": "Float32Array", "int8": "Int8Array", "int16": "Int16Array",
    "int32": "Int32Array", "int64": "BigInt64Array", "uint8": "Uint8Array", "uint16": "Uint16Array",
    "uint32": "Uint32Array", "uint64": "BigUint64Array",
}  # fmt: skip
_NUMPY_SCALARS = {
    "bool": "boolean", "integer": "number", "floating": "number", "str_": "string", "bytes_": "Buffer",
    "datetime64": "Date", "timedelta64": "string",
}  # fmt: skip


def scalar(kind: Any, way: str) -> str | None:
    """Give the type of a class of single values; None if it is none, or does not cross this way."""
    if way == IN:
        found = _SCALARS.get(PurePath if issubclass(kind, PurePath) else kind)
        return found[IN] if found else None
    numpy = sys.modules.get("numpy")
    if numpy is not None and issubclass(kind, numpy.generic):
        names = (getattr(numpy, f"{name}_" if name == "bool" else name) for name in _NUMPY_SCALARS)
        known = zip(names, _NUMPY_SCALARS.values(), strict=True)
        return next((typed(text) for each, text in known if issubclass(kind, each)), None)
    return next((_SCALARS[each][way] for each in kind.__mro__ if each in _SCALARS), None) or None


def is_array(kind: Any) -> bool:
    """Tell NumPy's arrays."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(kind, numpy.ndarray)


def array(arguments: tuple[Any, ...], way: str) -> str | None:
    """Give the type of an array of NumPy's, by what it is said to be of."""
    numpy: Any = sys.modules["numpy"]
    (wanted,) = get_args((arguments or (Any,))[-1]) or (Any,)
    if wanted is Any or wanted is numpy.generic or not isinstance(wanted, type):
        return token("Binary") if way == IN else f"{token('Shaped')}"
    if issubclass(wanted, numpy.bool_):
        return None if way == IN else f"{token('Shaped')}<{token('Uint8Array')}>"
    names = [text for name, text in _NUMPY.items() if issubclass(getattr(numpy, name), wanted)]
    if not names:
        return None
    items = " | ".join(map(token, names))
    return items if way == IN else f"{token('Shaped')}<{items}>"


def buffer(view: memoryview) -> str | None:
    """Give the type of what has a buffer."""
    letters = {letter: name for name, letter in reversed(TYPED_ARRAYS.items())}
    name = letters.get(view.format.replace("l", "q").replace("L", "Q").replace("?", "B"))
    return name and token(name)


def handle(name: str) -> str | None:
    """Give the type of what a handle borrows, by the handle's name."""
    if name in _HANDLES:
        return typed(_HANDLES[name])
    known = token(name.removeprefix("Js"))
    return known if name.endswith(("Array", "Buffer")) else None


_HANDLES = {
    "JsValue": "any", "JsUndefined": "undefined", "JsNull": "null", "JsBoolean": "boolean", "JsNumber": "number",
    "JsString": "string", "JsBigInt": "bigint", "JsSymbol": "symbol", "JsDate": "Date", "JsArray": "any[]",
    "JsObject": "any", "JsFunction": "((...args: any[]) => any)", "JsPromise": "Promise<any>", "JsBox": "object",
    "JsError": "Error",
}  # fmt: skip
