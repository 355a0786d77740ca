"""The command line: `python -m bridge run script.js`. A module a command, `add()` of which describes it to argparse."""
from __future__ import annotations

import argparse
import sys
from importlib import import_module

COMMANDS = ("run", "where")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the process's exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given).parse_args(given)
    status: int = options.command(options)
    return status


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Describe the command that is meant, or else all: a start of Node runs one, and waits for no other."""
    parser = argparse.ArgumentParser(prog="taskbridge", description="Write Node modules in Python.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name in [name for name in arguments[:1] if name in COMMANDS] or COMMANDS:
        import_module(f"{__name__}.{name}").add(commands)
    return parser
