"""Module: all that a folder exports, as the text of its `index.d.ts`."""
from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any

from bridge import modules
from bridge.exports.classes import ClassExport
from bridge.library import loader

from . import classes, functions
from .paper import Paper, Written
from .text import names
from .text.docs import Doc
from .text.layout import lay_out
from .text.names import Names
from .types.annotations import Types
from .types.constants import type_of

if TYPE_CHECKING:
    from pathlib import Path

_MADE = "// Written by `python -m bridge types`, from lib.py: run it again after a change."
_SCRIPTS = ("index.js", "index.mjs", "index.cjs", "index.node.js")
_ENDINGS = {".js": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
_LOADS = re.compile(r"""require\(['"]([^'"]+)['"]\)\.load\(|import \{[^}]*\bload\b[^}]*\} from ['"]([^'"]+)['"]""")


def place(folder: Path) -> tuple[Path, str]:
    """Tell where a Module's types belong, beside the script that loads it; and how that requires the bridge."""
    for script in _SCRIPTS:
        path = folder / script
        found = _LOADS.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
        if found:
            return path.with_suffix(_ENDINGS[path.suffix]), found.group(1) or found.group(2)
    return folder / "index.d.ts", "taskbridge"


def declarations(folder: Path, bridge: str) -> tuple[str, BaseException | None]:
    """Load a Module, and write its types; and what kept its main function from its end, without a JavaScript.

    Raises:
        ImportError: it cannot be loaded.
    """
    exports, error = _load(os.path.realpath(folder))
    given = {name: each.value for name, each in exports.items() if isinstance(each.value, ClassExport)}
    own = names.own(exports)
    types = Types({each.type: own[name] for name, each in reversed(given.items())})
    written = [_export(types, name, own[name], each) for name, each in exports.items()]
    settled = Names(own.values())
    settle, declared = types.declarations.write(settled)
    body = [_laid_out(settle(line)) for lines in written for line in ("", *lines)] + declared()
    imported = settled.imports()
    head = [lay_out(f"import type {{ {', '.join(imported)} }} from {names.quote(bridge)};")] if imported else []
    about = _about(os.path.realpath(folder))
    parts = [[_MADE], about, head]
    lines = [line for part in parts if part for line in (*part, "")][:-1]
    if error is not None:
        lines += ["", f"// What main() exports after this is not known without a JavaScript: {_told(error)}"]
    ending = [] if any(line.lstrip().startswith(("export", "declare")) for line in body) else ["", "export {};"]
    text = "\n".join([*lines, *body, *ending, ""])
    return text.encode("utf-8", "backslashreplace").decode(), error  # half of a character is none


def _load(folder: str) -> tuple[dict[str, Written], BaseException | None]:
    exports = Written("object")
    module = loader.read(folder)
    try:
        loader.fill(Paper(), exports, module)
    except (Exception, SystemExit) as error:  # a main function that needs more than paper
        return exports.properties, error
    return exports.properties, None


def _export(types: Types, name: str, own: str, written: Written) -> list[str]:
    value = written.value
    if written.kind == "function" and isinstance(value, ClassExport):
        return classes.export(types, name, own, value)
    if written.kind == "function":
        return functions.export(name, own, functions.of(types, value))
    text = written.type(lambda each: type_of(types, each))
    return [f"{'export' if own == name else 'declare'} const {own}: {text};", *functions.renamed(own, name)]


def _laid_out(line: str) -> str:
    """Lay out a declaration; a comment is as long as it is."""
    bare = line.lstrip()
    return line if bare.startswith(("/*", "*")) else lay_out(bare, line[: len(line) - len(bare)])


def _about(folder: str) -> list[str]:
    module: Any = sys.modules.get(modules.name_of(folder))
    text = getattr(module, "__doc__", None)
    return Doc(text, tag="@packageDocumentation").comment() if text else []


def _told(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
