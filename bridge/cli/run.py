"""`run`: run a script, or a package's folder, in Node or in PythonMonkey."""
from __future__ import annotations

import argparse
import os
import sys

FIRST_THAT_WATCHES = (18, 11)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "run",
        help="run a script, or a package's folder, in Node, with this Python",
        usage="taskbridge run [options] [-- flags of Node] script [arguments]",
    )
    parser.add_argument("--host", choices=("node", "monkey"), default="node", help="monkey: in PythonMonkey")
    parser.add_argument("--require", metavar="FILE", action="append", default=[], help="a script to run before")
    parser.add_argument("--expose-gc", action="store_true", help="have a function gc() that collects garbage")
    parser.add_argument("--node", metavar="PATH", help="the Node to use (else $BRIDGE_NODE, PATH, PyPI's)")
    parser.add_argument("--watch", action="store_true", help="start anew whenever its JavaScript or Python changes")
    parser.add_argument("script", nargs=argparse.PARSER, help="and its arguments; after `--`, Node's flags before it")
    parser.set_defaults(command=run, hint=" (flags of Node come after `--`: taskbridge run -- --inspect script.js)")


def run(options: argparse.Namespace) -> int:
    """Run a script: become a Node that does, or do it in PythonMonkey. Does not return unless there is none."""
    from bridge.running.node import environment, find_node, version_of  # and asyncio with it

    given = options.script[options.script[0] == "--" :]
    variables = environment()
    try:
        if options.host == "monkey":
            os.environ.update(variables)
            _run_here(options, *given)
        node = find_node(options.node)
    except (FileNotFoundError, ImportError, RuntimeError, ValueError) as error:
        print(f"taskbridge: {error}", file=sys.stderr)
        return 1
    if options.watch and version_of(node) < FIRST_THAT_WATCHES:
        print(f"taskbridge: --watch: {node} is older than Node 18.11, the first that watches files", file=sys.stderr)
        return 1
    sys.stdout.flush()
    flags = [flag for name in options.require for flag in ("--require", name)] + ["--expose-gc"] * options.expose_gc
    os.execve(node, [node, *flags, *["--watch"] * options.watch, *given], variables)


def _run_here(options: argparse.Namespace, script: str, *arguments: str) -> None:
    """Run a script in PythonMonkey."""
    refused = "--watch" if options.watch else script
    if refused.startswith("-"):
        raise ValueError(f"{refused} is a flag of Node's: PythonMonkey has none")
    from bridge._monkey.start.run import main  # which needs PythonMonkey

    main(script, list(arguments), options.require, options.expose_gc)
