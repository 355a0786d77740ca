"""What the benchmarks have the other bridges call: plain Python. bench/native/lib.py has the same as task functions."""
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

ROWS = [{"id": i, "name": f"name {i}", "score": i / 3, "tags": ["one", "two"]} for i in range(10_000)]


def no_op(number: int) -> int:
    return number


def burn(seconds: float) -> int:
    until = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < until:
        count += 1
    return count


def take_array(data: Any) -> float:
    return float(np.frombuffer(data).sum())


def make_array(mib: int) -> Any:
    return np.ones(int(mib) * 2**17)


def take_rows(rows: Any) -> int:
    return sum(int(row["id"]) for row in rows)


def make_rows() -> Any:
    return ROWS


def ints(count: int) -> Iterator[int]:
    yield from range(int(count))


def records(count: int) -> Iterator[dict[str, Any]]:
    for i in range(int(count)):
        yield {"id": i, "name": f"name {i}", "score": i / 3}


def arrays(count: int) -> Iterator[Any]:
    for _ in range(int(count)):
        yield bytearray(2**16)


def pull(make: Callable[[int], Any], count: int) -> int:
    for i in range(int(count)):
        make(i)
    return int(count)
