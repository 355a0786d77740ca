"""The command line: `python -m bridge run script.js`, `python -m bridge where`."""
from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import machinery, metadata
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the process's exit status."""
    options = _parser().parse_args(arguments)
    status: int = options.command(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="taskbridge", description="Write Node modules in Python.")
    commands = parser.add_subparsers(required=True, metavar="command")
    run_parser = commands.add_parser("run", help="run a script, or a package's folder, in Node, with this Python")
    run_parser.add_argument("--host", choices=("node", "monkey"), default="node", help="monkey: in PythonMonkey")
    run_parser.add_argument("--require", metavar="FILE", action="append", default=[], help="a script to run before")
    run_parser.add_argument("--expose-gc", action="store_true", help="have a function gc() that collects garbage")
    run_parser.add_argument("--node", metavar="PATH", help="the Node to use (else $BRIDGE_NODE, PATH, PyPI's)")
    run_parser.add_argument("script")
    run_parser.add_argument("arguments", nargs=argparse.REMAINDER)
    run_parser.set_defaults(command=run)
    where_parser = commands.add_parser("where", help="print where this Python and its Node host are, as JSON")
    where_parser.set_defaults(command=where)
    return parser


def run(options: argparse.Namespace) -> int:
    """Run a script: become a Node that does, or do it in PythonMonkey. Does not return unless there is none."""
    from bridge.running.node import environment, find_node  # and asyncio with it

    try:
        if options.host == "monkey":
            from bridge._monkey.start.run import main as run_here  # which needs PythonMonkey

            run_here(options.script, options.arguments, options.require, options.expose_gc)
        node = find_node(options.node)
    except (FileNotFoundError, ImportError, RuntimeError, ValueError) as error:
        print(f"taskbridge: {error}", file=sys.stderr)
        return 1
    sys.stdout.flush()
    flags = [flag for name in options.require for flag in ("--require", name)] + ["--expose-gc"] * options.expose_gc
    os.execve(node, [node, *flags, options.script, *options.arguments], environment())


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
