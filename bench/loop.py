"""How the event loop fares beside Tasks that keep Python busy: late ticks, slow calls, late answers, `fs.stat`.

Usage: python bench/loop.py [--node PATH] [--seconds N]

A timer of 1 ms ticks on JavaScript's thread, and each tick calls a task function, which takes no GIL there, or
schedules a small Task, which does. Meanwhile 0, 1, 2 or 4 Tasks run pure Python. The pool has five threads there, so
that one is left for what a tick calls; for `fs.stat` it has its four. Then other bridges' calls beside their own.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from peers import environment, install

from bridge.running.node import find_node

HERE = Path(__file__).parent
FOUR_AND_ONE_FREE, FOUR = 5, 4
MONKEY = [sys.executable, "-m", "bridge", "run", "--host", "monkey"]
TIMEOUT_SECONDS = 20


class Row(TypedDict):
    """What loop.js prints: the samples of one quantity under one load."""

    quantity: str
    background: str
    values: list[float]


def measure(node: str, what: str, threads: int, seconds: float, *peer: str) -> list[Row]:
    variables = {**(environment() if peer else os.environ), "UV_THREADPOOL_SIZE": str(threads)}
    program = MONKEY if node == "monkey" else [node]
    command = [*program, str(HERE / "loop.js"), what, str(seconds), *peer]
    output = subprocess.run(
        command, env=variables, check=True, capture_output=True, timeout=10 * seconds + TIMEOUT_SECONDS
    ).stdout
    rows: list[Row] = json.loads(output.splitlines()[-1])
    return rows


def measure_monkey(seconds: float) -> list[Row]:
    """Measure the PythonMonkey host."""
    rows = [row for what in ("calls", "tasks") for row in measure("monkey", what, FOUR_AND_ONE_FREE, seconds)]
    return [{**row, "quantity": f"{row['quantity']}, monkey"} for row in rows]


def measure_peers(node: str, seconds: float) -> list[Row]:
    """Measure each other bridge that builds and ends in time; say why one is missing."""
    folders, failures = install()
    rows: list[Row] = []
    for name, folder in folders.items():
        try:
            rows += measure(node, "calls", FOUR_AND_ONE_FREE, seconds, name, folder)
        except (subprocess.SubprocessError, json.JSONDecodeError, IndexError) as error:
            failures[name] = str(error)
    for name, failure in failures.items():
        print(f"{name}: {failure}")
    return rows


def percentile(ordered: list[float], percent: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--seconds", type=float, default=3, help="for each row, 3 unless told")
    options = parser.parse_args()
    node = find_node(options.node)
    rows = [
        *measure(node, "calls", FOUR_AND_ONE_FREE, options.seconds),
        *measure(node, "tasks", FOUR_AND_ONE_FREE, options.seconds),
        *measure(node, "stats", FOUR, options.seconds),
        *measure_monkey(options.seconds),
        *measure_peers(node, options.seconds),
    ]
    print(f"{'milliseconds':37} {'Tasks meanwhile':16} {'p50':>8} {'p99':>8} {'max':>8} {'samples':>8}")
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        for row in rows:
            if row["quantity"] == quantity:
                values = sorted(row["values"])
                p50, p99 = percentile(values, 50), percentile(values, 99)
                print(f"{quantity:37} {row['background']:16} {p50:8.3f} {p99:8.3f} {values[-1]:8.3f} {len(values):8}")


if __name__ == "__main__":
    main()
