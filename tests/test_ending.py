"""What Python has under way when the process ends: threads, asyncio's tasks, executors, other processes."""
from __future__ import annotations

import time

import pytest
from conftest import Host

ENDS = {
    "natural": "",
    "process.exit": "process.exit(0);",
    "listener": """
        setTimeout(() => {}, 5000);
        process.on('SIGTERM', () => process.exit(0));
        process.kill(process.pid, 'SIGTERM');
    """,
}

THREADS = r"""
import threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

idle = ThreadPoolExecutor(1), ProcessPoolExecutor(1)
busy = ThreadPoolExecutor(1)
go = threading.Event()

def last():
    go.wait(60)
    print("thread ends\n", end="")

def first():
    threading.Thread(target=last).start()  # which Python waits for in its turn

def work():
    go.wait(60)
    print("work ends\n", end="")

@task
def begin() -> list[int]:
    threading.Thread(target=first).start()
    threading.Thread(target=go.wait, args=[1000], daemon=True).start()
    busy.submit(work)
    return [each.submit(abs, -1).result() for each in idle]

@task
def stay() -> None:
    go.wait()

@export
def free() -> None:
    go.set()

@task
def use() -> int:
    return idle[0].submit(abs, -7).result()
"""


def test_threads_that_are_no_daemons_hold_a_natural_end_open(host: Host) -> None:
    """And an executor's, while it has work. JavaScript's event loop turns meanwhile; then all is over, once."""
    host.module(THREADS)
    script = """
        const { begin, free, use } = require('./module');
        let times = 0;
        process.on('beforeExit', async () => {
          times += 1;
          if (times === 1) {
            console.log('executors still work', await use());
            setTimeout(free, 100).unref();
          }
        });
        process.on('exit', () => console.log('exit', times > 1));
        begin().then((idle) => console.log('begun', idle.join()));
    """
    first, second, *between, last = host.lines(script)
    assert (first, second, last) == ("begun 1,1", "executors still work 7", "exit true")
    assert sorted(between) == ["thread ends", "work ends"]


@pytest.mark.parametrize("begins", ["m.idle()", "m.daemon()", ""])
def test_other_threads_hold_nothing_open(host: Host, begins: str) -> None:
    """Where no thread has begun that is no daemon, `beforeExit` is as before, and once."""
    host.module(
        """
        import threading
        from concurrent.futures import ThreadPoolExecutor

        executor = ThreadPoolExecutor(2)

        @task
        def idle() -> None:
            list(executor.map(abs, range(10)))

        @task
        def daemon() -> None:
            threading.Thread(target=threading.Event().wait, daemon=True).start()
        """
    )
    script = f"""
        const m = require('./module');
        let times = 0;
        process.on('beforeExit', () => {{ times += 1; }});
        process.on('exit', () => console.log('exit', times));
        {begins};
    """
    told = host.run(script, leaks=True).stdout
    assert told == "exit 1\n" or begins == "m.idle()"


@pytest.mark.parametrize("end", ["process.exit", "listener"])
def test_no_thread_holds_up_an_exit(host: Host, end: str) -> None:
    host.module(THREADS)
    script = f"""
        const {{ begin, stay }} = require('./module');
        begin().then(() => {{ stay(); {ENDS[end]} }});
    """
    assert host.run(script, leaks=True, timeout=50).stdout == ""


TASKS = r"""
import asyncio, contextlib

@contextlib.asynccontextmanager
async def resource(name):
    try:
        yield
    finally:
        await asyncio.sleep(0)
        print(f"{name} context\n", end="")

async def numbers():
    try:
        while True:
            yield 1
            await asyncio.sleep(0)
    finally:
        print("generator\n", end="")

begun = set()
generator = numbers()

async def background():
    begun.add("background")
    async with resource("background"):
        await asyncio.Event().wait()

@export
async def waits() -> None:
    task = asyncio.create_task(background())
    begun.add(task)
    await anext(generator)
    begun.add("waits")
    try:
        await asyncio.gather(asyncio.sleep(1000), asyncio.Event().wait())
    finally:
        print("finally\n", end="")

@task
def raises() -> None:
    import time
    begun.add("raises")
    with contextlib.suppress(SystemExit):
        while True:
            time.sleep(0.001)
    print("job\n", end="")

@export
def ready() -> bool:
    return {"background", "waits", "raises"} <= begun
"""


@pytest.mark.parametrize("end", ["process.exit", "listener"])
def test_what_waits_is_cancelled_and_cleans_up(host: Host, end: str) -> None:
    host.module(TASKS)
    script = f"""
        const m = require('./module');
        m.waits().catch(() => {{}});
        m.raises().catch(() => {{}});
        const looking = setInterval(() => {{
          if (!m.ready()) return;
          clearInterval(looking);
          {ENDS[end]}
        }}, 5);
    """
    done = host.run(script, leaks=True)
    assert sorted(done.stdout.splitlines()) == ["background context", "finally", "generator", "job"]
    assert done.stderr == ""


PROCESSES = """
import multiprocessing, time
from concurrent.futures import ProcessPoolExecutor

kept = []

def executor():
    pool = ProcessPoolExecutor(1)
    pool.submit(abs, -1).result()
    kept.append((pool, pool.submit(time.sleep, 60)))

def idle():
    pool = ProcessPoolExecutor(1)
    pool.submit(abs, -1).result()
    kept.append(pool)

def pool():
    pool = multiprocessing.Pool(1)
    pool.map(abs, [1])
    kept.append((pool, pool.map_async(time.sleep, [60])))

def process():
    for daemon in (True, False):
        process = multiprocessing.Process(target=time.sleep, args=[60], daemon=daemon)
        process.start()
        kept.append(process)

@task
def begin(kind: str) -> list[int]:
    globals()[kind]()
    return [child.pid for child in multiprocessing.active_children()]
"""


@pytest.mark.parametrize("end", ENDS)
def test_processes_of_pythons_end_with_it(host: Host, end: str) -> None:
    """Without a word: none is left behind, nor a semaphore that multiprocessing would complain of."""
    host.module(PROCESSES)
    for kinds in ("idle", "pool"), *([("executor", "process", "pool")] if end == "process.exit" else []):
        script = f"""
            const {{ begin }} = require('./module');
            Promise.all({list(kinds)}.map((kind) => begin(kind))).then((children) => {{
              console.log(children.flat().join(' '));
              {ENDS[end]}
            }});
        """
        done = host.run(script, leaks=True, timeout=50)
        assert done.stderr == ""
        children = [int(text) for text in done.stdout.split()]
        assert children
        for _ in range(500):
            if not any(is_there(child) for child in children):
                break
            time.sleep(0.01)
        assert not any(is_there(child) for child in children), kinds


def is_there(process: int) -> bool:
    """Whether it runs. What has ended may wait for init to notice."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_exit_functions_run_while_an_executor_is_busy(host: Host) -> None:
    host.module(
        """
        import atexit, threading
        from concurrent.futures import ThreadPoolExecutor

        executor = ThreadPoolExecutor(1)
        begun = threading.Event()

        def work():
            begun.set()
            threading.Event().wait()

        @task
        def begin() -> None:
            atexit.register(print, "exit function")
            executor.submit(work)
            begun.wait()
        """
    )
    done = host.run("require('./module').begin().then(() => process.exit(3));", status=3, leaks=True)
    assert (done.stdout, done.stderr) == ("exit function\n", "")
