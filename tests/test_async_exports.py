"""`@export async def`: one asyncio loop, on a thread of its own, that no call can stop."""
from __future__ import annotations

import time

from conftest import Host
from test_exports import answers


def test_a_thousand_calls_run_at_once_on_one_loop_and_thread(host: Host) -> None:
    host.module("""
        import asyncio, threading

        CALLS = 1000
        started = 0
        all_started = None
        seen = set()

        @export
        async def meet(n: int) -> int:
            '''Ends once all the calls have begun: one after the other, they never would.'''
            global started, all_started
            all_started = all_started or asyncio.Event()
            seen.add((id(asyncio.get_running_loop()), threading.get_ident(), threading.current_thread().name))
            started += 1
            if started == CALLS:
                all_started.set()
            await all_started.wait()
            await asyncio.sleep(0.001)
            return n

        @export
        def threads():
            return [name for _, _, name in seen]
    """)
    script = """
        const { meet, threads } = require('./module');
        const found = await Promise.all([...Array(1000).keys()].map((n) => meet(n)));
        print(found.every((value, n) => value === n), threads());
    """
    assert answers(host, script) == [[True, ["bridge-asyncio"]]]


def test_whatever_a_coroutine_raises_fails_its_own_call_only(host: Host) -> None:
    host.module("""
        import asyncio, sys

        @export
        async def leave(): sys.exit(3)
        @export
        async def interrupt(): raise KeyboardInterrupt
        @export
        async def cancel(): raise asyncio.CancelledError("enough")
        @export
        async def cancelled():
            asyncio.current_task().cancel()
            await asyncio.sleep(60)
        @export
        async def uncopyable(): return [print]
        @export
        async def fine(): return 17
        @export
        async def stop():
            asyncio.get_running_loop().stop()
            return 1
        @export
        async def leaves_tasks_behind():
            async def forever(): await asyncio.Event().wait()
            left.append(asyncio.create_task(forever()))
            return len(left)
        @export
        async def leaves_an_exit_behind():
            async def exit(): sys.exit(4)
            left.append(asyncio.create_task(exit()))
            return len(left)
        @export
        async def forget_exits():
            return [str(task.exception()) for task in left if task.done()]

        left = []
    """)
    script = """
        const module = require('./module');
        for (const name of ['leave', 'interrupt', 'cancel', 'cancelled', 'uncopyable', 'stop', 'leavesTasksBehind',
                            'leavesAnExitBehind', 'forgetExits']) {
          print(name, ...await settled(module[name]()), await module.fine());
        }
    """
    assert answers(host, script) == [
        ["leave", "error", "SystemExit: 3", 17],
        ["interrupt", "error", "KeyboardInterrupt: ", 17],
        ["cancel", "error", "CancelledError: enough", 17],
        ["cancelled", "error", "CancelledError: ", 17],
        ["uncopyable", "error", "TypeError: result[0]: cannot copy a builtin_function_or_method to JavaScript", 17],
        ["stop", "value", 1, 17],
        ["leavesTasksBehind", "value", 1, 17],
        ["leavesAnExitBehind", "value", 2, 17],
        ["forgetExits", "value", ["4"], 17],
    ]


PENDING = """
import asyncio

@export
async def forever():
    await asyncio.Event().wait()
"""


def test_exit_does_not_wait_for_pending_calls(host: Host) -> None:
    host.module(PENDING)
    script = """
        const { forever } = require('./module');
        for (let n = 0; n < 100; n++) forever(() => console.log('never'));
        forever().finally(() => console.log('never'));
        setImmediate(() => {
          console.log(Date.now());
          process.exit(7);
        });
    """
    left = int(host.run(script, status=7).stdout) / 1000
    assert time.time() - left < 4  # and not the 5 s that Python has where no call is pending


def test_a_call_that_has_ended_is_gone_for_the_thread_that_began_it(host: Host) -> None:
    """That thread may come to it late, and be told then that the process ends."""
    host.module("""
        import threading
        from bridge.executors import loop

        begin, gate = loop.start, threading.Event()

        def begin_late(*arguments):
            begin(*arguments)
            if not gate.is_set():
                assert gate.wait(30)
                raise SystemExit

        loop.start = begin_late

        @export
        async def answer(n: int) -> int:
            return n

        @task
        def go_on() -> None:
            gate.set()
    """)
    script = """
        const { answer, goOn } = require('./module');
        (async () => {
          console.log(await Promise.all([1, 2, 3].map((n) => answer(n))));
          await goOn();
          console.log(await Promise.all([4, 5, 6].map((n) => answer(n))));
        })();
    """
    assert host.lines(script) == ["[ 1, 2, 3 ]", "[ 4, 5, 6 ]"]


def test_a_worker_that_ends_drops_its_pending_calls(host: Host) -> None:
    host.needs("workers")
    host.module(PENDING + "    print('never')\n")
    script = """
        const { Worker, isMainThread, parentPort } = require('worker_threads');
        if (isMainThread) {
          const worker = new Worker(__filename);
          worker.once('message', async () => console.log('ended', await worker.terminate()));
        } else {
          const { forever } = require('./module');
          for (let n = 0; n < 100; n++) forever();
          parentPort.postMessage('pending');
        }
    """
    done = host.run(script, leaks=True)
    assert (done.stdout, done.stderr) == ("ended 1\n", "")
