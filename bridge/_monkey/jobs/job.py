"""Jobs of this host: what becomes of them on JavaScript's thread."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.values import prepare, prepare_exception
from bridge.pool._pool import PythonJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contract.kinds import Raw

    from .entrance import Entrance


class Job(PythonJob):
    """What has a value, or will have: by itself, a Promise to be settled."""

    __slots__ = ("holds_loop", "host", "life", "settler", "value")
    is_early = False
    """Whether it is delivered in the place of what may have been on its way."""

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

    def finish(self) -> bool:
        """Have it delivered; false if there is nobody to deliver it to. Any thread."""
        return self.host.finish(self)

    def hold_loop(self) -> None:
        """Keep the event loop alive until it is delivered. JavaScript's thread, as in what follows."""
        if not self.holds_loop:
            self.holds_loop = True
            self.host.hold_loop()

    def release_loop(self) -> None:
        """Let the event loop end."""
        if self.holds_loop:
            self.holds_loop = False
            self.host.drop_loop()

    def let_go(self) -> None:
        """See that nobody waits for it any more."""
        self.release_loop()

    def over(self) -> None:
        """See that its Python is over, or never begins."""
        self.end()

    def forget(self) -> None:
        """See that it has been delivered."""
        self.over()
        self.let_go()

    def deliver(self) -> None:
        """Call the callback, or settle the Promise."""
        js = self.host.js
        mark = js.mark()
        try:
            failed, raw = self._make_or_fail()
            if self.settler is not None:
                js.settle(self.settler, failed, raw, self.is_early)
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


class Logged(Job):
    """A record of Python's log, on its way to who listens."""

    __slots__ = ()

    def __init__(self, host: Entrance, record: Any) -> None:
        super().__init__(host, None)
        self.end()  # it is no work that anybody waits for
        self.value = record

    def deliver(self) -> None:
        """Tell who listens."""
        js = self.host.js
        mark = js.mark()
        try:
            js.log(self.host.put(self.value))
        finally:
            js.close(mark)
