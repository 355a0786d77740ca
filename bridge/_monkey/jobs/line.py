"""Line: what joins a Job's Python to JavaScript while the Job lives: what it posts, asks and yields, in order.

What any thread appends, JavaScript's thread takes: each step of either is one that Python does not interrupt.
"""
from __future__ import annotations

import itertools
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bridge._monkey.crossing.batches import put_all
from bridge.pool._pool import Wake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bridge.streams.asked import Asked

    from .callers import Caller
    from .entrance import Entrance

_MOST = 1_000
"""So many posts are on their way at most."""


class Line:
    """A queue into JavaScript, of one call's."""

    def __init__(self, host: Entrance, callers: Sequence[Caller], fail: Callable[[BaseException], object]) -> None:
        self.host = host
        self.life = host.life
        self.is_cut = False  # JavaScript no longer waits for the call
        self.is_over = False
        self.fail = fail  # what cannot be made in JavaScript is the call's error
        self.then: Callable[[], object] = lambda: None  # after each delivery
        self._callers = callers
        self._number = host.keep_line(self)
        self._keys = itertools.count()
        self._queue: OrderedDict[object, tuple[Any, ...]] = OrderedDict()  # what is to be called, and with what
        self.is_scheduled = False
        self._waiting: list[Wake] = []
        self._asked: dict[int, Asked] = {}
        for each in callers:
            each.line = self

    # any thread

    def post(self, caller: Caller, arguments: list[Any]) -> None:
        """Have a function called; where too much is on its way, wait until it is not."""
        while len(self._queue) >= _MOST and not self.is_cut and not self.is_over and not self.host.is_here():
            wake = Wake()
            self._waiting.append(wake)
            if len(self._queue) >= _MOST:
                wake.wait()
        self._put(next(self._keys), (self._post, caller, arguments))

    def post_latest(self, caller: Caller, arguments: list[Any]) -> None:
        """Have a function called, last of all, and not with what it has not been called with yet."""
        self._put(caller, (self._post, caller, arguments))
        with suppress(KeyError):  # it is being called
            self._queue.move_to_end(caller)

    def ask(self, caller: Caller, arguments: list[Any], asked: Asked) -> None:
        """Have a function called, and its answer told."""
        self._put(next(self._keys), (self._ask, caller, arguments, asked))
        if self.is_cut:  # by now: it may not have been put
            asked.give_up()

    def put(self, deliver: Callable[[list[tuple[Any, ...]]], object], *item: Any) -> None:
        """Have a function of the host's called with this item, and those that go to the same function with it."""
        self._put(next(self._keys), (deliver, *item))

    def _put(self, key: object, entry: tuple[Any, ...]) -> None:
        if self.is_cut:
            return
        self._queue[key] = entry
        self.schedule()

    def schedule(self) -> None:
        """Have JavaScript's thread deliver what there is."""
        if not self.is_scheduled:
            self.is_scheduled = True
            self.host.finish(self)

    # JavaScript's thread

    def deliver(self) -> None:
        """Deliver what there is."""
        self.is_scheduled = False
        taken = list(self._take())
        self._let_in()
        try:
            for deliver, group in itertools.groupby(taken, lambda entry: entry[0]):
                if not self.is_over:
                    self._deliver(deliver, [entry[1:] for entry in group])
        except BaseException as error:  # JavaScript has no room for it
            self.fail(error)
        self.then()

    def _take(self) -> Any:
        for _ in range(len(self._queue)):
            with suppress(KeyError):
                yield self._queue.popitem(last=False)[1]

    def _let_in(self) -> None:
        with suppress(IndexError):
            while True:
                self._waiting.pop().set()

    def _deliver(self, deliver: Callable[[list[tuple[Any, ...]]], object], group: list[tuple[Any, ...]]) -> None:
        js = self.host.js
        mark = js.mark()
        try:
            deliver(group)
        finally:
            js.close(mark)

    def _post(self, group: list[tuple[Any, ...]]) -> None:
        if self.is_cut:
            return
        values = [value for _, arguments in group for value in arguments]
        first = put_all(self.host, values)
        heads = [number for caller, arguments in group for number in (caller.name, len(arguments))]
        self.host.js.runPosts(self._number, first, self.host.write_numbers(heads))

    def _ask(self, group: list[tuple[Any, ...]]) -> None:
        for caller, arguments, asked in group:
            if self.is_cut:
                asked.give_up()
                continue
            number = next(self._keys)
            self._asked[number] = asked
            first = put_all(self.host, arguments)
            self.host.js.ask(self._number, number, caller.name, first, len(arguments))

    def take_asked(self, number: int) -> Asked | None:
        """Take a question to be answered; None if it is over."""
        return self._asked.pop(number, None)

    def forget(self, of: object) -> None:
        """Drop what waits for a function of the host's."""
        for key, entry in list(self._queue.items()):
            if entry[0] == of:
                self._queue.pop(key, None)

    def cut(self) -> None:
        """See that JavaScript no longer waits for the call: what is posted comes to nothing."""
        self.is_cut = True
        self._let_in()

    def close(self) -> None:
        """See that the call is over."""
        if self.is_over:
            return
        self.abandon()
        for caller in self._callers:
            caller.let_go()
        self.host.drop_line(self._number)

    def abandon(self) -> None:
        """See that nothing more comes of what Python has to say: whoever waits for an answer gets none."""
        self.cut()
        self.is_over = True
        for entry in self._take():
            if entry[0] == self._ask:
                entry[3].give_up()
        asked, self._asked = self._asked, {}
        for each in asked.values():
            each.give_up()
