"""What bench/stream.js streams, out of Python and into it. bench/plain.py has the same for the other bridges."""
from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - what a task takes and gives is known when it runs
from typing import Any

from bridge import Callback, task


@task
def ints(count: int) -> Iterator[int]:
    yield from range(count)


@task
def records(count: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        yield {"id": i, "name": f"name {i}", "score": i / 3}


@task
def arrays(count: int) -> Iterator[bytearray]:
    for _ in range(count):
        yield bytearray(2**16)


@task
def take(items: Iterator[Any]) -> int:
    return sum(1 for _ in items)


@task
def post(count: int, tell: Callback[[int], None]) -> None:
    for i in range(count):
        tell(i)
