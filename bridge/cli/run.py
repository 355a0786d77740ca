"""`run`: run a script, or a package's folder, in Node or in PythonMonkey."""
from __future__ import annotations

import argparse
import os
import sys


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("run", help="run a script, or a package's folder, in Node, with this Python")
    parser.add_argument("--host", choices=("node", "monkey"), default="node", help="monkey: in PythonMonkey")
    parser.add_argument("--require", metavar="FILE", action="append", default=[], help="a script to run before")
    parser.add_argument("--expose-gc", action="store_true", help="have a function gc() that collects garbage")
    parser.add_argument("--node", metavar="PATH", help="the Node to use (else $BRIDGE_NODE, PATH, PyPI's)")
    parser.add_argument("script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(command=run)


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
