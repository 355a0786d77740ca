"""The pool as JavaScript sees it: configured, counted, idle, drained, closed; and the pools that Python has made."""
from __future__ import annotations

import json

import pytest
from conftest import JS, Host

LIBRARY = """
import asyncio, threading, time
import bridge

io = bridge.Pool(name="io", threads=2)
narrow = bridge.Pool(name="narrow", threads=1, max_queue=1)
began = []
gates = {name: threading.Event() for name in ("main", "io", "narrow")}

def block(name):
    began.append(name)
    gates[name].wait()
    return threading.current_thread().name

@task
def block_main():
    return block("main")

@task(pool=io)
def block_io():
    return block("io")

@task(pool=narrow)
def block_narrow():
    return block("narrow")

@task(pool=io)
def echo_io(value):
    return value

@task
def echo(value=None):
    return value

@task
def nap():
    time.sleep(0.02)

@task
def fail():
    raise ValueError("no")

@task
def spin():
    began.append("spin")
    while True:
        x = 1

@export
async def rest(seconds: float):
    await asyncio.sleep(seconds)
    return "rested"

@export
def open_gate(name: str) -> None:
    gates[name].set()

@export
def has_begun() -> int:
    return len(began)
"""

START = f"""
const {{ entries, live, pool }} = require({str(JS)!r});
const m = require('./module');
const turn = () => new Promise(setImmediate);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (holds) => {{ while (!holds()) await sleep(1); }};
const failure = (promise) => promise.then(() => 'no failure', (error) => error);
const begin = async (call, count = 1) => {{
  const before = m.hasBegun();
  const calls = Array.from({{ length: count }}, call);
  await until(() => m.hasBegun() === before + count);
  return calls;
}};
"""


def lines(host: Host, body: str, start: str = START) -> list[str]:
    host.module(LIBRARY)
    return host.lines(f"{start}\n(async () => {{\n{body}\n}})();")


def test_stats_count_what_has_been_done(host: Host) -> None:
    (found,) = lines(
        host,
        """
        const controller = new AbortController();
        await Promise.all([m.echo(1), m.echo(2), m.echo(3), failure(m.fail())]);
        const [spinning] = await begin(() => failure(m.spin({ signal: controller.signal })));
        const during = pool.stats();
        controller.abort();
        await spinning;
        await until(() => pool.stats().cancelled === 1);
        console.log(JSON.stringify({ during, after: pool.stats() }));
        """,
    )
    stats = json.loads(found)
    during, after = stats["during"], stats["after"]
    assert {name: during[name] for name in ("queued", "running", "done", "failed", "cancelled", "abandoned")} == {
        "queued": 0, "running": 1, "done": 3, "failed": 1, "cancelled": 0, "abandoned": 0,
    }  # fmt: skip
    assert (after["running"], after["cancelled"]) == (0, 1)
    for times in (after["wait"], after["run"]):
        assert list(times) == ["mean", "p50", "p90", "p99", "max"]
        assert 0 <= times["p50"] <= times["p90"] <= times["p99"] <= times["max"] * 1.07


def test_stats_are_zero_before_python_has_started(host: Host) -> None:
    script = f"""
        const {{ live, pool }} = require({str(JS)!r});
        const {{ queued, running, done, wait }} = pool.stats();
        console.log(queued, running, done, wait.max, live().jobs);
        pool.idle().then(() => console.log('idle'));
    """
    assert host.lines(script) == ["0 0 0 0 0", "idle"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_threads_are_configured(host: Host, when: str) -> None:
    """Before Python has started, and while it runs."""
    host.module(LIBRARY)
    configure = "pool.configure({ threads: 3 });"
    script = f"""
        const {{ pool }} = require({str(JS)!r});
        {configure if when == "before" else ""}
        const m = require('./module');
        {configure if when == "after" else ""}
        (async () => {{
          const calls = Array.from({{ length: 5 }}, () => m.blockMain());
          while (m.hasBegun() < 3) await new Promise(setImmediate);
          const {{ threads, queued, running }} = pool.stats();
          console.log(threads, queued, running);
          m.openGate('main');
          console.log(new Set(await Promise.all(calls)).size <= 3);
        }})();
    """
    assert host.lines(script) == ["3 2 3", "true"]


WRONG_CALLS = [
    ("configure()", "ERR_INVALID_ARG_TYPE", 'The "options" argument must be of type object. Received undefined'),
    ("configure({ threads: 0 })", "ERR_OUT_OF_RANGE",
     'The value of "options.threads" is out of range. It must be >= 1 && <= 1024. Received 0'),
    ("configure({ threads: '4' })", "ERR_INVALID_ARG_TYPE",
     """The "options.threads" property must be of type number. Received type string ('4')"""),
    ("configure({ maxQueue: -1 })", "ERR_OUT_OF_RANGE",
     'The value of "options.maxQueue" is out of range. It must be >= 0 && <= 9007199254740991. Received -1'),
    ("close(null)", "ERR_INVALID_ARG_TYPE", 'The "options" argument must be of type object. Received null'),
    ("close({ timeout: -1 })", "ERR_OUT_OF_RANGE",
     'The value of "options.timeout" is out of range. It must be >= 0. Received -1'),
    ("named(17)", "ERR_INVALID_ARG_TYPE", 'The "name" argument must be of type string. Received type number (17)'),
    ("named('none')", "ERR_PYTHON_NO_POOL", "there is no pool named 'none'"),
    ("named('')", "ERR_PYTHON_NO_POOL", "there is no pool named ''"),
]  # fmt: skip


def test_what_is_wrong_is_refused(host: Host) -> None:
    calls = (f"() => pool.{call}" for call, _, _ in WRONG_CALLS)
    body = f"""
        for (const call of [{", ".join(calls)}]) {{
          try {{ await call(); }} catch (error) {{ console.log(error.code, error.message); }}
        }}
    """
    assert lines(host, body) == [f"{code} {message}" for _, code, message in WRONG_CALLS]


def test_over_max_queue_a_call_fails_at_once(host: Host) -> None:
    """Its answer is the error, and never synchronous; there is room again for each that has left the queue."""
    assert lines(
        host,
        """
        pool.configure({ threads: 2, maxQueue: 3 });
        const blocked = await begin(() => m.blockMain(), 2);
        const waiting = [m.echo(1), m.echo(2), m.echo(3)];
        let early = true;
        const refused = new Promise((resolve) => m.echo(4, (error, value) => resolve([early, error.code, value])));
        early = false;
        const error = await failure(m.echo(5));
        console.log(...await refused);
        console.log(error instanceof Error, error.code, error.message);
        const { queued, running } = pool.stats();
        console.log(queued, running);
        m.openGate('main');
        await Promise.all([...blocked, ...waiting]);
        console.log(await m.echo(6));
        pool.configure({ maxQueue: Infinity });
        console.log((await Promise.all(Array.from({ length: 100 }, (_, n) => m.echo(n)))).length);
        """,
    ) == [
        "false ERR_PYTHON_QUEUE_FULL undefined",
        "true ERR_PYTHON_QUEUE_FULL the queue is full: as many calls wait as maxQueue allows",
        "3 2",
        "6",
        "100",
    ]


def test_drain_tells_that_there_is_room_again(host: Host) -> None:
    """Once for each time that a call was refused, and not where none was."""
    assert lines(
        host,
        """
        pool.configure({ threads: 1, maxQueue: 2 });
        let drained = 0;
        pool.on('drain', () => { drained++; });
        const blocked = await begin(() => m.blockMain());
        const calls = [1, 2, 3, 4].map((n) => m.echo(n).catch((error) => error.code));
        await turn();
        console.log(drained);
        m.openGate('main');
        console.log(await Promise.all(calls));
        await until(() => drained === 1);
        await m.echo();
        await turn();
        console.log(drained);
        """,
    ) == ["0", "[ 1, 2, 'ERR_PYTHON_QUEUE_FULL', 'ERR_PYTHON_QUEUE_FULL' ]", "1"]


def test_a_program_may_wait_for_drain_alone(host: Host) -> None:
    assert lines(
        host,
        """
        pool.configure({ threads: 1, maxQueue: 1 });
        const blocked = await begin(() => m.blockMain());
        m.echo(1).then(() => console.log('answered'));
        m.echo(2).catch(() => {});
        pool.once('drain', () => console.log('drained'));
        m.openGate('main');
        """,
    ) in (["answered", "drained"], ["drained", "answered"])


@pytest.mark.parametrize(("threads", "most"), [(1, 0), (2, 0), (2, 3)])
def test_who_waits_for_drain_when_refused_comes_to_be_called(host: Host, threads: int, most: int) -> None:
    """It is told after the refusal, and not before there is room: nobody asks in vain for long."""
    assert lines(
        host,
        f"""
        pool.configure({{ threads: {threads}, maxQueue: {most} }});
        pool.setMaxListeners(0);
        let tries = 0;
        const persist = async (n) => {{
          for (;;) {{
            tries++;
            try {{
              return await (n % 10 === 0 ? m.nap() : m.echo(n));
            }} catch (error) {{
              await new Promise((resolve) => pool.once('drain', resolve));
            }}
          }}
        }};
        await Promise.all(Array.from({{ length: 60 }}, (_, n) => persist(n)));
        console.log(tries < 60 * 60 + 60 || tries);
        """,
    ) == ["true"]


def test_idle_waits_for_what_is_unanswered(host: Host) -> None:
    """Of this thread of JavaScript's: calls, Tasks that go on elsewhere, cancelled ones no longer."""
    assert lines(
        host,
        """
        await pool.idle();
        const order = [];
        const note = (what) => () => order.push(what);
        const controller = new AbortController();
        m.spin({ signal: controller.signal }).catch(note('cancelled'));
        m.rest(0.05).then(note('rested'));
        const idle = [pool.idle().then(note('idle')), pool.idle()];
        setTimeout(() => controller.abort(), 10);
        await Promise.all(idle);
        console.log(order.join(' '));
        """,
    ) == ["cancelled rested idle"]


def test_close_lets_calls_end(host: Host) -> None:
    """What waits is cancelled at once, what is new is refused, what runs may end."""
    assert lines(
        host,
        """
        const { threads } = pool.stats();
        const blocked = await begin(() => m.blockMain(), threads);
        const waiting = failure(m.echo(1));
        const closed = pool.close();
        let done = false;
        closed.then(() => { done = true; });
        const error = await waiting;
        console.log(error instanceof Error, error.code, error.message);
        console.log((await failure(m.echo(2))).code, (await failure(m.rest(0))).code);
        console.log(await new Promise((resolve) => m.echo(3, (refusal) => resolve(refusal.code))));
        console.log(done, pool.stats().queued);
        m.openGate('main');
        console.log((await Promise.all(blocked)).length === threads);
        await closed;
        await pool.close();
        while (pool.stats().running > 0) await new Promise(setImmediate); // a thread has yet to come back
        console.log(done);
        """,
    ) == [
        "true ERR_PYTHON_POOL_CLOSED the pool is closed",
        "ERR_PYTHON_POOL_CLOSED ERR_PYTHON_POOL_CLOSED",
        "ERR_PYTHON_POOL_CLOSED",
        "false 0",
        "true",
        "true",
    ]


def test_close_cancels_what_takes_too_long(host: Host) -> None:
    assert lines(
        host,
        """
        const calls = [failure(m.rest(60)), ...await begin(() => failure(m.spin()), 2)];
        const start = Date.now();
        await pool.close({ timeout: 100 });
        console.log(Date.now() - start >= 99);
        for (const call of calls) console.log((await call).code);
        """,
    ) == ["true", *["ERR_PYTHON_POOL_CLOSED"] * 3]


def test_a_pool_may_be_closed_before_python_has_started(host: Host) -> None:
    host.module(LIBRARY)
    script = f"""
        const {{ pool }} = require({str(JS)!r});
        pool.close().then(async () => {{
          const m = require('./module');
          await m.echo(1).catch((error) => console.log(error.code));
          console.log(await m.echoIo(2));
        }});
    """
    assert host.lines(script) == ["ERR_PYTHON_POOL_CLOSED", "2"]


def test_named_pools_have_threads_of_their_own(host: Host) -> None:
    """One that is blocked holds up no other; each is counted, configured and closed by itself."""
    assert lines(
        host,
        """
        const io = pool.named('io');
        console.log(io === pool.named('io'), io.stats().threads, pool.named('narrow').stats().threads);
        const blocked = await begin(() => m.blockIo(), 2);
        const waiting = m.echoIo(1);
        console.log(await m.echo(2), io.stats().queued, io.stats().running, pool.stats().queued);
        io.configure({ threads: 3 });
        console.log(await waiting);
        m.openGate('io');
        console.log((await Promise.all(blocked)).length, io.stats().done);
        await io.close();
        console.log((await failure(m.echoIo(3))).code, await m.echo(4));
        """,
    ) == ["true 2 1", "2 1 2 0", "1", "2 3", "ERR_PYTHON_POOL_CLOSED 4"]


def test_a_named_pool_may_have_a_full_queue(host: Host) -> None:
    assert lines(
        host,
        """
        const narrow = pool.named('narrow');
        narrow.once('drain', () => console.log('drained'));
        pool.once('drain', () => console.log('not this one'));
        const calls = await begin(() => m.blockNarrow());
        calls.push(m.blockNarrow());
        console.log((await failure(m.blockNarrow())).code);
        m.openGate('narrow');
        await Promise.all(calls);
        """,
    ) == ["ERR_PYTHON_QUEUE_FULL", "drained"]


def test_the_pool_never_enters_python(host: Host) -> None:
    assert lines(
        host,
        """
        const before = entries();
        pool.configure({ threads: 2, maxQueue: 1 });
        const calls = Array.from({ length: 20 }, (_, n) => failure(m.echo(n)));
        pool.stats();
        live();
        await Promise.all(calls);
        await pool.idle();
        await pool.named('io').close();
        await pool.close({ timeout: 10 });
        console.log(entries() - before);
        """,
    ) == ["0"]


def test_workers_share_the_threads_and_close_their_own(host: Host) -> None:
    host.needs("workers")
    host.module(LIBRARY)
    script = f"""
        const {{ Worker, isMainThread, parentPort }} = require('worker_threads');
        {START}
        (async () => {{
          if (isMainThread) {{
            pool.configure({{ threads: 3 }});
            const worker = new Worker(__filename);
            worker.once('message', async (message) => {{
              console.log(message, await m.echo('here'));
            }});
          }} else {{
            await pool.close();
            parentPort.postMessage(`${{pool.stats().threads}} ${{(await failure(m.echo())).code}}`);
          }}
        }})();
    """
    assert host.lines(script) == ["3 ERR_PYTHON_POOL_CLOSED here"]
