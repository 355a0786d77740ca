"""Job: one scheduled Task, one call of a task function, or what waits to be delivered for another reason."""
from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING, Any

import outcome

from bridge._monkey.crossing.values import Reference, Thrown, prepare, prepare_exception
from bridge.exports.function import ASYNC, UNDEFINED, Export
from bridge.later.tasks import Task

if TYPE_CHECKING:
    from bridge._monkey.host.later import MonkeyEnvironment

live = 0
"""How many Jobs there are in the process; changed under the GIL, and told to whoever looks for leaks."""


class Job:
    """What performs in the background, and is delivered on JavaScript's thread."""

    __slots__ = ("_ended", "arguments", "failed", "holds_loop", "host", "life", "result", "settler", "value", "work")

    def __init__(
        self, host: MonkeyEnvironment, work: Any, settler: int | None, arguments: list[Any] | None = None
    ) -> None:
        global live
        live += 1
        self._ended = False
        self.host = host
        self.life = host.life
        self.work = work
        self.settler = settler
        self.arguments = arguments
        self.failed = False
        self.holds_loop = False
        self.value: Any = None
        self.result: Any = None

    def end(self) -> None:
        """Count the Job no longer: it has been delivered, or dropped. An exception's frames may still have it."""
        global live
        live -= not self._ended
        self._ended = True

    def __del__(self) -> None:
        self.end()

    def perform(self) -> None:
        """Do the work. Background thread; nothing an author raises gets past here."""
        work = self.work
        if isinstance(work, Export):
            self._call(work)
            return
        context = contextvars.Context()
        is_overridden = self._is_overridden()
        try:
            value = context.run(work.perform)
        except BaseException as error:
            self.give_up(error)
        else:
            if is_overridden:
                self.result = outcome.Value(value)
            else:
                self.succeed(value)
        if not is_overridden:
            self.work = None
        self.host.finish(self)

    def _call(self, export: Export) -> None:
        arguments, self.arguments = self.arguments or [], None
        if export.kind == ASYNC:
            from bridge.executors import loop  # asyncio's own, on a thread of its own

            loop.start(export.call, arguments, Completion(self, "the coroutine was dropped before it had ended"))
            return
        try:
            value = contextvars.Context().run(export.call, arguments)
        except BaseException as error:
            self.fail(error)
        else:
            self.succeed(value)
        self.host.finish(self)

    def _is_overridden(self) -> bool:
        return isinstance(self.work, Task) and type(self.work).complete is not Task.complete

    def give_up(self, error: BaseException) -> None:
        """Fail, by way of an overridden `complete()` where there is one. Any thread."""
        if self._is_overridden():
            self.result = outcome.Error(error)
        else:
            self.fail(error)

    def succeed(self, value: Any) -> None:
        """Prepare a result. Any thread."""
        if value is None and isinstance(self.work, Export) and self.work.gives_undefined:
            self.value = UNDEFINED
            return
        try:
            self.value = prepare(value, self.host.classes)
        except BaseException as error:
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Prepare an error. Any thread."""
        self.failed = True
        self.value = prepare_exception(error, self.host.classes)

    def refuse(self, name: int) -> None:
        """Fail with what JavaScript threw, which it holds."""
        self.failed = True
        self.value = Thrown(name, Reference(name, self.host.drop))


class Completion:
    """Where an `async` call reports its end, and what settles a Promise. Forgotten before, it is a failure."""

    def __init__(self, job: Job, dropped: str) -> None:
        self._job: Job | None = job
        self._dropped = dropped

    def resolve(self, value: Any) -> None:
        """Succeed with a copy of a plain value. Any thread."""
        job = self.take()
        job.succeed(value)
        job.host.finish(job)

    def reject(self, reason: Any) -> None:
        """Fail with an exception, or with a copy of any other plain value. Any thread."""
        job = self.take()
        if isinstance(reason, BaseException):
            job.fail(reason)
        else:
            job.succeed(reason)
            job.failed = True
        job.host.finish(job)

    def take(self) -> Job:
        """Take the Job, once.

        Raises:
            RuntimeError: it is settled already.
        """
        job, self._job = self._job, None
        if job is None:
            raise RuntimeError("it is settled already")
        return job

    def __del__(self) -> None:
        if self._job is not None:
            self.reject(RuntimeError(self._dropped))
