"""Where loaded folders stand among Python's modules: `/srv/native` is `bridge.modules./srv/native`.

A folder is a package whose code is its `lib.py`, named by its path, so that two folders never collide, `from . import
other` finds the file beside it, and a process made with `multiprocessing` finds what was pickled in another.
"""
from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


def name_of(folder: str) -> str:
    """Name the module that stands for a folder. A dot would end a package's name."""
    path = os.path.realpath(folder)
    return f"{__name__}.{path.replace('%', '%25').replace('.', '%2E')}"


def is_authors(name: str) -> bool:
    """Tell a module that an author wrote, or uses, from the bridge's own."""
    return name.startswith(f"{__name__}.") or name.partition(".")[0] not in ("bridge", "importlib", "outcome")


class _Finder:
    """Finds the folders; what is inside them is found by Python's own means."""

    @staticmethod
    def find_spec(
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG004 - importlib passes it
        target: ModuleType | None = None,  # noqa: ARG004
    ) -> ModuleSpec | None:
        parent, _, last = name.rpartition(".")
        if parent != __name__:
            return None
        folder = unquote(last)
        return importlib.util.spec_from_file_location(
            name, os.path.join(folder, "lib.py"), submodule_search_locations=[folder]
        )


sys.meta_path.append(_Finder)
