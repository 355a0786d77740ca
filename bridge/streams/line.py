"""Line: what a host gives to streams and callbacks: the ways between one Job and JavaScript, while the Job lives."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from bridge.values.convert import Filler

GO, SEND, THROW, CLOSE = range(4)
"""What a generator is told to do next."""

NO_WAITING: Final = "cannot wait for a Promise on JavaScript's own thread: use @task, or an async function"
"""What a Caller's call() says where the function gives one."""
OVER: Final = "a JavaScript function was called after its call had ended"
"""What a Caller says once its Job has ended."""
NO_ANSWER: Final = "JavaScript gave no answer: the call has ended, or the Promise of it was dropped"
"""What a Question says where there will be none."""


class Line:
    """The way of one streaming Job's items to JavaScript. The thread, or the loop, that the generator runs on."""

    def put(self, item: Any) -> bool:
        """Send an item; true if there is room for another: else see what take() gives.

        Raises:
            TypeError: it cannot be copied.
        """
        raise NotImplementedError

    def take(self) -> tuple[int, Any] | None:
        """Give what the generator is to do, and the value to send or the exception to throw; None: it rests.

        Once the Job is cancelled, it is to throw a `Cancelled`, and then to close.
        """
        raise NotImplementedError

    def when_ready(self, callback: Callable[[], object]) -> None:
        """Have a callback called once, on any thread, when take() gives something; at once if it does."""
        raise NotImplementedError

    def when_closed(self, callback: Callable[[], object]) -> None:
        """Have a callback called once, on any thread, when JavaScript closes the stream, an asynchronous one."""


class Question:
    """What a function of JavaScript's was asked. Any thread."""

    def wait(self) -> Any:
        """Wait for the answer, without the GIL; undefined is None.

        Raises:
            JsError: what JavaScript threw; or the Python exception that it once was.
            Cancelled: the Job is told to stop, and is not in a shield().
            RuntimeError: there will be none: the Job has ended, or JavaScript has dropped the Promise.
        """
        raise NotImplementedError

    def when_done(self, callback: Callable[[], object]) -> None:
        """Have a callback called once, on any thread, when there is an answer; at once if there is."""
        raise NotImplementedError

    def result(self) -> Any:
        """Do what wait() does, where there is an answer."""
        return self.wait()


class Caller:
    """A function of JavaScript's that came as an argument. Any thread, while its Job lives, unless it says otherwise.

    Raises:
        TypeError: an argument cannot be copied.
        RuntimeError: the Job has ended.
        Cancelled: the Job is told to stop, and is not in a shield(), where there is something to wait for.
    """

    fill: Filler | None  # set by whoever calls it: what its answers go through, if anything in them is undefined

    def post(self, arguments: tuple[Any, ...]) -> None:
        """Have it called, in order with all that the Job posts; where too much is under way, wait without the GIL."""
        raise NotImplementedError

    def post_latest(self, arguments: tuple[Any, ...]) -> None:
        """Have it called, in the place of the last such call if that is still to come."""
        raise NotImplementedError

    def ask(self, arguments: tuple[Any, ...]) -> Question:
        """Have it called, and its answer told, a Promise's too."""
        raise NotImplementedError

    def call(self, arguments: tuple[Any, ...], is_asked: bool) -> Any:
        """Call it here, on JavaScript's thread: its answer, undefined being None; None where that is not asked for.

        Raises:
            TypeError: says `NO_WAITING` of a Promise that is asked for.
        """
        raise NotImplementedError

    def is_here(self) -> bool:
        """Tell whether this is JavaScript's thread."""
        raise NotImplementedError
