"""Has each extension module's symbols bound before Python loads it: symbols.c says to what, and why."""
from __future__ import annotations

import os
from importlib.machinery import ExtensionFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec
    from types import ModuleType


def install(bind: Callable[[bytes], None]) -> None:
    """Call `bind` with the path of an extension module, just before Python loads it."""
    load = ExtensionFileLoader.create_module

    def create_module(self: ExtensionFileLoader, spec: ModuleSpec) -> ModuleType:
        bind(os.fsencode(self.path))
        return load(self, spec)

    ExtensionFileLoader.create_module = create_module  # type: ignore[method-assign]
