"""What an item of a stream costs, out of Python and into it, and a call that is posted.

Usage: python bench/stream.py [--node PATH] [--rounds N]

Beside the bridge, a plain JavaScript async generator, and the other bridges: pymport's iterators and callbacks are
synchronous, on JavaScript's thread; pythonia's are messages to another process. Each has a process of its own, in turn,
round after round. Wanted are at most 400 ns for an int out, and a million posts a second.
"""
import argparse
import statistics
from pathlib import Path

from peers import install, read_rows

from bridge.running.node import find_node

HERE = Path(__file__).parent
OURS, JAVASCRIPT = "bridge", "JavaScript"
PEERS = ("pymport", "pythonia")
WHATS = ("ints out", "records out", "arrays out", "ints in", "records in", "arrays in", "posts")
TIMEOUT_SECONDS = 60


def measure(node: str, name: str, folder: str) -> tuple[dict[str, float], str]:
    """Nanoseconds by what is measured; and why it is not everything, if it failed."""
    rows, failure = read_rows([node, str(HERE / "stream.js"), name, folder], TIMEOUT_SECONDS, name in PEERS)
    return {row["what"]: row["ns"] for row in rows}, failure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    node = find_node(options.node)
    folders, failures = install()
    bridges = {OURS: "", JAVASCRIPT: "", **{name: folders[name] for name in PEERS if name in folders}}
    found: dict[str, dict[str, list[float]]] = {what: {} for what in WHATS}
    for _ in range(options.rounds):
        for name, folder in bridges.items():
            measured, failure = measure(node, name, folder)
            for what, ns in measured.items():
                found[what].setdefault(name, []).append(ns)
            if failure:
                failures[name] = failure
    print(f"{'ns an item':14}" + "".join(f"{name:>14}" for name in bridges))
    for what, by_name in found.items():
        figures = (f"{statistics.median(by_name[name]):,.0f}" if name in by_name else "-" for name in bridges)
        print(f"  {what:12}" + "".join(f"{figure:>14}" for figure in figures))
    print(f"  {1e9 / statistics.median(found['posts'][OURS]):,.0f} posts a second")
    for name in PEERS:
        if name in failures:
            print(f"{name} has not all figures: {failures[name]}")


if __name__ == "__main__":
    main()
