"""`types`: write a Module's types for TypeScript, or check that they are up to date."""
from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

_MOST_LINES = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("types", help="write a Module's types for TypeScript: its index.d.ts")
    parser.add_argument("--check", action="store_true", help="write nothing: fail if the file is out of date")
    parser.add_argument("folder", help="a folder with a lib.py")
    parser.set_defaults(command=types)


def types(options: argparse.Namespace) -> int:
    """Write the file beside the script that loads the Module, or tell what has changed since."""
    from bridge.typescript import module  # and msgspec with it

    file, bridge = module.place(Path(options.folder))
    there = file.absolute()  # a lib.py may change where it is
    try:
        text, error = module.declarations(Path(options.folder), bridge)
        if not options.check:
            there.write_text(text, encoding="utf-8")
    except (ImportError, OSError) as failure:
        print(f"taskbridge: {failure}", file=sys.stderr)
        return 1
    if error is not None:
        print(f"taskbridge: {file} is not complete: {type(error).__name__}: {error}", file=sys.stderr)
    return _check(file, there, text, options.folder) if options.check else 0


def _check(file: Path, there: Path, text: str, folder: str) -> int:
    old = there.read_text(encoding="utf-8", errors="replace") if there.is_file() else ""
    if old == text:
        return 0
    print(f"taskbridge: {file} is out of date: run `python -m bridge types {folder}`", file=sys.stderr)
    lines = list(difflib.unified_diff(old.splitlines(), text.splitlines(), "it is", "it would be", "", "", 1, ""))
    print("\n".join(lines[:_MOST_LINES]), file=sys.stderr)
    if len(lines) > _MOST_LINES:
        print(f"... and {len(lines) - _MOST_LINES} more lines", file=sys.stderr)
    return 1
