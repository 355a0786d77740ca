"""The other ways from Node to Python, installed into build/npm-peers, each on its own.

One that does not build, or does not load, is reported as such.
"""
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent.parent / "build" / "npm-peers"
BUILD_SECONDS = 600


class Peer(NamedTuple):
    name: str
    version: str
    overrides: dict[str, str]
    """Versions of what it depends on, where the newest no longer builds; or of what it needs beside it, from PyPI."""


WEB = "fastapi"
PEERS = (
    Peer("node-calls-python", "1.11.1", {}),
    Peer("pymport", "1.5.1", {"node-addon-api": "8.0.0"}),
    Peer("pythonia", "1.2.6", {}),
    Peer("python-shell", "5.0.0", {}),
    Peer(WEB, "0.165.0", {"uvicorn": "0.54.0"}),
)


def install() -> tuple[dict[str, str], dict[str, str]]:
    """Install the peers, once: by name, where each that builds is, and why another does not."""
    folders, failures = {}, {}
    for peer in PEERS:
        folder = FOLDER / f"{peer.name}-{peer.version}"
        try:
            if not (folder / ".installed").exists():
                _install(peer, folder)
            folders[peer.name] = str(folder if peer.name == WEB else folder / "node_modules" / peer.name)
        except (OSError, subprocess.SubprocessError) as error:
            failures[peer.name] = f"does not build: {_reason(error)}"
    return folders, failures


def _install(peer: Peer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if peer.name == WEB:
        wanted = [f"{name}=={version}" for name, version in {peer.name: peer.version, **peer.overrides}.items()]
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), *wanted]
    else:
        package = {"private": True, "dependencies": {peer.name: peer.version}, "overrides": peer.overrides}
        (folder / "package.json").write_text(json.dumps(package))
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=BUILD_SECONDS)
    (folder / ".installed").touch()


def _reason(error: Exception) -> str:
    lines = (getattr(error, "stderr", None) or str(error)).splitlines()
    return next((line for line in lines if "error:" in line), lines[0] if lines else type(error).__name__).strip()


def environment() -> dict[str, str]:
    """Give what a peer needs: this Python; and PYTHONPATH, to find NumPy, since some run the one that built them."""
    return {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), "PEERS_PYTHON": sys.executable}


def read_rows(command: list[str], timeout_seconds: int, is_peer: bool) -> tuple[list[dict[str, Any]], str]:
    """Run what prints a row of JSON for each thing that it measures; and why these are not all, if it failed."""
    failure = ""
    try:
        variables = environment() if is_peer else None
        done = subprocess.run(command, env=variables, check=False, capture_output=True, timeout=timeout_seconds)
        output = done.stdout
        if done.returncode != 0:
            lines = [line for line in done.stderr.decode().splitlines() if re.match(r"\w*Error\b", line)]
            failure = lines[0] if lines else f"exit status {done.returncode}"
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
        failure = f"not within {timeout_seconds} s"
    rows = [json.loads(line) for line in output.splitlines() if line.startswith(b'{"what"') and line.endswith(b"}")]
    return rows, failure
