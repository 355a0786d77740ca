"""Synchronous calls per second: of Python from JavaScript and back, by reference and by copy, beside raw C, in one run.

Usage: python bench/call.py [--node PATH] [--rounds N]
"""
import argparse
import json
import statistics
import subprocess
from pathlib import Path

from addon import build_addon

from bridge.running.node import find_node

HERE = Path(__file__).parent
YARDSTICK = "raw C"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    command = [find_node(options.node), str(HERE / "call.js"), str(build_addon("call")), str(options.rounds)]
    rates = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    tables: dict[str, dict[str, list[float]]] = {}
    for rate in rates:
        tables.setdefault(rate["called"], {}).setdefault(rate["way"], []).append(rate["perSecond"])
    for called, table in tables.items():
        print(called)
        for way, measured in table.items():
            ratio = statistics.median(ours / raw for ours, raw in zip(measured, table[YARDSTICK], strict=True))
            print(f"  {way:16} {statistics.median(measured):12,.0f} calls/s   1/{1 / ratio:.1f} of raw C")


if __name__ == "__main__":
    main()
