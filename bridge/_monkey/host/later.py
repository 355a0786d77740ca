"""MonkeyEnvironment: the rest of the contract, what outlives a call and what happens later."""
from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING, Any

from bridge._monkey.calls.classes import make_class
from bridge._monkey.crossing.values import Reference, prepare
from bridge._monkey.jobs.job import Job, Logged, Posted
from bridge._monkey.jobs.pending import Pending
from bridge._monkey.jobs.stopping import Ticket, held
from bridge._monkey.jobs.streaming import StreamCall
from bridge._monkey.jobs.work import Performing, scheduled
from bridge._monkey.turns.turns import Turns
from bridge.pool import _pool as pool
from bridge.process import ending, lifetime

from .objects import Objects

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bridge.contract.kinds import Raw
    from bridge.contract.work import Settler
    from bridge.exports.classes import ClassExport
    from bridge.later.tasks import Once

_DROPPED = "a Deferred was dropped before it was settled"
_LOOK_S = 0.001


class MonkeyEnvironment(Objects):
    """The JavaScript of this process, on the asyncio loop of the thread that it was opened on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._is_heard = False
        pool.open_pool(lifetime.pool_size(), lifetime.name_thread)
        atexit.register(_let_jobs_end)

    # the loop

    def ref(self) -> None:
        self.enter()
        self.hold_loop()

    def unref(self) -> None:
        self.enter()
        self.drop_loop()

    def end(self, error: BaseException) -> None:
        """Let no more JavaScript run. JavaScript's thread."""
        self.js.stop()
        self.end_with(error)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin a script's life, on a loop."""
        self.open(loop, Turns(loop, self.js.turn, self.js.reportRejections, self.sweep, self.interrupts))
        self.pending = Pending(self.on_full)
        self.interrupts.begin(loop)
        self.js.begin()

    def close(self) -> None:
        """End a script's life: no generator rests for ever, and no thread waits for an answer."""
        super().close()
        for stream in list(self.streams.values()):
            if isinstance(stream, StreamCall):
                stream.interrupt()
        for line in list(self.lines.values()):
            line.abandon()
        self.streams.clear()
        self.lines.clear()

    @property
    def patience_s(self) -> float:
        """How long the process waits for the end of all."""
        return ending.BUSY_S if pool.live() else ending.IDLE_S

    def leave(self) -> None:
        """Drop the Jobs that wait, tell those that run to stop, and run Python's exit functions.

        Generators come before that: they have a moment for what they have to do as they close.
        """
        patience_s = self.patience_s
        until = time.monotonic() + (ending.GRACE_S if self.streams else 0)
        self.close()
        while pool.is_busy() and time.monotonic() < until:
            time.sleep(_LOOK_S)
        atexit.unregister(_let_jobs_end)
        pool.stop_performing()
        ending.finish(pool.interrupt, patience_s)

    # what is logged

    def hear(self, is_heard: float) -> None:
        """See whether JavaScript listens. Called by JavaScript."""
        self._is_heard = bool(is_heard)

    @property
    def listens(self) -> bool:
        return self._is_heard and not self.closed

    def send_log(self, record: dict[str, Any]) -> None:
        Logged(self, prepare(record, self.classes)).finish()

    # what outlives a call

    def exported_class(self, export: ClassExport) -> Raw:
        js = self.enter()
        if export.type in self.classes:
            return int(js.held(self.classes[export.type]))
        made = make_class(self, export)
        self.put_constants(export, made)
        return made

    def hold(self, raw: Raw) -> Any:
        return Reference(int(self.enter().hold(raw)), self.drop)

    def held(self, reference: Any) -> Raw:
        return int(self.enter().held(reference.name))

    def open_scope(self) -> Any:
        return self.enter().mark()

    def close_scope(self, opened: Any) -> None:
        self.enter().close(opened)

    # what happens later

    def schedule(self, task: Once, callback: Raw | None, signal: Raw | None) -> Ticket:
        js = self.enter()
        self._check_signal(signal)
        job = scheduled(self, None if callback is None else int(js.hold(callback)), task)
        self._send(job, signal)
        return Ticket(job)

    def promise(self, task: Once, signal: Raw | None) -> Raw:
        self.enter()
        self._check_signal(signal)
        settler, promise = self._promise()
        self._send(scheduled(self, settler, task), signal)
        return promise

    def _check_signal(self, signal: Raw | None) -> None:
        if signal is not None and not self.js.isSignal(signal):
            raise TypeError("signal: expected an AbortSignal")

    def _send(self, job: Performing, signal: Raw | None) -> None:
        """Have a Task performed, unless its signal has aborted."""
        reason = 0 if signal is None else int(self.js.follow(job.key, signal))
        if reason:
            job.refuse(held(self, reason))
        else:
            job.send()

    def deferred(self) -> tuple[Settler, Raw]:
        settler, promise = self._promise()
        job = Job(self, settler)
        job.hold_loop()
        return job.completion(_DROPPED), promise

    def settle(self, settler: Settler, raw: Raw, rejected: bool) -> None:
        js = self.enter()
        assert isinstance(settler, pool.Completion)
        job = pool.take_job(settler)
        assert isinstance(job, Job)
        js.settle(job.settler, rejected, raw)
        job.forget()

    def post(self, callee: Callable[[Any], object]) -> bool:
        job = Posted(self, callee)
        if self.is_here() and not self.closed:
            job.hold_loop()
        return job.finish()

    def _promise(self) -> tuple[int, Raw]:
        js = self.enter()
        raw = int(js.mark())  # the slot that the Promise gets
        return int(js.promise()), raw


def _let_jobs_end() -> None:
    """At the end of a Python program, which waits for its threads: Jobs may go on that no script waits for."""
    while pool.is_busy():
        time.sleep(_LOOK_S)
