"""From the start of a process to the first result that came from Python: the bridge beside its peers and its parts.

Usage: python bench/start.py [--node PATH] [--rounds N]

Each is a process of its own, in turn, round after round. Node alone and Python alone are what nobody can do without;
raw C starts Python in Node and computes `6 * 7`, no more. Of an editable install, the finder is part of each Python.
CPU is what all threads of a process take together: some of them run at the same time.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from addon import build_embedding
from peers import environment, install

from bridge.running.node import find_node

HERE = Path(__file__).parent
OURS = "bridge"
PARTS = ("Node alone", "Python alone")


def milliseconds(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Give what a process takes: by the clock, and of all processors."""
    start, used = time.perf_counter(), processor_time()
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=20)
    return (time.perf_counter() - start) * 1000, (processor_time() - used) * 1000


def processor_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def commands(node: str, folders: dict[str, str]) -> dict[str, list[str]]:
    script = str(HERE / "start.js")
    return {
        PARTS[0]: [node, "-e", "console.log(42); process.exit()"],
        PARTS[1]: [sys.executable, "-c", "print(42)"],
        "raw C": [node, script, "raw C", str(build_embedding("start"))],
        OURS: [node, script, OURS, ""],
        **{name: [node, script, name, folder] for name, folder in folders.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    folders, failures = install()
    samples: dict[str, list[tuple[float, float]]] = {}
    plain = {**os.environ, "BRIDGE_PYTHON": sys.executable}
    plain.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    for _ in range(options.rounds + 1):  # the first warms the disk's cache up
        for name, command in commands(find_node(options.node), folders).items():
            variables = {**environment(), **plain} if name in folders else plain
            try:
                samples.setdefault(name, []).append(milliseconds(command, variables))
            except subprocess.SubprocessError as error:
                failures[name] = str(error)
                folders.pop(name, None)
    print(f"{'from start to end of a process':32} {'ms':>8} {'over both':>10} {'CPU ms':>8} {'over both':>10}")
    medians = {
        name: [statistics.median(each) for each in zip(*values[1:], strict=True)]
        for name, values in samples.items()
        if name not in failures
    }
    both = [sum(each) for each in zip(*(medians[part] for part in PARTS), strict=True)]
    for name, values in medians.items():
        over = ["" if name in PARTS else f"{value - own:+.1f}" for value, own in zip(values, both, strict=True)]
        columns = (f"{value:8.1f} {more:>10}" for value, more in zip(values, over, strict=True))
        print(f"  {name:30} {' '.join(columns)}")
    for name, failure in failures.items():
        print(f"{name}: {failure}")


if __name__ == "__main__":
    main()
