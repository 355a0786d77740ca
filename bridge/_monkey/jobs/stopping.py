"""Stopping: what JavaScript waits for and ends before its time: by a signal, a deadline, or with its pool."""
from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.values import Reference, Thrown, prepare, prepare_exception

from .job import Job

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from bridge.pool._pool import Pool

    from .entrance import Entrance


_FULL = "ERR_PYTHON_QUEUE_FULL"


class Answered(Job):
    """What is to be answered, once."""

    __slots__ = ("key", "pool")

    def __init__(self, host: Entrance, settler: int | None, key: int, pool: str) -> None:
        super().__init__(host, settler)
        self.key = key
        self.pool = pool

    def let_go(self) -> None:
        """See that it is answered."""
        self.host.pending.remove(self)
        super().let_go()

    def stop(self, error: Any, why: Callable[[], Any], is_early: bool = True) -> None:
        """Answer with an error on the next turn, instead, unless it has its answer."""

    def stop_waiting(self, error: Any) -> None:
        """Answer with an error on the next turn, if it has not begun."""


class Answer(Answered):
    """An error in the place of what a Job would have been answered with."""

    __slots__ = ("is_early",)

    def __init__(self, job: Answered, error: Any, is_early: bool = True) -> None:
        super().__init__(job.host, job.settler, job.key, job.pool)
        self.failed = True
        self.value = error
        self.is_early = is_early

    def send(self) -> None:
        """Have it delivered."""
        self.hold_loop()
        self.host.pending.replace(self)
        self.finish()


class Stoppable(Answered):
    """What Python works at, and can be stopped."""

    __slots__ = ("_why", "deadline", "due", "is_stopped")

    def __init__(self, host: Entrance, settler: int | None, pool: Pool | None, priority: int, mode: Any) -> None:
        key = host.pending.new_key() if settler is None else settler
        super().__init__(host, settler, key, "" if pool is None else pool.name)
        self.choose(pool, priority, mode)
        self.is_stopped = False
        self.due: float | None = None  # when it is answered, by time.monotonic()
        self.deadline: asyncio.TimerHandle | None = None
        self._why: Any = None

    def send(self, timeout_ms: float = math.inf) -> None:
        """Have it performed, and answered within so much time."""
        if self.host.pending.is_closed(self.pool):
            self.refuse(_error(self.host, "ERR_PYTHON_POOL_CLOSED", "the pool is closed"))
            return
        if timeout_ms < math.inf:
            self.due = time.monotonic() + timeout_ms / 1000
        refusal = self.submit()
        if refusal is None:
            self.hold_loop()
            self.host.pending.add(self)
            if timeout_ms < math.inf:
                self.deadline = self.host.loop.call_later(timeout_ms / 1000, self.host.turns.run, self._time_out)
        elif refusal[0] == _FULL:
            self.refuse(_error(self.host, *refusal))
            self.host.pending.note_full(self.pool)
        else:
            self.hold_loop()
            self.host.pending.add(self)
            self.give_up(RuntimeError(refusal[1]))
            self.finish()

    def refuse(self, error: Any) -> None:
        """Have it fail before it begins. JavaScript's thread, as in what follows."""
        self.host.pending.add(self)
        Answer(self, error).send()
        self.over()

    def let_go(self) -> None:
        """See that it is answered."""
        super().let_go()
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def stop(self, error: Any, why: Callable[[], Any], is_early: bool = True) -> None:
        """Answer with an error, on the next turn; have its Python not begin, or stop, and see why."""
        if self.is_stopped:
            return
        self.is_stopped = True
        self.answer(error, is_early)
        self.let_go()
        if self.withdraw():
            self.over()
        else:
            self._why = _tell(why)
            self.interrupt()

    def answer(self, error: Any, is_early: bool) -> None:
        """Answer with an error, on the next turn."""
        Answer(self, error, is_early).send()

    def withdraw(self) -> bool:
        """Have its Python not begin; false if it has."""
        return self.take_back()

    def interrupt(self) -> None:
        """Have its Python stop."""
        self.cancel()

    def stop_waiting(self, error: Any) -> None:
        """Answer with an error, on the next turn, if it has not begun: then it never does."""
        if self.withdraw():
            self.is_stopped = True
            Answer(self, error).send()
            self.forget()

    def reason(self) -> Any:
        """Tell why it was stopped. Any thread."""
        return self._why

    def tell(self) -> tuple[str, float | None]:
        """Tell its name, and the time by which it is answered. Any thread."""
        return self.name(), self.due

    def name(self) -> str:
        """Name it, for its own Python."""
        raise NotImplementedError

    def _time_out(self) -> None:
        self.deadline = None
        error = held(self.host, self.host.js.holdTimeoutError())
        self.stop(error, lambda: TimeoutError("it took longer than its timeout"))

    def deliver(self) -> None:
        """Call the callback, or settle the Promise; one that was stopped has been answered."""
        if self.is_stopped:
            self.over()
        else:
            super().deliver()


def _tell(why: Callable[[], Any]) -> Any:
    try:
        return why()
    except Exception:  # it cannot be copied
        return None


def _error(host: Entrance, code: str, text: str) -> Thrown:
    """Make an Error of JavaScript's."""
    mark = host.js.mark()
    name = host.js.holdError(host.put_string(code), host.put_string(text))
    host.js.close(mark)
    return held(host, name)


def held(host: Entrance, name: float) -> Thrown:
    """Take what JavaScript holds for Python, for it to be thrown."""
    return Thrown(int(name), Reference(int(name), host.drop))


class Ticket:
    """What cancels a Task by reference. Any thread may have it."""

    def __init__(self, job: Stoppable) -> None:
        self._job = job

    @property
    def cancelled(self) -> bool:
        """Whether it is answered with a reason, by now."""
        return self._job.is_stopped

    def cancel(self, reason: Any) -> None:
        """Have JavaScript's thread cancel it. Any thread."""
        host = self._job.host
        error = None
        if isinstance(reason, BaseException):
            error = prepare_exception(reason, host.classes)
        elif reason is not None:
            error = prepare(reason, host.classes)
        Cancelling(self._job, error, reason).finish()


class Cancelling(Job):
    """That a Task is to be cancelled, on its way to JavaScript's thread."""

    __slots__ = ("_error", "_reason", "_target")

    def __init__(self, target: Stoppable, error: Any, reason: Any) -> None:
        super().__init__(target.host, None)
        self.life = target.life
        self._target, self._error, self._reason = target, error, reason

    def deliver(self) -> None:
        """Stop it."""
        host, reason = self.host, self._reason
        if host.pending.find(self._target.key) is self._target:
            error = held(host, host.js.holdAbortError()) if self._reason is None else self._error
            self._target.stop(error, lambda: reason)
        self.forget()
