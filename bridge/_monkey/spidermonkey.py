"""SpiderMonkey: the functions of its own that PythonMonkey does not give to Python."""
from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pythonmonkey


def find() -> tuple[ctypes.CDLL, int] | None:
    """Find SpiderMonkey's library and the JSContext of the process, if it is one that tells."""
    folder = Path(pythonmonkey.__file__).parent
    library = next(folder.glob("libmozjs-*.so"), None)
    if library is None:
        return None
    try:
        context: Any = ctypes.c_void_p.in_dll(ctypes.CDLL(str(folder / "pythonmonkey.so")), "GLOBAL_CX").value
        return ctypes.CDLL(str(library)), context
    except (OSError, ValueError):
        return None
