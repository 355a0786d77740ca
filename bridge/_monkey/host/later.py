"""MonkeyEnvironment: the rest of the contract, what outlives a call and what happens later."""
from __future__ import annotations

import atexit
import contextvars
import os
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from bridge._monkey.calls.classes import make_class
from bridge._monkey.calls.jobs import Job, Posted, scheduled
from bridge._monkey.crossing.values import Reference
from bridge._monkey.spidermonkey.interrupts import Interrupts
from bridge._monkey.turns.turns import Turns
from bridge.contexts.context import TaskContext
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

    turns: Turns

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(self._wake_for_sweep)
        self.loop = loop
        self.entries = 0
        self.closed = False
        self.life = 0
        """Counts the scripts: what one has begun is not the next one's."""
        self._context = contextvars.copy_context()
        pool.open_pool(lifetime.pool_size(), lifetime.name_thread)
        atexit.register(_let_jobs_end)
        os.register_at_fork(after_in_child=lambda: atexit.unregister(_let_jobs_end))
        self.interrupts = Interrupts()
        self._finished: deque[Job] = deque()
        self._references = 0
        self._idle: asyncio.Future[None] | None = None
        self._error: BaseException | None = None

    # the loop

    def ref(self) -> None:
        self.enter()
        self._references += 1

    def unref(self) -> None:
        self.enter()
        self._references -= 1
        if self._references == 0 and self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    @property
    def is_alive(self) -> bool:
        """Whether something keeps the event loop alive."""
        return self._references > 0

    @property
    def is_ended(self) -> bool:
        """Whether the script has ended early: nobody caught an error, or it called process.exit()."""
        return self._error is not None

    async def idle(self) -> None:
        """Wait until nothing keeps the event loop alive; raise what has ended the script."""
        while self._references > 0 and self._error is None:
            self._idle = self.loop.create_future()
            await self._idle
        if self._error is not None:
            raise self._error

    def end(self, error: BaseException) -> None:
        """Let no more JavaScript run. JavaScript's thread."""
        self.js.stop()
        self._error = self._error or error
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin a script's life, on a loop."""
        self.loop = loop
        self.closed = False
        self.life += 1
        self._context = contextvars.copy_context()
        self._error = None
        self._references = 0
        self.turns = Turns(loop, self.js.turn, self.js.reportRejections, self.sweep, self.interrupts)
        self.interrupts.begin(loop)
        self.js.begin()

    def close(self) -> None:
        """End a script's life: what finishes later is dropped."""
        self.closed = True
        self._finished.clear()

    @property
    def patience_s(self) -> float:
        """How long the process waits for the end of all."""
        return ending.BUSY_S if pool.live() else ending.IDLE_S

    def leave(self) -> None:
        """Drop the Jobs that wait, tell those that run to stop, and run Python's exit functions."""
        patience_s = self.patience_s
        self.close()
        atexit.unregister(_let_jobs_end)
        pool.stop_performing()
        pool.interrupt()
        ending.finish(pool.is_busy, patience_s)

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

    def schedule(self, task: Once, callback: Raw | None) -> None:
        js = self.enter()
        self.submit(scheduled(self, None if callback is None else int(js.hold(callback)), task))

    def promise(self, task: Once) -> Raw:
        settler, promise = self._promise()
        self.submit(scheduled(self, settler, task))
        return promise

    def deferred(self) -> tuple[Settler, Raw]:
        settler, promise = self._promise()
        job = self.hold_loop_for(Job(self, settler))
        return job.completion(_DROPPED), promise

    def settle(self, settler: Settler, raw: Raw, rejected: bool) -> None:
        js = self.enter()
        assert isinstance(settler, pool.Completion)
        job = pool.take_job(settler)
        assert isinstance(job, Job)
        js.settle(job.settler, rejected, raw)
        self._let_loop_go(job)

    def post(self, callee: Callable[[Any], object]) -> bool:
        job = Posted(self, callee)
        if self.is_here() and not self.closed:
            self.hold_loop_for(job)
        return job.finish()

    def _promise(self) -> tuple[int, Raw]:
        js = self.enter()
        raw = int(js.mark())  # the slot that the Promise gets
        return int(js.promise()), raw

    def hold_loop_for(self, job: Job) -> Job:
        """Keep the event loop alive until a Job is delivered."""
        job.holds_loop = True
        self.ref()
        return job

    def _let_loop_go(self, job: Job) -> None:
        job.end()
        if job.holds_loop:
            self.unref()

    def submit(self, job: Job) -> None:
        """Have a Job performed. JavaScript's thread."""
        self.hold_loop_for(job).submit()

    # delivery

    def finish(self, job: Job) -> bool:
        """Have a Job delivered; false if there is nobody to deliver it to. Any thread."""
        if self.closed or job.life != self.life:
            return False
        is_first = not self._finished
        self._finished.append(job)
        return not is_first or self._wake(self.deliver_all)

    def _wake(self, callback: Callable[[], None]) -> bool:
        try:
            self.loop.call_soon_threadsafe(callback, context=self._context)
        except RuntimeError:
            return False  # the loop is closed
        return True

    def _wake_for_sweep(self) -> None:
        self._wake(self.sweep)

    def deliver_all(self) -> None:
        """JavaScript's thread, straight from its event loop. Deliver what is finished by now, each in its own turn."""
        for _ in range(len(self._finished)):
            if self._error is not None or self.closed:
                return
            self.turns.run(self._deliver, self._finished[0])
            if self._finished:
                self._finished.popleft()
        if self._finished:
            self._wake(self.deliver_all)

    def _deliver(self, job: Job) -> None:
        mark = self.js.mark()
        try:
            failed, raw = self._make_value(job)
            if job.settler is not None:
                self.js.settle(job.settler, failed, raw)
            elif failed:
                self.js.uncaught(raw)
        finally:
            self.js.close(mark)
            self._let_loop_go(job)

    def _make_value(self, job: Job) -> tuple[bool, Raw]:
        try:
            return job.make()
        except BaseException as error:
            return True, self.put_exception(error)

    def call_in_context(self, callee: Callable[..., object]) -> Raw:
        """Call the author's Python with a TaskContext."""
        self.entries += 1
        context = TaskContext(self)
        context._begin()
        try:
            return self.raw_result(callee(context))
        finally:
            context._end()


def _let_jobs_end() -> None:
    """At the end of a Python program, which waits for its threads: Jobs may go on that no script waits for."""
    while pool.is_busy():
        time.sleep(_LOOK_S)
