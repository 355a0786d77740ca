"""Tasks per second: a no-op through raw C async work, through task functions and through Tasks, in one Node process.

Usage: python bench/task.py [--node PATH] [--rounds N]
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from addon import build_addon

from bridge.running.node import find_node

HERE = Path(__file__).parent
YARDSTICK = "raw C async work"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    command = [find_node(options.node), str(HERE / "task.js"), str(build_addon("async_work")), str(options.rounds)]
    rates = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    monkey_run = [sys.executable, "-m", "bridge", "run", "--host", "monkey"]
    here = [*monkey_run, str(HERE / "task.js"), "none", str(options.rounds)]
    monkeys = json.loads(subprocess.run(here, check=True, capture_output=True, text=True).stdout)
    for in_flight in (1, 1000, 10_000):
        table: dict[str, list[float]] = {}
        for rate in rates:
            if rate["inFlight"] == in_flight:
                table.setdefault(rate["kind"], []).append(rate["perSecond"])
        print(f"{in_flight} in flight")
        monkey: dict[str, list[float]] = {}
        for rate in monkeys:
            if rate["inFlight"] == in_flight:
                monkey.setdefault(rate["kind"], []).append(rate["perSecond"])
        for kind, measured in table.items():
            raw = table.get(YARDSTICK, measured)
            ratio = statistics.median(ours / theirs for ours, theirs in zip(measured, raw, strict=True))
            of_raw = f"{ratio:5.2f} of raw C" if YARDSTICK in table else ""
            beside = f"   {statistics.median(monkey[kind]):12,.0f} in PythonMonkey" if kind in monkey else ""
            print(f"  {kind:29} {statistics.median(measured):12,.0f} tasks/s   {of_raw}{beside}")


if __name__ == "__main__":
    main()
