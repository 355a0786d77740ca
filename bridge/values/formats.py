"""Formats: what the items of a buffer are, by the size and kind that they have in JavaScript."""
from __future__ import annotations

import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TYPED_ARRAYS: dict[Any, str] = {
    "Int8Array": "b", "Uint8Array": "B", "Uint8ClampedArray": "B", "Int16Array": "h", "Uint16Array": "H",
    "Int32Array": "i", "Uint32Array": "I", "Float32Array": "f", "Float64Array": "d",
    "BigInt64Array": "q", "BigUint64Array": "Q",
}  # fmt: skip
"""What their items are, in the order of Node-API's numbers; a Float16Array, `e`, would come next."""
_NATIVE = "@=<" if sys.byteorder == "little" else "@=>!"
_LETTERS = {"e": "float16", "g": "longdouble", "O": "objects", "P": "pointers", "u": "text", "w": "text", "s": "text"}
_float16: list[str] = []
_KINDS = {"O": "objects", "U": "text", "S": "text", "T": "text", "V": "records"}


def allow_float16() -> None:
    """Have float16 cross: the JavaScript engine of this process has a Float16Array."""
    _float16[:] = ["e"]


def item_format(view: memoryview) -> str:
    """Name the item type of a buffer by the size and kind of its items, rather than by C's name for them.

    Raises:
        TypeError: JavaScript has no array of such items; the message says what they are, and what to write.
    """
    letter = view.format.lstrip(_NATIVE)
    if letter in ("l", "q", "n"):
        return "q" if view.itemsize == 8 else "i"  # noqa: PLR2004
    if letter in ("L", "Q", "N"):
        return "Q" if view.itemsize == 8 else "I"  # noqa: PLR2004
    if letter in ("?", "c"):
        return "B"
    if letter in ("b", "B", "h", "H", "i", "I", "f", "d") or letter in _float16:
        return letter
    dtype = getattr(view.obj, "dtype", None)
    items, advice = _of_letter(view) if dtype is None else _of_dtype(dtype)
    owner = type(view.obj).__name__
    raise TypeError(f"cannot copy a {owner} of {items} to JavaScript" + f": write {advice}" * bool(advice))


def items_of(view: memoryview) -> Any:
    """List the items of a typed array of JavaScript's, row by row. `memoryview.tolist()` does not know float16."""
    return _rows(flat_items(view), view.shape or ())


def flat_items(view: memoryview) -> list[Any]:
    """List the items as JavaScript would go through them, whatever the shape."""
    return list(struct.unpack(f"{view.nbytes // view.itemsize}{view.format}", view))


def _rows(items: list[Any], shape: tuple[int, ...]) -> Any:
    if not shape:
        return items[0]
    if len(shape) == 1:
        return items
    size = len(items) // shape[0] if shape[0] else 0
    return [_rows(items[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0])]


def _of_letter(view: memoryview) -> tuple[str, str]:
    letter = view.format.lstrip("@=<>!0123456789")
    if letter.startswith("T"):
        return "records", ""
    if letter not in _LETTERS:
        return f"items of {view.itemsize} bytes in this order", ""
    return _LETTERS[letter], ""


def _of_dtype(dtype: Any) -> tuple[str, str]:
    if dtype.kind in _KINDS:
        return _KINDS[dtype.kind], ".tolist()"
    if not dtype.isnative:
        return f"{dtype.name} in another byte order", f'.astype("{dtype.name}")'
    if dtype.kind == "f":
        return dtype.name, '.astype("float32")' if dtype.itemsize < 4 else '.astype("float64")'  # noqa: PLR2004
    return dtype.name, ""
