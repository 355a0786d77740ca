"""The command line: `python -m bridge run script.js`. A module a command, `add()` of which describes it to argparse."""
from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

_INTERRUPTED = 128 + 2  # as a shell says it
COMMANDS = ("build", "doctor", "new", "run", "types", "where")


class Version(argparse.Action):
    """`--version`: print whose they are, too."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print them, and end."""
        from bridge.cli.version import versions  # which looks for a Node

        print(*versions(), sep="\n")
        parser.exit()


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the process's exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = _parser(given)
    options, unknown = parser.parse_known_args(given)
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{options.hint}")
    try:
        status: int = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:  # as `| head` leaves it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, UnicodeError) as error:
        print(f"taskbridge: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return status


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """Describe the command that is meant, or else all: a start of Node runs one, and waits for no other."""
    parser = argparse.ArgumentParser(prog="taskbridge", description="Write Node modules in Python.")
    parser.add_argument("--version", action=Version, nargs=0, help="print the bridge's, Python's and Node's, and exit")
    parser.set_defaults(hint="")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name in [name for name in arguments[:1] if name in COMMANDS] or COMMANDS:
        import_module(f"{__name__}.{name}").add(commands)
    return parser
