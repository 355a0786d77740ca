"""The end of the process: what keeps it alive, what is held until then, and how fast `process.exit()` is."""
from __future__ import annotations

import time

import pytest
from conftest import MONKEY, Host

GATED = """
import threading

gate = threading.Event()

class Gated(Task):
    def perform(self):
        assert gate.wait(30)
        return 17

class Decided(Gated):
    def complete(self, cx, result):
        return cx.number(result.unwrap())

@register_module
def main(m):
    m.export_function("open", lambda cx: gate.set())
    m.export_function("gated", lambda cx: Gated().schedule(cx.argument(0, JsFunction)))
    m.export_function("decided", lambda cx: Decided().schedule(cx.argument(0, JsFunction)))
    m.export_function("promise", lambda cx: Gated().promise(cx))
"""


def test_a_natural_exit_waits_for_every_task(host: Host) -> None:
    """More of them than there are threads, opened once nothing but they keeps the event loop alive."""
    host.module(GATED)
    script = """
        const { open, gated, promise } = require('./module');
        let called = 0;
        let resolved = 0;
        for (let n = 0; n < 20; n += 1) {
          gated(() => { called += 1; });
          promise().then(() => { resolved += 1; });
        }
        setTimeout(open, 100).unref();
        process.exitCode = 5;
        process.on('exit', (code) => console.log(code, called, resolved));
    """
    assert host.run(script, status=5).stdout == "5 20 20\n"


def test_a_task_scheduled_by_the_last_callback_is_waited_for(host: Host) -> None:
    host.module(GATED)
    script = """
        const { open, gated } = require('./module');
        open();
        let left = 3;
        gated(function again() {
          console.log(left);
          if (--left) gated(again);
        });
        let once = true;
        process.on('beforeExit', () => {
          if (once) gated((_, value) => console.log('beforeExit', value));
          once = false;
        });
    """
    assert host.lines(script) == ["3", "2", "1", "beforeExit 17"]


def test_a_task_scheduled_in_an_exit_listener_is_dropped(host: Host) -> None:
    host.module(GATED)
    script = """
        const { open, gated } = require('./module');
        process.on('exit', () => {
          open();
          gated(() => console.log('called back'));
          console.log('exit');
        });
    """
    assert host.lines(script) == ["exit"]


@pytest.mark.parametrize("use", ["", "gated(() => console.log('called'));"], ids=["unused", "used"])
def test_an_idle_bridge_lets_the_process_end(host: Host, use: str) -> None:
    host.module(GATED)
    script = f"""
        const {{ open, gated }} = require('./module');
        open();
        {use}
        setTimeout(() => console.log('still alive'), 10000).unref();
    """
    assert host.lines(script) == (["called"] if use else [])


@pytest.mark.parametrize("schedule", ["gated", "decided"])
@pytest.mark.parametrize("fails", ["", "throw new Error('mine');"], ids=["returns", "throws"])
def test_the_callback_is_held_until_it_has_run_and_no_longer(host: Host, schedule: str, fails: str) -> None:
    host.module(GATED)
    script = f"""
        const {{ open, {schedule} }} = require('./module');
        process.on('uncaughtException', () => {{}});
        const closure = (() => {{
          const data = {{ held: true }};
          {schedule}(() => {{ console.log(data.held); {fails} }});
          return new WeakRef(data);
        }})();
        setImmediate(() => {{
          gc();
          console.log(closure.deref() !== undefined);
          open();
          let looks = 0;
          const looking = setInterval(() => {{
            gc();
            if (closure.deref() !== undefined && ++looks < 1000) return;
            console.log(closure.deref() === undefined ? 'collected' : 'held');
            clearInterval(looking);
          }}, 1);
        }});
    """
    assert host.lines(script) == ["true", "true", "collected"]


# Work begins once JavaScript has made a file, and says so with another: nothing here needs Python on its thread.
WORK = """
import re
import time
from pathlib import Path

def sleep():
    time.sleep(60)

def compute():
    while True:
        pass

def hold():
    '''Keep the GIL: a regular expression that would take years.'''
    re.match("(a+)+b", "a" * 60)

class Working(Task):
    def __init__(self, work, name):
        self.work, self.name = work, name

    def perform(self):
        while not Path("go").exists():
            time.sleep(0.001)
        try:
            Path(f"begun-{self.name}").touch()
            self.work()
        except SystemExit:
            Path(f"told-{self.name}").touch()
            raise
        finally:
            Path(f"finally-{self.name}").touch()

class Quick(Task):
    def perform(self):
        pass

def work(cx):
    for name in range(8):
        Working(globals()[cx.argument(0, JsString).value()], name).schedule(cx.argument(1, JsFunction))

@register_module
def main(m):
    m.export_function("work", work)
    m.export_function("quick", lambda cx: Quick().schedule(cx.argument(0, JsFunction)))
"""

LEAVE = """
const { readdirSync, writeFileSync } = require('fs');
process.on('exit', (code) => console.log(Date.now(), 'exit', code));

function leave(code) {
  console.error(Date.now());
  if (code === 1) throw new Error('mine');
  process.exit(code);
}
"""

NODE_ALONE = """
const quick = setImmediate;
const schedule = () => {};
"""

TASKS_AT_WORK = """
const { quick, work } = require('./module');

function schedule(kind) {
  work(kind, () => console.log('called back'));
  writeFileSync('go', '');
  const atWork = kind === 'hold' ? 1 : 4;
  while (readdirSync('.').filter((name) => name.startsWith('begun')).length < atWork);
}
"""

# What leaves the process, what the exit event tells, and the exit status.
WAYS = {
    "in the script": ("schedule(kind); leave(7);", "exit 7", 7),
    "in a callback": ("quick(() => { schedule(kind); leave(7); });", "exit 7", 7),
    "in a timer": ("schedule(kind); setTimeout(leave, 1, 7);", "exit 7", 7),
    "in an exit listener": ("process.on('exit', () => process.exit(7)); schedule(kind); leave(3);", "exit 3", 7),
    "by a throw": ("quick(() => { schedule(kind); leave(1); });", "exit 1", 1),
}


def leave(host: Host, script: str, way: str) -> tuple[float, float]:
    """Run a script that ends in leave(): the seconds from there to the exit event, and to the end of the process."""
    for mark in ("go", "begun-*", "told-*", "finally-*"):
        for file in host.folder.glob(mark):
            file.unlink()
    leaving, event, status = WAYS[way]
    done = host.run(script + leaving, status=status, leaks=True)
    gone = time.time()
    left, *complaints = done.stderr.splitlines()
    assert not complaints or way == "by a throw"
    (line,) = done.stdout.splitlines()
    heard, told = line.split(" ", 1)
    assert told == event
    return (int(heard) - int(left)) / 1000, gone - int(left) / 1000


alone_s: dict[tuple[str, str], float] = {}
"""What each host takes for each way out, in seconds, where there are no Tasks."""


def marks(host: Host, kind: str) -> set[str]:
    return {path.name.removeprefix(f"{kind}-") for path in host.folder.glob(f"{kind}-*")}


def leaves_at_once(host: Host, kind: str, alone: float, way: str) -> bool:
    """Whether nothing was waited for; and what holds the GIL never lets Python be told, unless just about to begin."""
    heard, gone = leave(host, f"{LEAVE} const kind = '{kind}'; {TASKS_AT_WORK}", way)
    held = kind != "hold" or marks(host, "told") == marks(host, "finally") == set()
    return heard < 0.05 and gone < alone + 0.2 and held


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["sleep", "compute", "hold"])
@pytest.mark.parametrize("way", WAYS)
def test_an_exit_waits_for_no_task(host: Host, way: str, kind: str) -> None:
    """Neither queued nor running: the exit event at once, no callback, the exit status kept, no signal.

    And at most 0.2 s more than Node takes alone: of three attempts the best counts. Python that runs is told to stop,
    by a SystemExit.
    """
    if kind == "hold":
        host.needs("its own threads")
    host.module(WORK)
    if (host.node, way) not in alone_s:
        _, alone_s[host.node, way] = leave(host, f"{LEAVE} const kind = '{kind}'; {NODE_ALONE}", way)
    alone = alone_s[host.node, way]
    assert any(leaves_at_once(host, kind, alone, way) for _ in range(3))
    if kind != "hold":
        assert marks(host, "begun") == {"0", "1", "2", "3"}
    if kind == "compute":
        assert marks(host, "told") == marks(host, "finally") == {"0", "1", "2", "3"}


@pytest.mark.parametrize("before", ["", "setTimeout(() => ", "Promise.resolve().then(() => ", "later(0, () => "])
def test_nothing_catches_an_exit(host: Host, before: str) -> None:
    """Neither in JavaScript, nor in JavaScript that Python calls."""
    host.module("""
        import time

        @task
        def later(seconds: float) -> None:
            time.sleep(seconds)

        @register_module
        def main(m):
            m.export_function("call", lambda cx: cx.argument(0, JsFunction)())
    """)
    script = f"""
        const {{ call, later }} = require('./module');
        const leave = () => {{
          try {{ process.exit(3); }} catch {{ console.log('caught'); }} finally {{ console.log('finally'); }}
        }};
        const nested = () => {{ for (;;) try {{ call(leave); }} catch {{ }} }};
        {before}nested(){")" if before else ""};
    """
    done = host.run(script, status=3, leaks=True)
    assert (done.stdout, done.stderr) == ("", "")


DESTROYED_LAST = """
    static void last(void) {
      if (Py_IsInitialized()) {
        PyGILState_STATE state = PyGILState_Ensure();
        Py_BEGIN_ALLOW_THREADS
        Py_END_ALLOW_THREADS
        PyGILState_Release(state);
      }
      puts("destroyed");
    }

    static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "last", NULL, -1, NULL};

    PyMODINIT_FUNC PyInit_last(void) {
      atexit(last);
      printf("made ");
      return PyModule_Create(&module);
    }
"""


@pytest.mark.parametrize(
    ("where", "leaving", "status"),
    [
        ("now", "", 0),
        ("now", "process.exit(7);", 7),
        ("now", "throw new Error('mine');", 1),
        ("now", "process.once('beforeExit', () => process.exit(7));", 7),
        ("later", "setTimeout(() => process.exit(7), 1);", 7),
        ("later", "", 0),
        ("worker", "process.exit(7);", 7),
    ],
)
def test_what_is_destroyed_last_may_take_the_gil(host: Host, where: str, leaving: str, status: int) -> None:
    """As C++ does that has Python objects in static variables, PyTorch for one."""
    if where == "worker":
        host.needs("workers")
    host.extension("last", DESTROYED_LAST)
    host.module("""
        @export
        def now() -> None:
            import last

        @task
        def later() -> None:
            import last
    """)
    script = f"""
        const m = require('./module');
        const ways = {{
          now: async () => m.now(),
          later: () => m.later(),
          worker: () => new Promise((resolve) => new (require('worker_threads').Worker)(
            "require('./module').now()", {{ eval: true }}).on('exit', resolve)),
        }};
        ways.{where}().then(() => setTimeout(() => {{ {leaving} }}));
    """
    ends_itself = host.node == MONKEY  # with no destructors at all
    assert host.run(script, status=status, leaks=True).stdout == "made " + "destroyed\n" * (not ends_itself)


def test_what_c_has_printed_is_not_lost_where_a_job_is_left_behind(host: Host) -> None:
    host.extension("last", DESTROYED_LAST)
    host.module("""
        import time
        from pathlib import Path

        @task
        def sleep() -> None:
            import last
            Path("asleep").touch()
            time.sleep(60)
    """)
    script = """
        require('./module').sleep();
        setInterval(() => { if (require('fs').existsSync('asleep')) process.exit(7); }, 1);
    """
    assert host.run(script, status=7, leaks=True).stdout == "made "


@pytest.mark.parametrize("call", ["quick", "endless"])
def test_an_exit_waits_for_no_worker_that_calls_python(node: Host, call: str) -> None:
    """Node joins its workers' threads in process.exit(), and one of them may wait for the GIL, or keep it."""
    node.module("""
        @export
        def quick() -> None:
            pass

        @export
        def endless() -> None:
            while True:
                pass
    """)
    script = f"""
        const {{ Worker, isMainThread, parentPort }} = require('worker_threads');
        const m = require('./module');
        if (isMainThread) {{
          new Worker(__filename).on('message', () => setTimeout(() => process.exit(7), 20));
        }} else {{
          parentPort.postMessage('begins');
          for (;;) m.{call}();
        }}
    """
    node.run(script, status=7, leaks=True)


@pytest.mark.parametrize("mib", [1, 64])
def test_the_memory_that_python_looks_at_outlives_python_at_a_natural_end(node: Host, mib: int) -> None:
    """What Jobs and exit functions look at, that is; Node frees all memory before it leaves."""
    node.module("""
        import atexit

        kept = []

        @export
        def keep(data: memoryview) -> None:
            kept.append(data)

        @task
        def look(data: memoryview) -> None:
            while True:
                data[len(data) // 2]

        @atexit.register
        def last():
            print(sum(kept[0][::4096]))
    """)
    script = f"""
        const {{ keep, look }} = require('./module');
        const MIB = {mib} << 20;
        keep(new Uint8Array(MIB).fill(1));
        process.on('exit', () => {{
          if (MIB === 1 << 20) look(new Uint8Array(64 << 20));
          for (const end = Date.now() + 50; Date.now() < end;);
          process.exitCode = 3;
        }});
    """
    assert node.run(script, status=3, leaks=True).stdout == f"{mib * 256}\n"


def test_an_exit_may_come_while_the_first_async_call_imports_asyncio(host: Host) -> None:
    host.module("""
        import sys, types

        sys.modules["bridge.executors.loop"] = types.ModuleType("loop")  # whose import has begun

        @export
        def now() -> None:
            pass
    """)
    done = host.run("require('./module').now(); process.exit(7);", status=7, leaks=True)
    assert done.stderr == ""
