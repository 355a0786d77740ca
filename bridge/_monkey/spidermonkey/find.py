"""SpiderMonkey: the functions of its own that PythonMonkey does not give to Python."""
from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pythonmonkey


def find(*names: str) -> tuple[int, list[Any]] | None:
    """Find the JSContext of the process and functions of SpiderMonkey's; nothing if it has others."""
    folder = Path(pythonmonkey.__file__).parent
    path = next(folder.glob("libmozjs-*.so"), None)
    if path is None:
        return None
    try:
        context: Any = ctypes.c_void_p.in_dll(ctypes.CDLL(str(folder / "pythonmonkey.so")), "GLOBAL_CX").value
        library = ctypes.CDLL(str(path))
        return context, [library[name] for name in names]
    except (AttributeError, OSError, ValueError):
        return None


def address(function: Any) -> int:
    """Give the address of such a function."""
    return ctypes.cast(function, ctypes.c_void_p).value or 0
