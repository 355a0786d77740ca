"""XMLHttpRequest: what sends it takes a third of PythonMonkey's start to import; so the first request imports that."""
from __future__ import annotations

import functools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_NAME = "XMLHttpRequest-internal.py"
"""By which PythonMonkey finds it among Python's modules, where it looks before it loads the file."""


def import_later() -> None:
    """Stand in for it, before PythonMonkey is imported."""
    stand_in: Any = ModuleType(_NAME)
    stand_in.exports = {"request": _request, "decodeStr": _decode}
    sys.modules.setdefault(_NAME, stand_in)


async def _request(*arguments: Any) -> Any:
    return await _own()["request"](*arguments)


def _decode(*arguments: Any) -> Any:
    return _own()["decodeStr"](*arguments)


@functools.cache
def _own() -> Any:
    del sys.modules[_NAME]
    require = sys.modules["pythonmonkey.require"]
    return require.load(str(Path(str(require.__file__)).with_name("builtin_modules") / _NAME))
