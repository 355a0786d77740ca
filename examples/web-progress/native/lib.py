"""A search that takes a while: `findPrimes(first, count, progress)` gives the primes, one by one as they are found."""
from __future__ import annotations

import math
from collections.abc import Iterator  # noqa: TC003 - what a task takes and gives is known when it runs
from dataclasses import dataclass

from bridge import Latest, export, task

_searches = 0


@dataclass
class Prime:
    index: int
    number: int


@task
def find_primes(first: int, count: int, progress: Latest[float]) -> Iterator[Prime]:
    """Try so many numbers, by division: pure Python, which is stopped wherever it is once nobody listens."""
    global _searches
    _searches += 1
    try:
        found = 0
        for tried, number in enumerate(range(first, first + count), start=1):
            if is_prime(number):
                found += 1
                yield Prime(found, number)
            progress(tried / count)
    finally:
        _searches -= 1


@export
def searches() -> int:
    """Tell how many searches go on."""
    return _searches


def is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))
