"""`doctor`: what the bridge has found and tried, what is missing, and the command that mends it."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("doctor", help="tell what is found, what is missing, and what would mend it")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.set_defaults(command=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Print what is found; 1 if something is bad."""
    from . import node, python  # and asyncio with it

    findings = [*python.findings(), *node.findings()]
    if options.json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=2))
    else:
        print(*findings, sep="\n")
    return any(finding.state == "bad" for finding in findings)
