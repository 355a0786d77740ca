"""WeakRefs: what JavaScript has looked at through one stays for the turn, and PythonMonkey tells of no turn's end."""
from __future__ import annotations

import ctypes
import functools
from typing import TYPE_CHECKING

from . import find as spidermonkey

if TYPE_CHECKING:
    from collections.abc import Callable

_CLEAR = "_ZN2JS16ClearKeptObjectsEP9JSContext"


def find_end() -> Callable[[], object]:
    """Give what tells SpiderMonkey that a turn has ended; nothing happens where it does not let us."""
    found = spidermonkey.find(_CLEAR)
    if found is None:
        return lambda: None
    context, (clear,) = found
    clear.argtypes = [ctypes.c_void_p]
    clear.restype = None
    return functools.partial(clear, context)
