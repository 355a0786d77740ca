"""Pending: the calls and Tasks that JavaScript waits for, by the names of their pools. JavaScript's thread."""
from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Answered(Protocol):
    """What is to be answered: see stopping.py."""

    key: int
    pool: str

    def stop(self, error: Any, why: Callable[[], Any], is_early: bool = True) -> None:
        """Answer with an error, and stop its Python."""

    def stop_waiting(self, error: Any) -> None:
        """Answer with an error, if its Python has not begun."""


class Pending:
    """All that are not answered, in their order; and which pools take no more."""

    def __init__(self, on_full: Callable[[str], object]) -> None:
        self._on_full = on_full
        self._jobs: dict[int, Answered] = {}  # by what settles them, or by a new key
        self._keys = itertools.count(-1, -1)
        self._counts: Counter[str] = Counter()
        self._closed: set[str] = set()
        self.full: set[str] = set()
        """Pools that have refused a call since their queues were last empty."""
        self._waiting: dict[str, list[Callable[[], object]]] = {}

    def new_key(self) -> int:
        """Make a key for what nothing settles."""
        return next(self._keys)

    def add(self, job: Answered) -> None:
        """Begin to wait for one."""
        self._jobs[job.key] = job
        self._counts[job.pool] += 1

    def replace(self, job: Answered) -> None:
        """Have another be answered in the place of the one that has its key."""
        self._jobs[job.key] = job

    def remove(self, job: Answered) -> None:
        """See that it is answered, unless another is in its place."""
        if self._jobs.get(job.key) is not job:
            return
        del self._jobs[job.key]
        self._counts[job.pool] -= 1
        self._tell(job.pool)

    def find(self, key: int) -> Answered | None:
        """Give the one of a key."""
        return self._jobs.get(key)

    def of(self, pool: str) -> list[Answered]:
        """Give those of a pool."""
        return [job for job in self._jobs.values() if job.pool == pool]

    def when_none(self, pool: str, callback: Callable[[], object]) -> None:
        """Have a callback called once there are none of a pool."""
        self._waiting.setdefault(pool, []).append(callback)
        self._tell(pool)

    def _tell(self, pool: str) -> None:
        if self._counts[pool] == 0:
            for callback in self._waiting.pop(pool, ()):
                callback()

    def close(self, pool: str) -> None:
        """Have a pool take no more."""
        self._closed.add(pool)

    def is_closed(self, pool: str) -> bool:
        """Whether a pool takes no more."""
        return pool in self._closed

    def note_full(self, pool: str) -> None:
        """Have it told once that a pool has refused one, until its queue is empty."""
        if pool not in self.full:
            self.full.add(pool)
            self._on_full(pool)
