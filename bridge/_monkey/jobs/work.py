"""Work: what Jobs do in the background: calls of exported functions, and Tasks."""
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bridge.exports.function import ASYNC, ASYNC_STREAM, UNDEFINED, Export
from bridge.later.tasks import Task

from .line import Line
from .stopping import Stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.contract.kinds import Raw

    from .callers import Caller
    from .entrance import Entrance

_DROPPED = "the coroutine was dropped before it had ended"


class Call(Stoppable):
    """A call of a task function."""

    __slots__ = ("arguments", "export", "line")

    def __init__(self, host: Entrance, settler: int, export: Export, priority: int = 0) -> None:
        mode = "elsewhere" if export.kind in (ASYNC, ASYNC_STREAM) else export.cancel
        super().__init__(host, settler, export.pool, priority, mode)
        self.export = export
        self.arguments: list[Any] = []
        self.line: Line | None = None

    def lend(self, callers: Sequence[Caller]) -> None:
        """Have functions of JavaScript's be called by its Python."""
        if callers:
            self.line = Line(self.host, callers, self.fail_early)

    def fail_early(self, error: BaseException) -> None:
        """Fail, and stop, by what has become of what was posted. JavaScript's thread."""
        self.stop(self.host.prepared(error), lambda: error, is_early=False)

    def interrupt(self) -> None:
        """Have its Python stop, and be heard no more."""
        if self.line is not None:
            self.line.cut()
        super().interrupt()

    def over(self) -> None:
        """See that its Python is over: so is what it was lent."""
        super().over()
        if self.line is not None:
            self.line.close()

    def perform(self) -> bool:
        """Call it. Background thread; false if it goes on elsewhere."""
        arguments, self.arguments = self.arguments, []
        if self.export.kind == ASYNC:
            from bridge.executors import loop  # asyncio's own, on a thread of its own

            return self.start(loop.start, self.export.call, arguments, _DROPPED)
        self.succeed(self.export.call(arguments))
        return True

    def name(self) -> str:
        """Give the name of the function."""
        return self.export.name

    def succeed(self, value: Any) -> None:
        """Keep what it returned. Any thread."""
        if value is None and self.export.gives_undefined:
            self.value = UNDEFINED
        else:
            super().succeed(value)


class Performing(Stoppable):
    """A Task, whose value is a copy of its result."""

    __slots__ = ("_name", "task")

    def __init__(self, host: Entrance, settler: int | None, task: Any) -> None:
        super().__init__(host, settler, None, 0, "raise")
        self.task = task
        self._name = type(task).__name__

    def name(self) -> str:
        """Give the name of the Task's class."""
        return self._name

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


def scheduled(host: Entrance, settler: int | None, task: Any) -> Performing:
    """Make the Job of a Task."""
    kind = Performing if type(task).complete is Task.complete else Completing
    return kind(host, settler, task)
