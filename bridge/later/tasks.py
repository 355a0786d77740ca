"""Task: work that performs on a background thread and completes on JavaScript's.

>>> class Answer(Task[int, JsNumber]):
...     def perform(self) -> int:
...         return 17
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bridge.contract.scope import environment_of
from bridge.handles.value import JsValue, Nothing, borrowed

from .promise import JsPromise

if TYPE_CHECKING:
    from collections.abc import Callable

    from outcome import Outcome

    from bridge.contract.scope import Scope
    from bridge.contract.work import Ticket
    from bridge.handles.objects import JsFunction, JsObject

Output = TypeVar("Output")
"""What `perform()` returns."""
C = TypeVar("C")
"""The Context that the rest of the work is done with."""
JsEvent = TypeVar("JsEvent", bound=JsValue)
"""What `complete()` makes of it for JavaScript."""


class Scheduled(Nothing):
    """A Task that is under way. Any thread may have it."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket

    def cancel(self, reason: Any = None) -> None:
        """Have the callback called with a reason, an exception or another plain value, in place of the Task's value.

        A Task that waits in the queue never performs; one that performs is stopped, and sees the reason in `Cancelled`.
        Without a reason, the callback gets the `AbortError` that an AbortController gives. JavaScript's thread does it,
        soon: a Task whose end has been delivered by then has had its callback called, and no second call comes.

        Raises:
            TypeError: the reason cannot be copied.
        """
        self._ticket.cancel(reason)

    @property
    def cancelled(self) -> bool:
        """Whether its callback gets a reason, by now: `cancel()`'s, or its signal's."""
        return self._ticket.cancelled


class Once:
    """What can be scheduled, once: the part of a Task that Cython gives C types."""

    _used: bool

    def schedule(self, callback: JsFunction, signal: JsObject | None = None) -> Scheduled:
        """Queue the Task; `callback(err, value)` is called once it is done. Needs JavaScript's thread.

        Where the AbortSignal `signal` aborts before that, it gets the signal's reason, and the Task is stopped.

        Raises:
            TypeError: the signal is none.
        """
        environment = callback._scope._environment
        raw = callback._own()
        followed = None if signal is None else signal._own()
        self._use_up()
        return Scheduled(environment.schedule(self, raw, followed))

    def promise(self, cx: Scope, signal: JsObject | None = None) -> JsPromise:
        """Queue the Task, and make a Promise of its value. Needs JavaScript's thread.

        Where the AbortSignal `signal` aborts before that, it has the signal's reason, and the Task is stopped.

        Raises:
            TypeError: the signal is none.
        """
        environment = environment_of(cx)
        followed = None if signal is None else signal._own()
        self._use_up()
        return borrowed(environment, environment.promise(self, followed), JsPromise)

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

    def complete(self, cx: Any, result: Outcome[Output]) -> JsEvent | None:
        """Make the callback's value of the result, on JavaScript's thread; a raised exception is its error.

        Left as it is, it never runs: the result is copied in the background, and delivered without Python.
        """
        raise NotImplementedError("the default complete() is the host's")


class _Work(Task[Any, Any]):
    """A function as a Task."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function

    def perform(self) -> Any:
        return self._function()


class _WorkAndMore(_Work):
    """A function as a Task, and what is to be done with its result."""

    def __init__(self, function: Callable[[], Any], more: Callable[[Any, Any], Any]) -> None:
        super().__init__(function)
        self._more = more

    def complete(self, cx: Any, result: Outcome[Any]) -> Any:
        return self._more(cx, result.unwrap())


class TaskBuilder(Generic[C, Output]):
    """A function that is going to perform on a background thread; made by `cx.task()`."""

    def __init__(self, cx: Scope, function: Callable[[], Output]) -> None:
        self._cx = cx
        self._function = function

    def promise(self, complete: Callable[[C, Output], object] | None = None) -> JsPromise:
        """Perform it, and make a Promise of its result: of a copy, or of what `complete(cx, result)` makes.

        `complete` runs on JavaScript's thread. What the function or `complete` raises rejects the Promise.
        """
        work = _Work(self._function) if complete is None else _WorkAndMore(self._function, complete)
        return work.promise(self._cx)

    def and_then(self, callback: Callable[[C, Output], object]) -> None:
        """Perform it, then call `callback(cx, result)` on JavaScript's thread.

        What the function or `callback` raises is an `uncaughtException`.
        """
        environment = environment_of(self._cx)
        work = _WorkAndMore(self._function, callback)
        work._use_up()
        environment.schedule(work, None, None)
