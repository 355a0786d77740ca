"""Task: work that performs on a background thread and completes on JavaScript's.

>>> class Answer(Task[int, JsNumber]):
...     def perform(self) -> int:
...         return 17
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from .handles import JsFunction, JsPromise, JsValue

if TYPE_CHECKING:
    from outcome import Outcome

    from .context import Context, TaskContext

Output = TypeVar("Output")
"""What `perform()` returns."""
JsEvent = TypeVar("JsEvent", bound=JsValue)
"""What `complete()` makes of it for JavaScript."""


class Once:
    """What can be scheduled, once: the part of a Task that Cython gives C types."""

    _used: bool

    def schedule(self, callback: JsFunction) -> None:
        """Queue the Task; `callback(err, value)` is called once it is done. Needs JavaScript's thread."""
        host = callback._scope._host
        raw = callback._lend(host)
        self._use_up()
        host.schedule(self, raw)

    def promise(self, cx: Context) -> JsPromise:
        """Queue the Task, and make a Promise of its value. Needs JavaScript's thread."""
        host = cx._enter()
        self._use_up()
        return JsPromise(cx, host.promise(self))

    def _use_up(self) -> None:
        if self._used:
            raise RuntimeError(f"a {type(self).__qualname__} was scheduled twice: make a new one for each call")
        self._used = True


class Task(Once, Generic[Output, JsEvent]):
    """One piece of background work. Override `perform`, and `complete` where a copy of the result will not do.

    A Task is used up when it is scheduled: a second `schedule` or `promise` raises `RuntimeError`.
    """

    def perform(self) -> Output:
        """Do the work, on a background thread.

        Whatever it raises, `SystemExit` and `KeyboardInterrupt` included, is the Task's failure.
        """
        raise NotImplementedError(f"{type(self).__qualname__}.perform is not defined")

    def complete(self, cx: TaskContext, result: Outcome[Output]) -> JsEvent | None:
        """Make the callback's value of the result, on JavaScript's thread; a raised exception is its error.

        Left as it is, it never runs: the result is copied in the background, and delivered without Python.
        """
        raise NotImplementedError("the default complete() is the host's")
