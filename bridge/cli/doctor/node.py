"""What `doctor` finds of Node: which there are, which Python they take for a Module here, and whether one runs it."""
from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.running.node import JS, OLDEST, candidates, environment, find_node, version_of

from .finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

SURVEY = "JSON.stringify(require(process.argv[1]).survey('.'))"
LIBRARY = "from bridge import task\n@task\ndef answer() -> int: return 42\n"
SCRIPT = "require('taskbridge').load(__dirname).answer().then(console.log)"


def findings() -> Iterator[Finding]:
    """Look at all Nodes, and at what the first of them makes of this folder and of a task."""
    for source, path in candidates():
        yield _node(source, path)
    try:
        node = find_node()
    except FileNotFoundError as error:
        yield Finding("bad", "no Node that runs Modules", str(error))
        return
    if not version_of(node):
        yield Finding("bad", f"{node} is no Node: it does not tell its version", "set BRIDGE_NODE to one, or unset it")
        return
    yield from _folder(node)
    yield _task(node)


def _node(source: str, path: str) -> Finding:
    version = version_of(path)
    name = f"Node {'.'.join(map(str, version)) or 'of no known version'} ({path}, from {source})"
    if version >= OLDEST:
        return Finding("ok", name)
    return Finding("note", f"{name} is older than {'.'.join(map(str, OLDEST))}", "install a later one")


def _folder(node: str) -> Iterator[Finding]:
    """Ask js/cli/survey.js, with the environment as it is: what `node` alone would do here."""
    command = [node, "--print", SURVEY, str(JS / "cli" / "survey.js")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        what = f"{node} does not run a script: {_last(done.stderr)}"
        yield Finding("bad", what, "install another Node, or set BRIDGE_NODE")
        return
    for found in json.loads(done.stdout):
        yield Finding(**found)


def _task(node: str) -> Finding:
    """Run a task as `taskbridge run` does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.joinpath("lib.py").write_text(LIBRARY)
        folder.joinpath("index.js").write_text(SCRIPT)
        done = subprocess.run([node, name], env=environment(), capture_output=True, text=True, check=False)
    if done.stdout == "42\n":
        return Finding("ok", f"a task ran in {node}")
    return Finding("bad", f"a task did not run in {node}: {_last(done.stderr) or f'exit status {done.returncode}'}")


def _last(text: str) -> str:
    """Give the line that says what was wrong: an Error's comes before its stack."""
    lines = [line for line in text.splitlines() if "Error" in line] or text.strip().splitlines()
    return lines[0] if lines else ""
