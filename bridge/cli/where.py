"""`where`: tell JavaScript where this Python and its Node host are."""
from __future__ import annotations

import json
import os
import sys
from importlib import machinery, metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("where", help="print where this Python and its Node host are, as JSON")
    parser.set_defaults(command=where)


def where(_: argparse.Namespace) -> int:
    """Print what js/node/python.js has to know."""
    here = Path(__file__).parent.parent
    hosts = [here / "_node" / f"_host{suffix}" for suffix in machinery.EXTENSION_SUFFIXES]
    host = next((path for path in hosts if path.exists()), None)
    answer = {
        "executable": sys.executable,
        "python": ".".join(map(str, sys.version_info[:3])),
        "version": metadata.version("taskbridge"),
        "host": host and str(host),
        "depends": _depends(str(host)) if host else [],
    }
    print(json.dumps(answer))
    return 0


def _depends(host: str) -> list[str]:
    """Name what decides a virtual environment's answer: installing anything changes a folder on the path."""
    settings = Path(sys.prefix, "pyvenv.cfg")
    if sys.prefix == sys.base_prefix or not settings.exists():
        return []
    return [str(settings), sys.executable, host, *filter(os.path.exists, sys.path)]
