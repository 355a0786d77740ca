"""The pool: Tasks perform side by side on background threads, and what blocks one holds up no other."""
from __future__ import annotations

import json

import pytest
from conftest import Host

LIBRARY = """
    import threading
    import time

    LONG = 40  # seconds: as good as forever, but a test that fails comes to an end
    free = threading.Semaphore(0)
    lock = threading.Lock()
    counts = {"begun": 0, "ended": 0, "inside": 0, "peak": 0}
    barriers = {}
    performed = [0] * 20_000

    def count(**changes):
        with lock:
            for name, change in changes.items():
                counts[name] += change
            counts["peak"] = max(counts["peak"], counts["inside"])

    class Counted(Task[int, JsNumber]):
        def __init__(self, argument):
            self.argument = argument

        def perform(self):
            count(begun=1, inside=1)
            try:
                return self.work()
            finally:
                count(ended=1, inside=-1)

    class Burn(Counted):  # all CPU, until freed
        def work(self):
            until = time.monotonic() + LONG
            while not free.acquire(blocking=False) and time.monotonic() < until:
                pass

    class Wait(Counted):  # no CPU, until freed
        def work(self):
            free.acquire(timeout=LONG)

    class Sleep(Counted):
        def work(self):
            time.sleep(self.argument)

    class Meet(Counted):  # ends once `argument` of them are inside, and leaves time for one more to come
        def work(self):
            barriers.setdefault(self.argument, threading.Barrier(self.argument)).wait(LONG)
            time.sleep(0.02)
            return threading.current_thread().name

    class Answer(Counted):  # says how many others had ended
        def work(self):
            return counts["ended"]

    class Tiny(Task[int, JsNumber]):
        def __init__(self, argument):
            self.number = int(argument)

        def perform(self):
            if self.number % 1000 == 0:
                time.sleep(0.005)
            with lock:
                performed[self.number] += 1
            return self.number

    class Thread(Task[str, JsString]):
        def __init__(self, _):
            pass

        def perform(self):
            self.thread = threading.get_ident()
            return f"{self.thread} {threading.current_thread().name}"

    class OwnComplete(Thread):
        def complete(self, cx, result):
            return cx.string(f"{result.unwrap()} {threading.get_ident()} {threading.current_thread().name}")

    def scheduler(task):
        def schedule(cx):
            task(cx.argument(0, JsNumber).value()).schedule(cx.argument(1, JsFunction))
        return schedule

    def free_one(cx):
        free.release()

    @register_module
    def main(m):
        for task in (Burn, Wait, Sleep, Meet, Answer, Tiny, Thread, OwnComplete):
            m.export_function(task.__name__, scheduler(task))
        m.export_function("free", free_one)
        m.export_function("counted", lambda cx: cx.number(counts[cx.argument(0, JsString).value()]))
        m.export_function("performed", lambda cx: cx.string(str(set(performed))))
        m.export_function("thread", lambda cx: cx.string(str(threading.get_ident())))
"""

SCRIPT = """
    const fs = require('fs');
    const { promisify } = require('util');
    const lib = require('./module');
    const run = (name, argument = 0) => promisify(lib[name])(argument);
    const together = (count, name, argument) => Promise.all(Array.from({ length: count }, () => run(name, argument)));
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    async function begin(count, name) { // all of them are inside, once this has resolved
      const ends = together(count, name);
      while (lib.counted('inside') < count) await turn();
      return { ends };
    }
    const ended = () => lib.counted('ended');
    const free = (count) => { while (count--) lib.free(); };
    const print = (...values) => console.log(JSON.stringify(values));
"""


def run(host: Host, body: str, size: str | None = None, chosen: str | None = None) -> list[list[object]]:
    """Run JavaScript beside the library; what it printed, line by line."""
    host.module(LIBRARY)
    script = f"{SCRIPT}\n(async () => {{\n{body}\n}})();"
    done = host.run(script, environment={"UV_THREADPOOL_SIZE": size, "BRIDGE_THREADS": chosen})
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("kind", ["Burn", "Wait"])
def test_small_tasks_are_answered_while_a_long_one_runs(host: Host, kind: str) -> None:
    body = f"""
        const before = run('Answer');
        const long = await begin(1, '{kind}');
        print(await before, (await together(100, 'Answer')).length, ended());
        free(1);
        await long.ends;
    """
    assert run(host, body) == [[0, 100, 101]]


@pytest.mark.alone
def test_sleeping_tasks_sleep_side_by_side(host: Host) -> None:
    body = """
        const start = process.hrtime.bigint();
        await together(4, 'Sleep', 0.3);
        print(Number(process.hrtime.bigint() - start) / 1e9);
    """
    ((seconds,),) = run(host, body)
    assert isinstance(seconds, float)
    assert 0.3 <= seconds < 0.9


def test_a_fifth_task_waits_for_a_free_thread(host: Host) -> None:
    body = """
        const four = await begin(4, 'Wait');
        const fifth = run('Answer');
        for (let i = 0; i < 20; i++) await turn();
        free(1);
        print(await fifth);
        free(3);
        await four.ends;
    """
    assert run(host, body) == [[1]]


@pytest.mark.parametrize(("size", "threads"), [(None, 4), ("1", 1), ("2", 2), ("6", 6), ("junk", 1), ("0", 1)])
def test_there_are_as_many_threads_as_libuv_has(host: Host, size: str | None, threads: int) -> None:
    body = f"await together({3 * threads}, 'Meet', {threads}); print(lib.counted('peak'));"
    assert run(host, body, size) == [[threads]]


@pytest.mark.parametrize(("size", "chosen", "threads"), [("2", "3", 3), (None, "1", 1), ("2", "", 2)])
def test_a_variable_of_its_own_says_how_many_threads_there_are(
    host: Host, size: str | None, chosen: str, threads: int
) -> None:
    body = f"await together({3 * threads}, 'Meet', {threads}); print(lib.counted('peak'));"
    assert run(host, body, size, chosen) == [[threads]]


def test_a_number_of_threads_that_is_none_is_an_error(node: Host) -> None:
    """It is PythonMonkey's own start that fails, as test_command_line.py shows."""
    node.module(LIBRARY)
    for chosen in ("0", "-1", "1025", "4 ", "1.5", "\u0664", "four"):
        script = "try { require('./module'); } catch ({ code, message }) { console.log(code, message); }"
        said = f"BRIDGE_THREADS: expected a whole number from 1 to 1024, got '{chosen}'"
        done = node.run(script, environment={"BRIDGE_THREADS": chosen}, leaks=True)
        assert done.stdout == f"ERR_PYTHON_START Python failed to start: {said}\n"


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["Burn", "Wait"])
def test_the_file_system_answers_while_every_thread_is_taken(host: Host, kind: str) -> None:
    body = f"""
        const four = await begin(4, '{kind}');
        let slowest = 0;
        for (let i = 0; i < 20; i++) {{
          const start = Date.now();
          await fs.promises.stat(__filename);
          slowest = Math.max(slowest, Date.now() - start);
        }}
        print(ended(), slowest);
        free(4);
        await four.ends;
    """
    (((ended, slowest)),) = run(host, body)
    assert ended == 0
    assert isinstance(slowest, int)
    assert slowest < 1000


def test_a_burst_with_sleepers_in_it_completes_each_task_once(host: Host) -> None:
    body = """
        const called = new Array(20000).fill(0);
        let wrong = 0;
        await Promise.all(called.map((_, number) => new Promise((resolve) => lib.Tiny(number, (err, value) => {
          called[number]++;
          if (err !== null || value !== number) wrong++;
          resolve();
        }))));
        await turn();
        print(called.filter((times) => times !== 1).length, wrong, lib.performed());
    """
    assert run(host, body) == [[0, 0, "{1}"]]


def test_callbacks_schedule_tasks_in_turn(host: Host) -> None:
    body = """
        let calls = 0;
        await new Promise((resolve) => {
          const branch = (depth) => lib.Answer(0, () => {
            if (++calls === 2 ** 11 - 1) resolve();
            if (depth > 0) { branch(depth - 1); branch(depth - 1); }
          });
          branch(10);
        });
        print(calls, ended());
    """
    assert run(host, body) == [[2047, 2047]]


def test_a_chain_of_tasks_leaves_the_event_loop_turning(host: Host) -> None:
    body = """
        let turns = 0;
        setImmediate(function again() { if (turns++ >= 0) setImmediate(again); });
        for (let i = 0; i < 1000; i++) await run('Answer');
        print(ended(), turns > 100);
        turns = -Infinity;
    """
    assert run(host, body) == [[1000, True]]


def test_tasks_perform_in_the_background_and_complete_on_javascripts_thread(host: Host) -> None:
    body = """
        print(lib.thread());
        for (const each of await together(50, 'Thread')) print(...each.split(' '));
        for (const each of await together(50, 'OwnComplete')) print(...each.split(' '));
    """
    (javascript,), *tasks = run(host, body)
    assert len(tasks) == 100
    for performed, performed_name, *completed in tasks:
        assert performed != javascript
        assert str(performed_name).startswith("bridge-pool-")
        assert completed in ([], [javascript, "JavaScript"])


def test_every_thread_of_the_pool_has_a_name_of_its_own(host: Host) -> None:
    assert run(host, "print(...(await together(4, 'Meet', 4)).sort());") == [[f"bridge-pool-{n}" for n in (1, 2, 3, 4)]]


REFUSE = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>

    int refused = 0;

    int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument) {
      typedef int Create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
      if (refused) return EAGAIN;
      return ((Create *)dlsym(RTLD_NEXT, "pthread_create"))(thread, attributes, function, argument);
    }
"""


def test_a_thread_that_cannot_be_started_fails_its_call_and_nothing_else(host: Host) -> None:
    """Not even that, once there is a thread: it comes to what waits."""
    host.environment["LD_PRELOAD"] = str(host.extension("refuse", REFUSE))
    host.module("""
        import ctypes
        import threading

        gate = threading.Event()

        @export
        def refuse(yes: bool) -> None:
            ctypes.c_int.in_dll(ctypes.CDLL(None), "refused").value = yes

        @export
        def open_gate() -> None:
            gate.set()

        @task
        def double(n: int) -> int:
            return 2 * n

        @task
        def gated() -> str:
            gate.wait()
            return "gated"

        @export
        async def soon(n: int) -> int:
            return 2 * n

        class Double(Task):
            def perform(self):
                return 4

        class Told(Double):
            def complete(self, cx, result):
                try:
                    return cx.number(result.unwrap())
                except RuntimeError as error:
                    return cx.string(f"told: {error}")

        @register_module
        def main(m):
            m.export_function("byReference", lambda cx: Double().promise(cx))
            m.export_function("called", lambda cx: Double().schedule(cx.argument(0, JsFunction)))
            m.export_function("told", lambda cx: Told().promise(cx))
    """)
    script = """
        const m = require('./module');
        const { promisify } = require('util');
        const why = (error) => (/thread/.test(error.message) ? 'refused' : error.stack);
        const ways = () => [m.double(2), promisify(m.double)(2), m.byReference(), promisify(m.called)(), m.told()];
        const answers = () => Promise.all(ways().map((way) => way.then((v) => (/^told/.test(v) ? 'told' : v), why)));
        (async () => {
          m.refuse(true);
          console.log(await answers(), await m.soon(2).catch(why));
          m.refuse(false);
          console.log(await answers());
          m.refuse(true);
          console.log(await m.soon(2).catch(why));
          const first = m.gated();
          const others = answers();
          m.openGate();
          console.log(await first, await others);
          m.refuse(false);
          console.log(await m.soon(2));
        })();
    """
    assert host.lines(script) == [
        "[ 'refused', 'refused', 'refused', 'refused', 'told' ] refused",
        "[ 4, 4, 4, 4, 4 ]",
        "refused",
        "gated [ 4, 4, 4, 4, 4 ]",
        "4",
    ]


def test_what_a_worker_kept_in_python_ends_with_it(node: Host) -> None:
    """Its thread state, its `threading.local()`, and what `threading` thinks of it."""
    node.module("""
        import ctypes
        import threading

        local = threading.local()
        kept = 0
        api = ctypes.PyDLL(None)
        for function in (api.PyInterpreterState_Main, api.PyInterpreterState_ThreadHead, api.PyThreadState_Next):
            function.restype = ctypes.c_void_p
        api.PyInterpreterState_ThreadHead.argtypes = api.PyThreadState_Next.argtypes = [ctypes.c_void_p]

        class Kept:
            def __init__(self):
                global kept
                kept += 1

            def __del__(self):
                global kept
                kept -= 1

        @export
        def keep() -> None:
            local.value = Kept()

        @task
        def left() -> list[int]:
            states, state = 0, api.PyInterpreterState_ThreadHead(api.PyInterpreterState_Main())
            while state:
                states, state = states + 1, api.PyThreadState_Next(state)
            return [kept, states, len(threading.enumerate())]
    """)
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        const m = require('./module');
        m.keep();
        const run = () => new Promise((resolve) => new Worker(__filename).on('exit', resolve));
        const ten = () => Promise.all(Array.from({ length: 10 }, run));
        if (isMainThread) (async () => {
          const before = await m.left();
          for (let turn = 0; turn < 3; turn += 1) await ten();
          for (;;) {
            const [kept, states, threads] = await m.left();
            if (kept === 1 && states <= before[1] + 3 && threads <= before[2] + 3) break; // three more of the pool
          }
          console.log('gone');
        })();
    """
    assert node.lines(script) == ["gone"]
