"""Streaming: a generator's Python, leg after leg, each a stay on one of the Pool's threads; or on the asyncio loop."""
from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.batches import put_all
from bridge._monkey.crossing.memory import Exported
from bridge._monkey.crossing.values import Wired, prepare
from bridge.exports.function import ASYNC_STREAM
from bridge.pool._pool import cancelled_here
from bridge.streams import line as streams
from bridge.streams.line import CLOSE, GO, THROW
from bridge.streams.outgoing import Outgoing, drive

from .line import Line
from .stopping import Answer
from .work import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bridge.exports.function import Export

    from .callers import Caller
    from .entrance import Entrance

_MOST_BYTES = 1 << 20
"""So many are on their way at most, or one item."""
_DROPPED = "the asynchronous generator was dropped before it had ended"


class Flow(streams.Line):
    """What the generator sees of its Line. What one thread writes here, the other one reads only."""

    def __init__(self, stream: StreamCall, line: Line) -> None:
        self._stream = stream
        self._line = line
        self._window = stream.export.window
        self._made = 0  # items; the generator's thread writes
        self._bytes = 0
        self._sizes: deque[int] = deque()  # of those that are not taken
        self._heard = 0  # of what JavaScript has said, after which what was made before is not wanted
        self._is_told = False
        self.rests = False
        self._granted = 0  # JavaScript's thread writes
        self._taken = 0
        self._taken_bytes = 0
        self._talks = False  # it runs ahead no more
        self._spoken = 0
        self._said: deque[tuple[int, Any, int]] = deque()
        self._on_ready: Callable[[], object] | None = None
        self._on_close: Callable[[], object] | None = None
        line.then = self.look

    # the generator's thread, or its event loop's

    def put(self, item: Any) -> bool:
        """Have JavaScript get an item."""
        prepared = prepare(item, self._stream.host.classes)
        if self._line.is_cut or self._heard < self._spoken:
            return False
        size = _size_of(prepared)
        self._bytes += size
        self._sizes.append(size)
        self._made += 1
        self._line.put(self._deliver, self._heard, prepared)
        return self._has_room() and not self._said

    def take(self) -> tuple[int, Any] | None:
        """Tell what is next; None where it rests."""
        if self._line.is_cut:
            if self._is_told:
                return CLOSE, None
            self._is_told = True
            return THROW, cancelled_here(self._stream.reason())
        if self._said:
            what, value, self._heard = self._said.popleft()
            return what, value
        return (GO, None) if self._has_room() else None

    def when_ready(self, callback: Callable[[], object]) -> None:
        """Have a callback called once take() gives something."""
        if self._has_something():
            callback()
        else:
            self._on_ready = callback
            self.rest()

    def when_closed(self, callback: Callable[[], object]) -> None:
        """Have a callback called once JavaScript closes it."""
        self._on_close = callback

    def rest(self) -> None:
        """Have JavaScript's thread see to it that it goes on."""
        self.rests = True
        self._line.schedule()

    # JavaScript's thread

    def grant(self, count: int) -> None:
        """Give room for so many more items: first for a window, and then for as many as the reader has taken."""
        if self._talks:
            self._see_taken(self._made)
            self._granted = max(self._granted, self._made)  # one may have been under way when it began to
        elif self._granted > 1:
            self._see_taken(min(self._taken + count, self._made))
        self._granted += count
        self.look()

    def say(self, what: int, value: Any) -> None:
        """Have the generator go on with a value, or an error, or end; it runs ahead no more."""
        is_heard = what in (THROW, CLOSE)
        self._said.append((what, value, self._spoken + is_heard))
        self._spoken += is_heard
        if is_heard:
            self._line.forget(self._deliver)
        self._talks = True
        self._see_taken(self._made)
        self._granted = self._taken + 1
        if what == CLOSE and self._on_close is not None:
            self._on_close()
        self.look()

    def look(self) -> None:
        """Have it go on that rests, if there is something for it; else let the loop end, once all is delivered."""
        if not self.rests:
            return
        if not self._has_something():
            if not self._line.is_scheduled:
                self._stream.release_loop()
            return
        self.rests = False
        if not self._stream.is_stopped:
            self._stream.hold_loop()
        callback, self._on_ready = self._on_ready, None
        if callback is not None:
            callback()
        else:
            self._stream.submit_again()

    def _has_something(self) -> bool:
        return self._line.is_cut or bool(self._said) or self._has_room()

    def _has_room(self) -> bool:
        has_bytes = self._bytes - self._taken_bytes < _MOST_BYTES or self._made <= self._taken + 1
        return has_bytes and self._made < self._granted

    def _see_taken(self, count: int) -> None:
        for _ in range(count - self._taken):
            self._taken_bytes += self._sizes.popleft()
            self._taken += 1

    def _span(self) -> int:
        """Once the reader has taken so many items, there is room for as many: half of what may be on its way."""
        is_large = self._bytes - self._taken_bytes >= _MOST_BYTES // 2
        most = min(self._window, self._made - self._taken) if is_large else self._window
        return max(most // 2, 1)

    def _deliver(self, group: list[tuple[Any, ...]]) -> None:
        wanted = [item for heard, item in group if heard >= self._spoken]
        self._granted += len(group) - len(wanted)  # made in the place of others
        if not wanted or self._line.is_cut:
            return
        js, key = self._stream.host.js, self._stream.key
        if set(map(type, wanted)) <= {int, float}:
            js.pushNumbers(key, self._span(), self._stream.host.write_numbers(wanted))
        else:
            js.pushItems(key, self._span(), put_all(self._stream.host, wanted), len(wanted))


def _size_of(prepared: Any) -> int:
    """Tell about how many bytes one is, of what may be large."""
    if isinstance(prepared, Wired):
        return len(prepared.data) + sum(map(_size_of, prepared.beside))
    if isinstance(prepared, Exported):
        return prepared.view.nbytes
    return len(prepared) if isinstance(prepared, str) else 0


class StreamCall(Call):
    """A call of a generator function."""

    __slots__ = ("_has_begun", "_outgoing", "flow")

    def __init__(self, host: Entrance, settler: int, export: Export, priority: int, callers: Sequence[Caller]) -> None:
        super().__init__(host, settler, export, priority)
        self.line = Line(host, callers, self.fail_early)
        self.flow = Flow(self, self.line)
        self._outgoing: Outgoing | None = None
        self._has_begun = False

    def perform(self) -> bool:
        """Perform a leg. Background thread; false if it goes on later, or elsewhere."""
        self._has_begun = True
        arguments, self.arguments = self.arguments, []
        if self.export.kind == ASYNC_STREAM:
            from bridge.executors import loop  # asyncio's own, on a thread of its own

            return self.start(loop.start, lambda given: drive(self.export.call(given), self.flow), arguments, _DROPPED)
        if self._outgoing is None:
            self._outgoing = Outgoing(self.export.call(arguments))
        while not self._outgoing.leg(self.flow):
            if self.rest():
                self.flow.rest()
                return False
        self.succeed(self._outgoing.value)
        return True

    def answer(self, error: Any, is_early: bool) -> None:
        """Answer with an error: there and then, where no items come before it any more."""
        answer = Answer(self, error, is_early)
        if is_early:
            answer.deliver()
        else:
            answer.send()

    def withdraw(self) -> bool:
        """Have its Python not begin; false if it has: then it is to end."""
        return not self._has_begun and super().withdraw()

    def interrupt(self) -> None:
        """Have its generator end: on a leg of its own, if it rests."""
        assert self.line is not None
        self.line.cut()
        self.tell_running()
        self.flow.look()

    def over(self) -> None:
        """See that its generator has ended."""
        super().over()
        self._outgoing = None
        self.host.streams.pop(self.key, None)
