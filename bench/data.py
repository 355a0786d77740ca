"""What data costs: arrays by the time that JavaScript's thread spends on them, records by the time they take.

Usage: python bench/data.py [--node PATH] [--rounds N]

Each bridge has a process of its own, in turn, round after round; a call of more than a second is measured once. Where
one has no figure, it is said why. V8 collects garbage for nearly every 64 MiB that an ArrayBuffer brings, whoever
owns them: of arrays, that time stands apart. Raw C is what an array costs without Python: in, a thread gets it and
does nothing; out, a thread fills memory, which becomes an ArrayBuffer, and is freed on JavaScript's thread. It shows
that 64 MiB out cost more than 1 MiB in Node itself: V8 starts to mark what lives, and a thread that waited longer for
its array wakes slower.
"""
import argparse
import statistics
from pathlib import Path

from addon import build_addon
from peers import install, read_rows

from bridge.running.node import find_node

HERE = Path(__file__).parent
OURS = "bridge"
YARDSTICK = "raw C"
RECORDS = ("records in", "records out")
ARRAYS = ("1 MiB in", "64 MiB in", "1 MiB out", "64 MiB out")
TIMEOUT_SECONDS = 20
Samples = dict[str, list[dict[str, float]]]


def measure(node: str, name: str, folder: str) -> tuple[Samples, str]:
    """By what is measured: microseconds inside the call, in delivery and in total, and in V8's garbage collections.

    And why it is not everything, if it failed.
    """
    command = [node, str(HERE / "data.js"), name, folder]
    rows, failure = read_rows(command, TIMEOUT_SECONDS, name not in (OURS, YARDSTICK))
    samples: Samples = {}
    for row in rows:
        samples.setdefault(row.pop("what"), []).append(row)
    return samples, failure


def median(samples: list[dict[str, float]], *parts: str) -> float:
    return statistics.median(sum(sample[part] for part in parts) for sample in samples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    node = find_node(options.node)
    folders, failures = install()
    bridges = {OURS: "", YARDSTICK: str(build_addon("array")), **folders}
    rounds: list[dict[str, Samples]] = []
    for _ in range(options.rounds):
        rounds.append({})
        for name, folder in bridges.items():
            rounds[-1][name], failure = measure(node, name, folder)
            if failure:
                failures[name] = failure
    print_arrays(rounds)
    print_records(rounds)
    for name, failure in failures.items():
        missing = [what for what in (*RECORDS, *ARRAYS) if name not in bridges or not has(rounds, name, what)]
        print(f"{name} has no figure for {', '.join(missing)}: {failure}")


def has(rounds: list[dict[str, Samples]], name: str, what: str) -> bool:
    return all(what in one[name] for one in rounds)


def print_arrays(rounds: list[dict[str, Samples]]) -> None:
    header = f"{'us':>10} {'garbage':>10} {'of raw C':>10} {'64 MiB / 1 MiB':>15}"
    print(f"{'a Float64Array, on JavaScript thread':42} {header}")
    for what in ARRAYS:
        for name in rounds[0]:
            if not has(rounds, name, what):
                continue
            garbage = statistics.median(median(one[name][what], "collecting") for one in rounds)
            times = [own(one[name][what]) for one in rounds]
            of_raw = statistics.median(own(one[name][what]) / own(one[YARDSTICK][what]) for one in rounds)
            text = f"{statistics.median(times):10.0f} {garbage:10.0f} {of_raw:10.2f}"
            if what.startswith("64"):
                small = what.replace("64", "1")
                text += f" {statistics.median(own(one[name][what]) / own(one[name][small]) for one in rounds):15.2f}"
            print(f"  {name + ', ' + what:40} {text}")


def own(samples: list[dict[str, float]]) -> float:
    """JavaScript's thread, in the call and in the delivery, without garbage collections."""
    return statistics.median(
        max(1.0, sample["call"] + sample["delivery"] - sample["collecting"]) for sample in samples
    )


def print_records(rounds: list[dict[str, Samples]]) -> None:
    print(f"{'10 000 records, ms from call to result':42} {'ms':>10} {'of bridge':>10}")
    for way in RECORDS:
        for name in rounds[0]:
            for what in (way, f"{way}, as JSON"):
                if has(rounds, name, what):
                    total = statistics.median(median(one[name][what], "total") for one in rounds)
                    ratio = statistics.median(
                        median(one[name][what], "total") / median(one[OURS][way], "total") for one in rounds
                    )
                    print(f"  {name + ', ' + what:40} {total / 1000:10.2f} {ratio:10.2f}")


if __name__ == "__main__":
    main()
