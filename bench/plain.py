"""What the benchmarks have the other bridges call: plain Python. bench/native/lib.py has the same as task functions."""
import time
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
