"""The asyncio event loop that exported `async` functions run on: one, on a thread of its own, from the first call."""
from __future__ import annotations

import asyncio
import contextlib
import contextvars
import queue
import resource
import threading
import weakref
from typing import TYPE_CHECKING, Any

from bridge.pool._pool import current_completion
from bridge.process import lifetime

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Callable, Iterator

    from bridge.pool._pool import Completion

_STACK_BYTES = 8 << 20

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def start(function: Callable[..., Any], arguments: list[Any], completion: Completion) -> None:
    """Run `function(arguments)`, which gives a coroutine, on the loop. Any thread. What fails is the call's failure.

    The completion, which tells its end, gets what cancels it as asyncio does: `CancelledError` is raised inside.
    """
    context = contextvars.copy_context()
    try:
        _running().call_soon_threadsafe(context.run, _create, function, arguments, completion)
    except BaseException as error:
        completion.reject(error)


def _running() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            made: queue.SimpleQueue[asyncio.AbstractEventLoop | BaseException] = queue.SimpleQueue()
            thread = threading.Thread(target=_run_forever, args=(made,), name="bridge-asyncio", daemon=True)
            with _roomy_stack():
                thread.start()
            loop = made.get()
            if isinstance(loop, BaseException):
                raise loop
            _loop = loop
        return _loop


@contextlib.contextmanager
def _roomy_stack() -> Iterator[None]:
    """Give threads that start meanwhile a main thread's stack at least, whatever `ulimit -s` says."""
    limit, _ = resource.getrlimit(resource.RLIMIT_STACK)
    before = threading.stack_size(max(limit, _STACK_BYTES))  # no limit is -1
    try:
        yield
    finally:
        threading.stack_size(before)


def _run_forever(made: queue.SimpleQueue[asyncio.AbstractEventLoop | BaseException]) -> None:
    """Make the loop, here where no exit interrupts that, and run it to the end of the process.

    Whatever a call stops it with: other calls need it.
    """
    lifetime.name_thread("bridge-asyncio")
    try:
        loop = _new_loop()
    except BaseException as error:  # not this time
        made.put(error)
        return
    made.put(loop)
    while True:
        with contextlib.suppress(SystemExit, KeyboardInterrupt):  # the asyncio Task that raised it has it, too
            loop.run_forever()


def cancel_tasks() -> concurrent.futures.Future[None] | None:
    """Cancel what runs on the loop, and close its asynchronous generators, at exit. None if there is no loop."""
    return None if _loop is None else asyncio.run_coroutine_threadsafe(_cancel_tasks(), _loop)


async def _cancel_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


_tasks: set[asyncio.Task[None]] = set()  # asyncio itself holds its tasks weakly


def _create(function: Callable[..., Any], arguments: list[Any], completion: Completion) -> None:
    current_completion.set(completion)  # for the coroutine and all that it starts
    loop = asyncio.get_running_loop()
    task = loop.create_task(_run(function, arguments, completion))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    completion.canceller = _canceller(loop, weakref.ref(task))


def _canceller(loop: asyncio.AbstractEventLoop, task: weakref.ref[asyncio.Task[None]]) -> Callable[[], object]:
    """Make what cancels a task, on any thread. It does not keep the task, whose end the completion would not see."""
    return lambda: loop.call_soon_threadsafe(_cancel, task)


def _cancel(task: weakref.ref[asyncio.Task[None]]) -> None:
    found = task()
    if found is not None:
        found.cancel()


async def _run(function: Callable[..., Any], arguments: list[Any], completion: Completion) -> None:
    try:
        value = await function(arguments)
    except BaseException as error:  # a SystemExit would end the loop for all
        completion.reject(error)
    else:
        completion.resolve(value)
