"""`where`: tell JavaScript where this Python and its Node host are."""
from __future__ import annotations

import json
import os
import sys
from importlib import machinery, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import libpython

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("where", help="print where this Python and its Node host are, as JSON")
    parser.set_defaults(command=where)


def where(_: argparse.Namespace) -> int:
    """Print it."""
    print(json.dumps(answer()))
    return 0


def answer() -> dict[str, Any]:
    """Give what js/node/python.js has to know."""
    here = Path(__file__).parent.parent / "_node"
    files = {
        "loader": _first(here / "loader.node"),
        "host": _first(*(here / f"_host{suffix}" for suffix in machinery.EXTENSION_SUFFIXES)),
        "libpython": _first(libpython.find()),
    }
    found = {
        "executable": sys.executable,
        "python": ".".join(map(str, sys.version_info[:3])),
        "version": metadata.version("taskbridge"),
        **files,
        "depends": _depends([file for file in files.values() if file]),
    }
    if not files["libpython"]:
        found["remedy"] = libpython.how_to_get()
    return found


def _first(*files: Path | None) -> str | None:
    return next((str(file) for file in files if file and file.exists()), None)


def _depends(files: list[str]) -> list[str]:
    """Name what decides a virtual environment's answer: installing anything changes a folder on the path."""
    settings = Path(sys.prefix, "pyvenv.cfg")
    if sys.prefix == sys.base_prefix or not settings.exists():
        return []
    return [str(settings), sys.executable, *files, *filter(os.path.exists, sys.path)]
