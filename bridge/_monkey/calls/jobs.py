"""Jobs of this host: what each kind does in the background, and what becomes of it on JavaScript's thread."""
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.values import Reference, Thrown, prepare, prepare_exception
from bridge.exports.function import ASYNC, UNDEFINED, Export
from bridge.later.tasks import Task
from bridge.pool._pool import PythonJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contract.kinds import Raw

    from .entrance import Entrance

_DROPPED = "the coroutine was dropped before it had ended"


class Job(PythonJob):
    """What has a value, or will have: by itself, a Promise to be settled."""

    __slots__ = ("holds_loop", "host", "life", "settler", "value")

    def __init__(self, host: Entrance, settler: int | None) -> None:
        self.host = host
        self.life = host.life
        self.settler = settler
        self.holds_loop = False
        self.value: Any = None

    def succeed(self, value: Any) -> None:
        """Keep a result. Any thread."""
        self.value = prepare(value, self.host.classes)

    def fail(self, error: BaseException) -> None:
        """Keep an error. Any thread."""
        self.value = prepare_exception(error, self.host.classes)

    def refuse(self, name: int) -> None:
        """Fail with what JavaScript threw, which it holds."""
        self.failed = True
        self.value = Thrown(name, Reference(name, self.host.drop))

    def finish(self) -> bool:
        """Have it delivered; false if there is nobody to deliver it to. Any thread."""
        return self.host.finish(self)

    def hold_loop(self) -> None:
        """Keep the event loop alive until it is delivered. JavaScript's thread, as in what follows."""
        self.holds_loop = True
        self.host.hold_loop()

    def forget(self) -> None:
        """Let the event loop end: it has been delivered."""
        self.end()
        if self.holds_loop:
            self.host.drop_loop()

    def send(self) -> None:
        """Have it performed."""
        self.hold_loop()
        refusal = self.submit()
        if refusal is not None:
            self.give_up(RuntimeError(refusal[1]))
            self.finish()

    def deliver(self) -> None:
        """Call the callback, or settle the Promise."""
        js = self.host.js
        mark = js.mark()
        try:
            failed, raw = self._make_or_fail()
            if self.settler is not None:
                js.settle(self.settler, failed, raw)
            elif failed:
                js.uncaught(raw)
        finally:
            js.close(mark)
            self.forget()

    def _make_or_fail(self) -> tuple[bool, Raw]:
        try:
            return self.make()
        except BaseException as error:
            return True, self.host.put_exception(error)

    def make(self) -> tuple[bool, Raw]:
        """Make what is delivered; whether it failed."""
        value, self.value = self.value, None
        return self.failed, self.host.put(value)


class Call(Job):
    """A call of a task function."""

    __slots__ = ("arguments", "export")

    def __init__(self, host: Entrance, settler: int, export: Export, arguments: list[Any]) -> None:
        super().__init__(host, settler)
        self.export = export
        self.arguments = arguments

    def perform(self) -> bool:
        """Call it. Background thread; false if it goes on elsewhere."""
        arguments, self.arguments = self.arguments, []
        if self.export.kind == ASYNC:
            from bridge.executors import loop  # asyncio's own, on a thread of its own

            return self.start(loop.start, self.export.call, arguments, _DROPPED)
        self.succeed(self.export.call(arguments))
        return True

    def succeed(self, value: Any) -> None:
        """Keep what it returned. Any thread."""
        if value is None and self.export.gives_undefined:
            self.value = UNDEFINED
        else:
            super().succeed(value)


class Performing(Job):
    """A Task, whose value is a copy of its result."""

    __slots__ = ("task",)

    def __init__(self, host: Entrance, settler: int | None, task: Any) -> None:
        super().__init__(host, settler)
        self.task = task

    def perform(self) -> bool:
        """Do the work. Background thread."""
        task, self.task = self.task, None
        self.succeed(task.perform())
        return True


class Completing(Performing):
    """A Task with a `complete()` of its own, which makes the value on JavaScript's thread."""

    __slots__ = ("result",)

    def perform(self) -> bool:
        """Do the work. Background thread."""
        import outcome  # attrs, which it brings along, takes its time to import

        self.result: Any = outcome.Value(self.task.perform())
        return True

    def fail(self, error: BaseException) -> None:
        """Leave it to `complete()`. Any thread."""
        import outcome

        self.result = outcome.Error(error)

    def make(self) -> tuple[bool, Raw]:
        """Make what the author's `complete()` makes of it."""
        task, self.task = self.task, None
        result, self.result = self.result, None
        return False, self.host.call_in_context(partial(task.complete, result=result))


class Posted(Job):
    """A function that JavaScript's thread is to call; what it returns is its own affair."""

    __slots__ = ("callee",)

    def __init__(self, host: Entrance, callee: Callable[..., object]) -> None:
        super().__init__(host, None)
        self.callee: Any = callee

    def make(self) -> tuple[bool, Raw]:
        """Call it."""
        callee, self.callee = self.callee, None
        self.host.call_in_context(lambda cx: callee(cx) and None)
        return False, 0


def scheduled(host: Entrance, settler: int | None, task: Any) -> Job:
    """Make the Job of a Task."""
    kind = Performing if type(task).complete is Task.complete else Completing
    return kind(host, settler, task)
