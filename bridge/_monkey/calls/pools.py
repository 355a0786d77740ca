"""Pools, as JavaScript asks for them, by their numbers: 0 is the main one. JavaScript's thread."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bridge._monkey.jobs.job import Job
from bridge._monkey.jobs.stopping import held
from bridge.exports.function import UNDEFINED
from bridge.pool import _pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge._monkey.jobs.entrance import Entrance
    from bridge._monkey.jobs.pending import Pending


_LOOK_S = 0.005
_ANY_NUMBER, _AS_IT_IS = -1, -2  # for configure(), as _pool.pxd says


class Pools:
    """What is lent to calls/pools.js."""

    def __init__(self, host: Entrance) -> None:
        self._host = host
        self._pools: list[_pool.Pool | None] = [None]
        self._numbers = {"": 0}  # by their names
        host.on_full = self._watch

    def lent(self) -> dict[str, Callable[..., object]]:
        """Give them by their names."""
        return {
            "cancel": self._cancel,
            "close": self._close,
            "configure": self._configure,
            "find": self._find,
            "idle": self._idle,
            "read": self._read,
        }

    def _name(self, number: float) -> str:
        pool = self._pools[int(number)]
        return "" if pool is None else pool.name

    def _find(self, name: float) -> int:
        text = self._host.to_str(int(name))
        pool = _pool.find(text)
        if pool is None:
            return -1
        if text not in self._numbers:
            self._numbers[text] = len(self._pools)
            self._pools.append(pool)
        return self._numbers[text]

    def _configure(self, number: float, threads: float, most_queued: float) -> None:
        """Less than 0 leaves a number as it is; infinity is none."""
        limit = _ANY_NUMBER if most_queued == math.inf else int(most_queued)
        pool = self._pools[int(number)]
        _pool.configure(pool, _AS_IT_IS if threads < 0 else int(threads), _AS_IT_IS if most_queued < 0 else limit)

    def _watch(self, name: str) -> None:
        """Have JavaScript told once the queue of a pool is empty, which is full now; that holds the event loop."""
        if name in self._numbers:
            self._host.hold_loop()
            self._host.loop.call_later(_LOOK_S, self._look, self._host.pending, self._numbers[name])

    def _look(self, pending: Pending, number: int) -> None:
        """See whether that is so by now; as long as the script that has found it full lives."""
        host = self._host
        if host.closed or pending is not host.pending:
            return
        if not _pool.takes_calls(self._pools[number]):
            host.loop.call_later(_LOOK_S, self._look, pending, number)
        else:
            pending.full.discard(self._name(number))
            host.turns.run(host.js.drained, number)
            host.drop_loop()

    def _read(self, number: float) -> int:
        return self._host.write_numbers(_pool.read(self._pools[int(number)]))

    def _idle(self, number: float, settler: float) -> None:
        """Settle a Promise once no call of the pool is unanswered."""
        job = Job(self._host, int(settler))
        job.value = UNDEFINED
        job.hold_loop()
        self._host.pending.when_none(self._name(number), job.finish)

    def _close(self, number: float, reason: float) -> None:
        """Take no more calls; cancel those that wait."""
        pool, error = self._name(number), held(self._host, reason)
        self._host.pending.close(pool)
        for job in self._host.pending.of(pool):
            job.stop_waiting(error)

    def _cancel(self, number: float, reason: float) -> None:
        """Cancel all calls."""
        error = held(self._host, reason)
        for job in self._host.pending.of(self._name(number)):
            job.stop(error, lambda: self._host.copy_held(error))
