"""Python that is stopped: what it sees of that, what it can do about it, and what is left as it was."""
from __future__ import annotations

import json
from textwrap import dedent, indent
from typing import Any

import pytest
from conftest import JS, Host

import bridge

LIBRARY = """
import asyncio, contextlib, itertools, sys, threading, time
import bridge

log = []
gate = threading.Event()
sys.unraisablehook = lambda _: None  # what a destructor raises

@export
def said() -> list[str]:
    return log

@export
def open_gate() -> None:
    gate.set()

@task
def answer() -> int:
    return 42

@export
def forget() -> None:
    log.clear()

def spin():
    while True: pass  # in a function of its own: Python 3.11 has no handler for that in a `try` of the same function

@contextlib.contextmanager
def noting():
    try:
        yield
    except BaseException as error:
        log.append(type(error).__name__)
        raise
    finally:
        log.append("over")
"""

SCRIPT = """
const m = require('./module');
const { pool } = require('BRIDGE');
const print = (...values) => console.log(JSON.stringify(values));
const told = (promise) => promise.then(
  (value) => ['value', value],
  (error) => (error instanceof Object ? [error.name, error.message] : ['thrown', error]),
);
const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
const until = async (done) => { while (!done()) await turn(); };
const isSaid = (word) => until(() => m.said().includes(word));
/** Calls something, and aborts it once it has begun. */
async function stop(call, reason = undefined) {
  m.forget();
  const controller = new AbortController();
  const answer = told(call(controller.signal));
  await isSaid('begun');
  controller.abort(reason);
  return answer;
}
""".replace("BRIDGE", str(JS))

ABORTED = ["AbortError", "This operation was aborted"]
TIMED_OUT = ["TimeoutError", "The operation was aborted due to timeout"]


def run(host: Host, library: str, body: str, threads: str | None = None, **files: str) -> list[Any]:
    """Run JavaScript beside a library, and Python files beside that; what it printed, line by line."""
    folder = host.module(LIBRARY + dedent(library))
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    done = host.run(f"{SCRIPT}\n(async () => {{\n{body}\n}})();", environment={"BRIDGE_THREADS": threads})
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


WORK = {
    "a loop": "while True: pass",
    "sorting": "while True: sorted(range(100), key=lambda n: -n)",
    "except Exception": """
        while True:
            try:
                spin()
            except Exception:
                log.append("caught")
    """,
    "a bare except": """
        while True:
            try:
                sum(range(1000))
            except: pass
    """,
    "calls": """
        def deep(n):
            return n and deep(n - 1)
        while True: deep(100)
    """,
    "a generator": """
        def numbers():
            try:
                yield from itertools.count()
            finally:
                closed.append(1)
        closed = []
        try:
            for _ in numbers(): pass
        finally:
            assert closed == [1]
    """,
    "a destructor": """
        class Slow:
            def __del__(self):
                until = time.monotonic() + 0.02
                while time.monotonic() < until: pass
        while True: Slow()
    """,
}


def test_python_is_stopped_wherever_it_is(host: Host) -> None:
    library = "".join(
        f"""
@task(name={name!r})
def work() -> None:
    with noting():
        log.append("begun")
{indent(dedent(text), ' ' * 8)}
"""
        for name, text in WORK.items()
    )
    body = f"""
        for (const name of {list(WORK)}) {{
          print(name, ...await stop((signal) => m[name]({{ signal }})));
          await isSaid('over');
          print(...m.said());
          print(await m.answer());
        }}
    """
    stopped = [["begun", "Cancelled", "over"], [42]]
    assert run(host, library, body) == [line for name in WORK for line in ([name, *ABORTED], *stopped)]


def test_finally_is_not_torn_apart_and_a_lock_is_free_afterwards(host: Host) -> None:
    library = """
        lock = threading.Lock()

        @task
        def work() -> None:
            try:
                with lock, noting():
                    log.append("begun")
                    spin()
            finally:
                until = time.monotonic() + 0.1  # ten times as long as it takes to be told again
                while time.monotonic() < until: pass
                log.append("finally")

        @task
        def after() -> bool:
            with lock:
                return True
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('finally');
        print(...m.said(), await m.after());
    """
    assert run(host, library, body) == [ABORTED, ["begun", "Cancelled", "over", "finally", True]]


def test_an_import_is_stopped_and_can_be_done_again(host: Host) -> None:
    library = """
        @task
        def work() -> None:
            sys.is_slow = True
            with noting():
                log.append("begun")
                from . import slow

        @task
        def again() -> int:
            sys.is_slow = False
            from . import slow
            return slow.value
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('over');
        print(...m.said(), await m.again());
    """
    slow = "import sys\nwhile sys.is_slow: pass\nvalue = 17\n"
    assert run(host, library, body, slow=slow) == [ABORTED, ["begun", "Cancelled", "over", 17]]


def test_what_cannot_be_stopped_is_abandoned_and_the_pool_goes_on(host: Host) -> None:
    """There is one thread, which does not come back."""
    library = """
        @task
        def work() -> None:
            log.append("begun")
            while not gate.is_set():
                try:
                    while not gate.is_set(): pass
                except BaseException: pass
            log.append("over")
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        print(await m.answer(), pool.stats().abandoned);
        m.openGate();
        await isSaid('over');
        print(await m.answer());
    """
    assert run(host, library, body, threads="1") == [ABORTED, [42, 1], [42]]


def test_the_answer_comes_before_the_end_of_what_is_stopped(host: Host) -> None:
    library = """
        @task
        def work() -> str:
            log.append("begun")
            while not bridge.cancelled(): pass
            gate.wait()
            log.append("over")
            return "nobody hears of it"
    """
    body = """
        print(...await stop((signal) => m.work({ signal }), 'reason'));
        m.openGate();
        await isSaid('over');
        print(...m.said());
    """
    assert run(host, library.replace("@task", '@task(cancel="ask")'), body) == [["thrown", "reason"], ["begun", "over"]]


def test_a_shielded_block_is_stopped_at_its_end(host: Host) -> None:
    library = """
        @task
        def work() -> None:
            with noting():
                log.append("begun")
                with bridge.shield():
                    with bridge.shield():
                        while not bridge.cancelled(): pass
                    bridge.check_cancelled()  # not in here
                    until = time.monotonic() + 0.1
                    while time.monotonic() < until: pass
                    log.append("committed")
                log.append("never")
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('over');
        print(...m.said(), await m.answer());
    """
    assert run(host, library, body) == [ABORTED, ["begun", "committed", "Cancelled", "over", 42]]


@pytest.mark.parametrize("way", ["raise", "ask"])
def test_a_function_can_ask_whether_it_is_to_stop(host: Host, way: str) -> None:
    library = f"""
        @task(cancel="{way}")
        def work() -> None:
            with noting():
                log.append("begun")
                while True:
                    bridge.check_cancelled()
                    gate.wait(0.001)  # in C

        @task
        def ask() -> list[bool | None]:
            return [bridge.cancelled(), bridge.check_cancelled()]

        @export
        def ask_here() -> list[bool | None]:
            return [bridge.cancelled(), bridge.check_cancelled()]
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('over');
        print(...m.said());
        print(await m.ask(), m.askHere());
    """
    said = ["begun", "Cancelled", "over"]
    assert run(host, library, body) == [ABORTED, said, [[False, None], [False, None]]]


def test_what_only_asks_is_never_interrupted(host: Host) -> None:
    library = """
        @task(cancel="ask")
        def work() -> None:
            with noting():
                log.append("begun")
                while not bridge.cancelled(): pass
                until = time.monotonic() + 0.1
                while time.monotonic() < until: pass
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('over');
        print(...m.said());
    """
    assert run(host, library, body) == [ABORTED, ["begun", "over"]]


def test_python_is_told_why(host: Host) -> None:
    library = """
        @task
        def work() -> None:
            try:
                log.append("begun")
                spin()
            except bridge.Cancelled as error:
                reason = error.reason
                log.append(f"{type(reason).__name__} {reason}")
                raise

        @task(timeout=0.5)
        def limited() -> None:
            work()
    """
    body = """
        const said = async () => { await until(() => m.said().length === 2); return m.said()[1]; };
        const reasons = [new RangeError('enough'), { because: [1, 2] }, 'text', null, () => {}];
        for (const reason of reasons) {
          await stop((signal) => m.work({ signal }).catch((error) => print(error === reason)), reason);
          print(await said());
        }
        m.forget();
        print(...await told(m.limited()), await said());
    """
    seen = ["ValueError enough", "dict {'because': [1, 2]}", "str text", "NoneType None", "NoneType None"]
    lines = [line for each in seen for line in ([True], [each])]
    assert run(host, library, body) == [
        *lines,
        [*TIMED_OUT, "TimeoutError it took longer than its timeout"],
    ]


def test_an_async_export_is_cancelled_as_asyncio_cancels(host: Host) -> None:
    library = """
        class Noted:
            async def __aenter__(self): log.append("begun")
            async def __aexit__(self, kind, error, trace):
                await asyncio.sleep(0)
                log.append(kind.__name__)

        @export
        async def work() -> None:
            try:
                async with Noted():
                    await asyncio.get_running_loop().create_future()
            finally:
                await asyncio.sleep(0)
                log.append(str(bridge.cancelled()))
                log.append("over")

        @export(timeout=0.5)
        async def limited() -> None:
            await work()
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        await isSaid('over');
        print(...m.said());
        print(...await told(m.limited()));
        await until(() => m.said().length === 8);
        print(...m.said().slice(4));
    """
    said = ["begun", "CancelledError", "True", "over"]
    assert run(host, library, body) == [ABORTED, said, TIMED_OUT, said]


def test_an_async_export_can_be_shielded_and_can_ask(host: Host) -> None:
    library = """
        @export
        async def work() -> None:
            with noting():
                log.append("begun")
                with bridge.shield():
                    while not bridge.cancelled():
                        await asyncio.sleep(0.001)
                    await asyncio.sleep(0.05)
                    log.append("committed")
                await asyncio.get_running_loop().create_future()

        @export
        async def asking() -> None:
            with noting():
                log.append("begun")
                with bridge.shield():
                    while not bridge.cancelled():
                        await asyncio.sleep(0.001)
                bridge.check_cancelled()

        @export
        async def others() -> bool:
            return bridge.cancelled()
    """
    body = """
        print(...await stop((signal) => m.work({ signal })));
        print(await m.others());
        await isSaid('over');
        print(...m.said());
        print(...await stop((signal) => m.asking({ signal })));
        await isSaid('over');
        print(...m.said());
    """
    assert run(host, library, body) == [
        ABORTED,
        [False],
        ["begun", "committed", "CancelledError", "over"],
        ABORTED,
        ["begun", "Cancelled", "over"],
    ]


def test_calls_that_are_not_aborted_see_nothing_of_those_that_are(host: Host) -> None:
    """On one thread, one after the other, some stopped at any moment of their short lives."""
    library = """
        @task
        def short(n: int) -> int:
            return sum(range(n % 500)) and n
    """
    body = """
        let wrong = 0;
        const calls = [];
        for (let n = 1; n <= 3000; n++) {
          const controller = n % 3 === 0 ? new AbortController() : undefined;
          const call = controller ? m.short(n, { signal: controller.signal }) : m.short(n);
          calls.push(call.then(
            (value) => { wrong += value !== n && n % 500 > 1; },
            (error) => { wrong += error !== controller?.signal.reason; },
          ));
          if (controller) setTimeout(() => controller.abort(), Math.random() * 30);
          if (n % 100 === 0) await turn();
        }
        await Promise.all(calls);
        await pool.idle();
        print(wrong);
    """
    assert run(host, library, body, threads="1") == [[0]]


TASKS = """
    class Work(Task):
        def __init__(self, *_):
            self.is_told = False

        def perform(self):
            with noting():
                log.append("begun")
                try:
                    spin()
                except bridge.Cancelled as error:
                    log.append(repr(error.reason))
                    raise

        def complete(self, cx, result):
            log.append("completed")

    class Quick(Work):
        def perform(self):
            return 17

        complete = Task.complete

    last = []

    def schedule(kind):
        def call(cx):
            signal = cx.argument(0, JsObject) if len(cx) > 1 else None
            last[:] = [kind().schedule(cx.argument(len(cx) - 1, JsFunction), signal)]
            return last[0]
        return call

    REASONS = {"none": None, "plain": [1, 2], "exception": ValueError("enough")}

    @export
    def cancel(name: str) -> bool:
        last[0].cancel(REASONS[name])
        return last[0].cancelled

    @task
    def cancel_here(name: str) -> None:
        last[0].cancel(REASONS[name])

    @export
    def cancelled() -> bool:
        return last[0].cancelled

    @export
    def refuse() -> str:
        try:
            last[0].cancel(print)
        except TypeError as error:
            return str(error)

    @register_module
    def main(m):
        m.export_function("work", schedule(Work))
        m.export_function("quick", schedule(Quick))
        m.export_function("promise", lambda cx: Work().promise(cx, signal=cx.argument(0, JsObject)))
"""

CALLED = """
    const { promisify } = require('util');
    const work = promisify(m.work);
    const quick = promisify(m.quick);
"""


def test_a_task_by_reference_is_cancelled_from_python(host: Host) -> None:
    """By JavaScript's thread or by another, with any reason, or with none."""
    body = f"""{CALLED}
        for (const way of ['cancel', 'cancelHere']) for (const name of ['none', 'plain', 'exception']) {{
          m.forget();
          const answer = told(work());
          await isSaid('begun');
          print(way, name, m.cancelled());
          await m[way](name);
          print(...await answer);
          await isSaid('over');
          print(m.cancelled(), ...m.said());
        }}
    """
    answers = {"none": ABORTED, "plain": [None, None], "exception": ["ValueError", "enough"]}
    reasons = {"none": "None", "plain": "[1, 2]", "exception": "ValueError('enough')"}
    assert run(host, TASKS, body) == [
        line
        for way in ("cancel", "cancelHere")
        for name in answers
        for line in ([way, name, False], answers[name], [True, "begun", reasons[name], "Cancelled", "over"])
    ]


def test_a_task_by_reference_follows_a_signal(host: Host) -> None:
    body = f"""{CALLED}
        print(...await stop((signal) => work(signal)));
        await isSaid('over');
        print(m.cancelled());
        print(...await told(m.promise(AbortSignal.abort(5))));
        print(...await told(work(AbortSignal.abort(6))));
        const {{ signal }} = new AbortController();
        print(...await told(quick(signal)), m.cancelled());
        print(...m.said().filter((word) => !/aborted/.test(word)));
        try {{ m.promise({{}}); }} catch (error) {{ print(error.name); }}
        try {{ m.promise(); }} catch (error) {{ print(error.name); }}
    """
    assert run(host, TASKS, body) == [
        ABORTED,
        [True],
        ["thrown", 5],
        ["thrown", 6],
        ["value", 17, False],
        ["begun", "Cancelled", "over"],
        ["TypeError"],
        ["TypeError"],
    ]


def test_cancelling_what_is_over_does_nothing_and_a_reason_must_cross(host: Host) -> None:
    body = f"""{CALLED}
        print(...await told(quick()));
        m.cancel('none');
        await turn();
        print(m.cancelled(), m.refuse());
    """
    assert run(host, TASKS, body) == [
        ["value", 17],
        [False, "cannot copy a builtin_function_or_method to JavaScript"],
    ]


def test_what_waits_in_the_queue_never_performs(host: Host) -> None:
    library = """
        @task
        def block() -> None:
            log.append("begun")
            gate.wait()

        @task
        def work(data: bytearray) -> None:
            log.append("never")
    """
    body = f"""{CALLED}
        const blocked = m.block();
        await isSaid('begun');
        const controller = new AbortController();
        const called = told(m.work(new Uint8Array(10), {{ signal: controller.signal }}));
        const timed = told(m.work.with({{ timeout: 1 }})(new Uint8Array(10)));
        const scheduled = told(work());
        controller.abort();
        m.cancel('none');
        print(await called, await timed, await scheduled, pool.stats().queued);
        m.openGate();
        await blocked;
        print(await m.answer(), ...m.said());
    """
    library = dedent(library).replace("def work(", "def waiting(") + dedent(TASKS)
    body = body.replace("m.work(", "m.waiting(").replace("m.work.with", "m.waiting.with")
    assert run(host, library, body, threads="1") == [[ABORTED, TIMED_OUT, ABORTED, 0], [42, "begun"]]


def test_methods_have_limits_too(host: Host) -> None:
    library = """
        @export
        class Counter:
            @task(timeout=0.01)
            def count(self) -> None:
                spin()

            @staticmethod
            @task(timeout=0.5, cancel="ask")
            def ask() -> None:
                while not bridge.cancelled(): pass
                log.append("asked")

            @export(timeout=0.01)
            async def wait(self) -> None:
                await asyncio.get_running_loop().create_future()

            @task
            def forever(self) -> None:
                with noting():
                    log.append("begun")
                    spin()
    """
    body = """
        const counter = new m.Counter();
        print(...await told(counter.count()));
        print(...await told(m.Counter.ask()));
        await isSaid('asked');
        print(...await told(counter.wait()));
        print(...await stop((signal) => counter.forever.with({ signal }).call(counter), 'enough'));
        print(...await told(counter.forever.with({ timeout: 1 }).call(counter)));
    """
    assert run(host, library, body) == [TIMED_OUT, TIMED_OUT, TIMED_OUT, ["thrown", "enough"], TIMED_OUT]


def test_the_shorter_of_two_timeouts_counts(host: Host) -> None:
    library = """
        @task(timeout=0.01)
        def short() -> None:
            spin()

        @task(timeout=1000)
        def long() -> None:
            spin()
    """
    body = """
        print(...await told(m.short.with({ timeout: 1e6 })()));
        print(...await told(m.long.with({ timeout: 10 })()));
    """
    assert run(host, library, body) == [TIMED_OUT, TIMED_OUT]


def test_a_pool_of_its_own_performs_what_is_given_to_it(host: Host) -> None:
    """The one thread of the main pool is taken."""
    library = """
        io = Pool(name="io", threads=2)

        @task
        def block() -> None:
            gate.wait()

        @task(pool=io)
        def work() -> int:
            return 17

        @export
        class Reader:
            @task(pool=io)
            def read(self) -> int:
                return 18
    """
    body = """
        const blocked = m.block();
        print(await m.work(), await new m.Reader().read(), pool.named('io').stats().done);
        m.openGate();
        await blocked;
    """
    assert run(host, library, body, threads="1") == [[17, 18, 2]]


def test_options_of_a_wrong_kind_are_refused() -> None:
    def refusal(decorator: Any, **options: Any) -> str:
        with pytest.raises((TypeError, ValueError)) as caught:
            decorator(**options)
        return f"{type(caught.value).__name__}: {caught.value}"

    task: Any = bridge.task
    assert refusal(task, timeout="5") == "TypeError: timeout: expected a number of seconds, got str"
    assert refusal(task, timeout=True) == "TypeError: timeout: expected a number of seconds, got bool"
    for wrong in (0, -1.5, float("nan"), float("inf")):
        said = f"ValueError: timeout: expected a positive number of seconds, got {wrong}"
        assert refusal(bridge.export, timeout=wrong) == refusal(task, timeout=wrong) == said
    assert refusal(task, cancel="never") == "ValueError: cancel: expected 'raise' or 'ask', got 'never'"
    assert refusal(task, cancel=None) == "TypeError: cancel: expected 'raise' or 'ask', got NoneType"
    assert refusal(task, pool="io") == "TypeError: pool: expected a Pool, got str"
    assert refusal(bridge.export(timeout=1), function=print).startswith("TypeError")

    def plain() -> None: ...

    with pytest.raises(TypeError, match="timeout: expected an async function, or one under @task, got <function"):
        bridge.export(timeout=1)(plain)
    with pytest.raises(TypeError, match="timeout: expected an async function, or one under @task, got <class"):
        bridge.export(timeout=1)(type("Class", (), {}))
    with pytest.raises(TypeError, match="is async: export it with @export"):
        task(timeout=1)(bridge.run_async)
