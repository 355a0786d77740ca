"""Channel: has JavaScript's thread run something, from any other.

>>> def listen(cx: FunctionContext) -> None:
...     callback, channel = Root(cx.argument(0, JsFunction)), cx.channel()
...     threading.Timer(1, lambda: channel.send(lambda cx: callback.to_inner(cx)("hello"))).start()
"""
from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from bridge.contract.environment import Environment

T = TypeVar("T")
C = TypeVar("C")
"""The Context that a function is called with."""


class Channel(Generic[C]):
    """A way to JavaScript's thread. The event loop stays alive until it is unref'ed, or forgotten."""

    _referenced = False

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.ref()

    def send(self, function: Callable[[C], T]) -> Future[T]:
        """Have JavaScript's thread call a function with a `TaskContext`. Any thread; functions run in order.

        What it raises is in the Future; if nobody asks the Future for it, it is an `uncaughtException`.

        Raises:
            RuntimeError: the JavaScript environment has ended.
        """
        future = self.try_send(function)
        if future is None:
            raise RuntimeError("cannot send to JavaScript: its environment has ended")
        return future

    def try_send(self, function: Callable[[C], T]) -> Future[T] | None:
        """Do what `send()` does, or give `None` where the JavaScript environment has ended."""
        message = _Message(function, _Reply(self._environment))
        return message.future if self._environment.post(message) else None

    def ref(self) -> Self:
        """Keep the event loop alive, as a new Channel does. JavaScript's thread."""
        if not self._referenced:
            self._environment.ref()
            self._referenced = True
        return self

    def unref(self) -> Self:
        """Let the event loop end, though the Channel is still there. JavaScript's thread."""
        if self._referenced:
            self._environment.unref()
            self._referenced = False
        return self

    def has_ref(self) -> bool:
        """Tell whether the Channel keeps the event loop alive. Any thread."""
        return self._referenced

    def __del__(self) -> None:
        if self._referenced:
            environment = self._environment
            environment.post(lambda _: environment.unref())


class _Reply(Future[T]):
    """A Future that has what nobody asked it for reported."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment
        self._asked = False

    def result(self, timeout: float | None = None) -> T:
        self._ask()
        return super().result(timeout)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        self._ask()
        return super().exception(timeout)

    def add_done_callback(self, fn: Callable[[Future[T]], object]) -> None:
        self._asked = True
        super().add_done_callback(fn)

    def _ask(self) -> None:
        self._asked = True
        if not self.done() and self._environment.is_here():
            raise RuntimeError("JavaScript's thread would wait for itself: use add_done_callback()")

    def __del__(self) -> None:
        if self.done() and not self._asked and not self.cancelled():
            error = super().exception()
            if error is not None:
                self._environment.post(partial(_throw, error))


class _Message(Generic[C, T]):
    """One function that was sent."""

    def __init__(self, function: Callable[[C], T], future: Future[T]) -> None:
        self._function = function
        self.future = future

    def __call__(self, cx: C) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self._function(cx)
        except BaseException as error:
            self.future.set_exception(error)
            del self  # whose frame is in the exception's traceback: the Future would keep itself alive
        else:
            self.future.set_result(result)

    def __del__(self) -> None:
        self.future.cancel()  # never run: the environment has ended; no more than a sentence else


def _throw(error: BaseException, _: Any) -> None:
    raise error
