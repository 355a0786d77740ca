"""Measures this bridge beside the other ways from Node to Python, into bench/results.json, which bench/plot.py draws.

Usage: python bench/results.py [--node PATH] [--rounds N]
"""
import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import data
import loop
import start
from peers import PEERS, environment, install

from bridge.running.node import find_node

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
OURS = "taskbridge"
SECONDS = 2
BUSY = "2 running"
Figures = Iterator[tuple[str, float]]


def of_loop(node: str, name: str, folder: str) -> Figures:
    """How late a tick is, at worst but for one in a hundred, and a small call's answer, while two calls compute."""
    peer = () if name == OURS else (name, folder)
    for row in loop.measure(node, "calls", loop.FOUR_AND_ONE_FREE, SECONDS, *peer):
        if row["background"] == BUSY and row["quantity"].startswith("tick is late"):
            yield "tick", loop.percentile(sorted(row["values"]), 99)
        if row["background"] == BUSY and row["quantity"].startswith("to its result"):
            yield "answer", loop.percentile(sorted(row["values"]), 50)


def of_data(node: str, name: str, folder: str) -> Figures:
    samples, _ = data.measure(node, data.OURS if name == OURS else name, folder)
    for what in data.RECORDS:
        if what in samples:
            yield what, data.median(samples[what], "total") / 1000
    if "64 MiB in" in samples:
        yield "64 MiB in", data.own(samples["64 MiB in"]) / 1000


def of_start(node: str, name: str, folder: str) -> Figures:
    command = [node, str(HERE / "start.js"), start.OURS if name == OURS else name, folder]
    variables = {**os.environ, "BRIDGE_PYTHON": sys.executable} if name == OURS else environment()
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    yield "start", min(start.milliseconds(command, variables)[0] for _ in range(7))


def measure(node: str, rounds: int) -> dict[str, dict[str, float]]:
    """Give the best of the rounds, in milliseconds, by what is measured and by whom: the machine may be busy."""
    folders, failures = install()
    found: dict[str, dict[str, list[float]]] = {}
    for _ in range(rounds):
        for name, folder in {OURS: "", **folders}.items():
            for part in (of_loop, of_data, of_start):
                try:
                    for what, ms in part(node, name, folder):
                        found.setdefault(what, {}).setdefault(name, []).append(ms)
                except (subprocess.SubprocessError, ValueError, IndexError) as error:
                    failures[name] = str(error)
    for name, failure in failures.items():
        print(f"{name}: {failure}")
    return {what: {name: two_digits(min(values)) for name, values in by.items()} for what, by in found.items()}


def two_digits(ms: float) -> float:
    return float(f"{ms:.2g}")


def versions(node: str) -> dict[str, str]:
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    others = {peer.name: peer.version for peer in PEERS}
    return {"Node": said.strip()[1:], "Python": platform.python_version(), OURS: metadata.version(OURS), **others}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    node = find_node(options.node)
    results: dict[str, Any] = {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "machine": f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors",
        "versions": versions(node),
        "milliseconds": measure(node, options.rounds),
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
