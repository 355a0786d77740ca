"""Where loaded folders stand among Python's modules: `/srv/native` is `bridge.modules./srv/native`.

A folder is a package whose code is its `lib.py`, named by its path, so that two folders never collide, `from . import
other` finds the file beside it, and a process made with `multiprocessing` finds what was pickled in another.
"""
from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_PREFIX = f"{__name__}."
_IMPORTING = (__name__, "importlib", "importlib._bootstrap")
"""Whose frames stand between an `import` and the finder."""


def name_of(folder: str) -> str:
    """Name the module that stands for a folder. A dot would end a package's name."""
    path = os.path.realpath(folder)
    return f"{__name__}.{path.replace('%', '%25').replace('.', '%2E')}"


def is_authors(name: str) -> bool:
    """Tell a module that an author wrote, or uses, from the bridge's own."""
    return name.startswith(_PREFIX) or name.partition(".")[0] not in ("bridge", "importlib", "outcome")


class _Finder:
    """Finds the folders; what is inside them is found by Python's own means."""

    @staticmethod
    def find_spec(
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG004
    ) -> ModuleSpec | None:
        parent, _, last = name.rpartition(".")
        if not parent:
            _refuse_sibling(name)
        if parent != __name__:
            return None
        folder = last.replace("%2E", ".").replace("%25", "%")
        path = os.path.join(folder, "lib.py")
        spec = ModuleSpec(name, SourceFileLoader(name, path), origin=path, is_package=True)
        spec.submodule_search_locations = [folder]
        spec.has_location = True
        return spec


def _refuse_sibling(name: str) -> None:
    """Say how a Module imports what is beside its `lib.py`: nobody has found it by its bare name.

    Were it found, two Modules that each have a `config.py` would share one of them.

    Raises:
        ModuleNotFoundError: has the hint.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") in _IMPORTING:
        frame = frame.f_back
    package = frame.f_globals.get("__package__") or ""
    if not package.startswith(_PREFIX):
        return
    folder = frame.f_code.co_filename
    for dots in range(1, package.count(".", len(__name__) + 1) + 2):
        folder = os.path.dirname(folder)
        path = os.path.join(folder, name)
        if os.path.isfile(f"{path}.py") or os.path.isfile(os.path.join(path, "__init__.py")):
            hint = f"{folder} has one: `from {'.' * dots} import {name}`"
            raise ModuleNotFoundError(f"No module named '{name}', but {hint}", name=name)


sys.meta_path.append(_Finder)
