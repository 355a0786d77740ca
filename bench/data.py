"""What data costs: arrays by the time that JavaScript's thread spends on them, records by the time they take.

Usage: python bench/data.py [--node PATH] [--rounds N]

Each bridge has a process of its own, in turn, round after round. Where one fails, it is said why. V8 collects garbage
for nearly every 64 MiB that an ArrayBuffer brings, whoever owns them: of arrays, that time stands apart.
"""
import argparse
import json
import os
import statistics
import subprocess
from pathlib import Path

from peers import install, python_path

from bridge.node import find_node

HERE = Path(__file__).parent
OURS = "bridge"
TIMEOUT_SECONDS = 20
Samples = dict[str, list[dict[str, float]]]


def measure(node: str, name: str, folder: str) -> Samples:
    """By what is measured: microseconds inside the call, in delivery and in total, and in V8's garbage collections."""
    environment = dict(os.environ)
    if name != OURS:
        environment["PYTHONPATH"] = python_path()
    command = [node, str(HERE / "data.js"), name, folder]
    output = subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    ).stdout
    samples: Samples = {}
    for row in json.loads(output.splitlines()[-1]):
        samples.setdefault(row.pop("what"), []).append(row)
    return samples


def median(samples: list[dict[str, float]], *parts: str) -> float:
    return statistics.median(sum(sample[part] for part in parts) for sample in samples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    node = find_node(options.node)
    folders, failures = install()
    rounds: list[dict[str, Samples]] = []
    for _ in range(options.rounds):
        measured = {}
        for name, folder in {OURS: "", **folders}.items():
            if name not in failures:
                try:
                    measured[name] = measure(node, name, folder)
                except subprocess.TimeoutExpired:
                    failures[name] = f"is not done after {TIMEOUT_SECONDS} s"
                except subprocess.CalledProcessError as error:
                    lines = [line for line in error.stderr.splitlines() if "Error" in line]
                    failures[name] = f"fails: {lines[0].strip() if lines else error}"
        rounds.append(measured)
    rounds = [{name: one[name] for name in one if name not in failures} for one in rounds]
    print_arrays(rounds)
    print_records(rounds)
    for name, failure in failures.items():
        print(f"{name}: {failure}")


def print_arrays(rounds: list[dict[str, Samples]]) -> None:
    print(f"{'a Float64Array, us on JavaScript thread':42} {'bridge':>10} {'garbage':>10} {'64 MiB / 1 MiB':>15}")
    for name in rounds[0]:
        for way in ("in", "out"):
            if f"1 MiB {way}" not in rounds[0][name]:
                continue
            small, large = ([own(one[name][f"{size} MiB {way}"]) for one in rounds] for size in (1, 64))
            ratio = statistics.median(of_64 / of_1 for of_1, of_64 in zip(small, large, strict=True))
            for size in ("1 MiB", "64 MiB"):
                samples = [one[name][f"{size} {way}"] for one in rounds]
                garbage = statistics.median(median(each, "collecting") for each in samples)
                text = f"{ratio:15.2f}" if size == "64 MiB" else ""
                what = f"{name}, {size} {way}"
                print(f"  {what:40} {statistics.median(map(own, samples)):10.0f} {garbage:10.0f} {text}")


def own(samples: list[dict[str, float]]) -> float:
    """JavaScript's thread, in the call and in the delivery, without garbage collections."""
    return statistics.median(
        max(0.0, sample["call"] + sample["delivery"] - sample["collecting"]) for sample in samples
    )


def print_records(rounds: list[dict[str, Samples]]) -> None:
    print(f"{'10 000 records, ms from call to result':42} {'ms':>10} {'of bridge':>10}")
    for way in ("in", "out"):
        for name in rounds[0]:
            for what in (f"records {way}", f"records {way}, as JSON"):
                if what in rounds[0][name]:
                    total = statistics.median(median(one[name][what], "total") for one in rounds)
                    ratio = statistics.median(
                        median(one[name][what], "total") / median(one[OURS][f"records {way}"], "total")
                        for one in rounds
                    )
                    print(f"  {name + ', ' + what:40} {total / 1000:10.2f} {ratio:10.2f}")


if __name__ == "__main__":
    main()
