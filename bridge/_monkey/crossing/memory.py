"""Memory: what both sides look at, without a copy."""
from __future__ import annotations

import ctypes
import weakref
from typing import TYPE_CHECKING, Any

from bridge._monkey.spidermonkey._natives import address_of, references, release
from bridge.values.formats import TYPED_ARRAYS, item_format
from bridge.wire._wire import as_items

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# In the order of VIEWS in memory.js; BUFFER is its number of a Buffer.
FORMATS = (*TYPED_ARRAYS.values(), "e")
BUFFER = -1


class Exported:
    """Python's memory on its way to JavaScript: its `Py_buffer` is held for as long as JavaScript has it.

    What JavaScript cannot share is copied: what is read-only, and what does not lie as a typed array has it.
    """

    def __init__(self, source: Any) -> None:
        view = memoryview(source)
        self.shape = view.shape if view.ndim != 1 else None
        self.kind = BUFFER if type(source) is bytes else FORMATS.index(item_format(view))
        if view.readonly or not view.c_contiguous or view.nbytes == 0 or address_of(view) % view.itemsize:
            view = memoryview(bytearray(view))
        self.view = as_items(view, "B", [view.nbytes])


def hand_over(entry: Callable[[memoryview], float], view: memoryview) -> float:
    """Call JavaScript with a view of Python's memory."""
    before = references(id(view))
    result = entry(view)
    if references(id(view)) > before + 1:
        release(view)  # PythonMonkey 1.4 takes one for JavaScript, and one that it never gives back
    return result


def look(buffer: Any, offset: int, size: int, forget: Callable[[], object]) -> tuple[memoryview, int]:
    """Look at JavaScript's memory, whose owner is held until `forget` is called; and give its address."""
    address = ctypes.addressof(ctypes.c_char.from_buffer(buffer)) + offset
    memory = (ctypes.c_ubyte * size).from_address(address)
    weakref.finalize(memory, forget).atexit = False
    return memoryview(memory).cast("B"), address


def items(memory: memoryview, kind: int, shape: Sequence[int] | None) -> memoryview:
    """See the items of a typed array; those of an ArrayBuffer, a DataView and a Buffer are bytes."""
    return as_items(memory, FORMATS[kind] if kind >= 0 else "B", shape)
