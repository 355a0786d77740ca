"""Turns: JavaScript runs for a while, and after each callback its ticks and microtasks, until there are none.

PythonMonkey hands each microtask to the running asyncio loop, where it would wait behind other things. So while
JavaScript runs, the loop that PythonMonkey sees is one of ours, which keeps microtasks in a queue.
"""
from __future__ import annotations

import asyncio
import functools
import platform
import sys
from collections import deque
from typing import TYPE_CHECKING, Any

import pythonmonkey

from bridge._monkey.spidermonkey import weakrefs
from bridge._monkey.spidermonkey._natives import free, references, release

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge._monkey.spidermonkey.interrupts import Interrupts

_MICROTASK = "eventLoopJobWrapper"
_OURS_AND_THE_JOBS = 2  # references


@functools.cache
def _leaves_functions() -> bool:
    """Whether PythonMonkey does not free the object of a function of JavaScript's that Python has let go of."""
    make, count = pythonmonkey.eval("() => () => {}"), 100
    before = sys.getallocatedblocks()
    for _ in range(count):
        make()
    return sys.getallocatedblocks() - before >= count


class Microtasks:
    """The asyncio loop as PythonMonkey sees it. All but microtasks is left to the loop itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.jobs: deque[Any] = deque()
        self._leaves_functions = _leaves_functions()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def call_soon_threadsafe(self, callback: Callable[..., object], *values: Any, **options: Any) -> Any:
        """Queue a microtask; anything else is for the loop."""
        if getattr(callback, "__name__", None) != _MICROTASK:
            return self._loop.call_soon_threadsafe(callback, *values, **options)
        self.jobs.append(callback)
        return None

    def drain(self) -> None:
        """Run all microtasks, and those that they queue. JavaScript's thread."""
        jobs = self.jobs
        while jobs:
            job = jobs.popleft()
            job()
            if references(id(job)) > 1:
                release(job)  # PythonMonkey 1.4 forgets to, and would keep what the microtask holds for ever
            if self._leaves_functions:
                function = job.__self__
                address = id(function) if references(id(function)) == _OURS_AND_THE_JOBS else 0
                del job, function
                free(address)  # which frees nothing if it is 0


def check(loop: asyncio.AbstractEventLoop) -> None:
    """See that PythonMonkey finds the running loop.

    Raises:
        RuntimeError: it was built for a later patch version of Python, which keeps that elsewhere.
    """
    outer = asyncio._get_running_loop()
    asyncio._set_running_loop(Microtasks(loop))  # type: ignore[arg-type]
    try:
        pythonmonkey.eval("void Promise.resolve().then(() => {})")
    except RuntimeError as error:
        both = f"PythonMonkey {pythonmonkey.__version__} in Python {platform.python_version()}"
        raise RuntimeError(f"there are no Promises for {both} (PythonMonkey's issue 507)") from error
    finally:
        asyncio._set_running_loop(outer)


class Turns:
    """Where JavaScript is entered from the event loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        turn: Callable[[], bool],
        report: Callable[[], object],
        sweep: Callable[[], object],
        interrupts: Interrupts,
    ) -> None:
        self._microtasks = Microtasks(loop)
        self._turn = turn
        self._report = report
        self._sweep = sweep
        self._interrupts = interrupts
        self._end = weakrefs.find_end()

    def run(self, entry: Callable[..., object], *values: Any) -> None:
        """Enter JavaScript, and run what it leaves behind: ticks, microtasks, rejections. JavaScript's thread."""
        microtasks = self._microtasks
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(microtasks)  # type: ignore[arg-type]
        try:
            with self._interrupts:
                entry(*values)
                while True:
                    rejected = self._turn()
                    if microtasks.jobs:
                        microtasks.drain()
                    elif rejected:
                        self._report()
                    else:
                        break
                self._sweep()
                self._end()
        finally:
            asyncio._set_running_loop(outer)
