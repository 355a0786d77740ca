"""Streams that are left in the middle, by the thousand and in every way: nothing runs on, waits or is kept."""
from __future__ import annotations

import pytest
from checks import run_checks
from conftest import MONKEY, Host

LIBRARY = """
import asyncio, resource, threading
from collections.abc import AsyncIterator, Iterator
import bridge
from bridge import Callback

lock = threading.Lock()
counts = {"begun": 0, "ended": 0}

def note(what):
    with bridge.shield(), lock:
        counts[what] += 1

@export
def told() -> dict:
    '''How many generators have begun, and how many have run their `finally`; from now on.'''
    found = dict(counts)
    counts.update(begun=0, ended=0)
    return found

@task
def count():
    note("begun")
    try:
        i = 0
        while True:
            yield i
            i += 1
    finally:
        note("ended")

@export
async def count_later():
    note("begun")
    try:
        i = 0
        while True:
            yield i
            i += 1
            if i % 100 == 0:
                await asyncio.sleep(0)
    finally:
        note("ended")

@task
def double(items: Iterator[int]) -> Iterator[int]:
    note("begun")
    try:
        for each in items:
            yield each * 2
    finally:
        note("ended")

@task
def chunks(count: int):
    '''64 KiB each, new memory every time.'''
    for i in range(count):
        yield bytearray(2**16)

@task
def same(value):
    return value

@task
def ask(question: Callback[[int], int], value: int) -> int:
    return question(value)

@export
async def ask_later(question: Callback[[int], int], value: int) -> int:
    return await question.aio(value)

@export
def ask_here(question: Callback[[int], int], value: int) -> int:
    return question(value)

@export
def resident() -> int:
    '''Bytes that the process has in memory.'''
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
"""

LEAVE = """
const ways = {
  async break(stream) { for await (const each of stream) if (each >= 2) break; },
  async throw(stream) {
    await stream.next();
    await failure(stream.throw(new Error('mine')));
  },
  async error(stream) {
    await failure((async () => { for await (const each of stream) throw new Error('mine'); })());
  },
  async return(stream) {
    await stream.next();
    await stream.next();
    await stream.return();
  },
  async signal(stream, controller) {
    await stream.next();
    await stream.next();
    controller.abort();
    await failure((async () => { for (;;) await stream.next(); })()); // the answer is never synchronous
  },
  async garbage(stream) {
    await stream.next();
    await stream.next();
  },
  async 'never begun'() {},
};
/** Leaves many streams, a few at a time, and waits until nothing is left of them. */
const leave = async (open, way, count, atOnce = 8) => {
  const some = async () => {
    while (count-- > 0) {
      const controller = new AbortController();
      await ways[way](open(controller.signal), controller);
    }
  };
  await Promise.all(numbers(atOnce).map(some));
  await until(async () => { gc(); await sleep(2); return live().jobs === 0; });
};
"""


def test_ten_thousand_streams_left_in_the_middle_have_closed(host: Host) -> None:
    script = """
    const openers = {
      count: (signal) => m.count.with({ signal })(),
      countLater: (signal) => m.countLater.with({ signal })(),
    };
    for (const [name, open] of Object.entries(openers)) {
      for (const way of Object.keys(ways)) {
        check(`${name} by ${way}`, async () => {
          m.told();
          await leave(open, way, each);
          if (way === 'garbage') await sleep(20);
          const begun = way === 'never begun' ? 0 : each;
          assert.deepEqual(m.told(), { begun, ended: begun });
        });
      }
    }
    check('and streams of streams', async () => {
      m.told();
      for (const way of ['break', 'throw', 'return', 'signal', 'garbage']) {
        await leave((signal) => m.double.with({ signal })(m.count()), way, each / 10, 2); // each holds two threads
      }
      await until(async () => { gc(); await sleep(2); return live().jobs === 0; });
      const { begun, ended } = m.told();
      assert.equal(begun, ended);
      assert(begun >= each / 2);
    });
    check('the threads are free, and nothing is counted', async () => {
      assert.equal(await m.same(1), 1);
      await turn();
      const { running, queued } = pool.stats();
      assert.deepEqual([running, queued], [0, 0]);
      assert.deepEqual(live(), { jobs: 0, handles: 0, references: 0, contexts: 0 });
    });
    """
    each = 60 if host.node == MONKEY else 720
    run_checks(host, LIBRARY, f"const each = {each};{LEAVE}{script}")


def test_a_callback_may_call_what_calls_back(host: Host) -> None:
    script = """
    const fall = (f, depth) => (depth === 0 ? 0 : f((n) => f === m.askHere ? 1 + fall(f, n) : 1, depth - 1));
    check('on one thread, level by level', async () => {
      assert.equal(fall(m.askHere, 50), 50);
    });
    check('across threads', async () => {
      const depth = 3 * pool.stats().threads; // one that waits has another in its place
      for (const [f, most] of [[m.ask, depth], [m.askLater, 50]]) {
        const down = (left) => (left === 0 ? 0 : f(async (n) => 1 + (await down(n)), left - 1));
        assert.equal(await down(most), most);
      }
    });
    check('a posted error below is the one above', async () => {
      const mine = new Error('mine');
      const error = await failure(m.ask(() => m.askLater(() => m.askHere(() => { throw mine; }, 1), 1), 1));
      assert.equal(error, mine);
    });
    check('a stream in a callback in a stream', async () => {
      const source = async function* () {
        for await (const each of m.double(m.count())) yield await m.ask((n) => n + 1, each);
      };
      const found = [];
      for await (const each of m.double(source())) if (found.push(each) === 5) break;
      assert.deepEqual(found, [2, 6, 10, 14, 18]);
      await until(() => live().jobs === 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_readers_that_stop_hold_no_thread_and_no_more_than_their_windows(host: Host) -> None:
    script = """
    check('eight of them', async () => {
      const before = m.resident();
      const streams = numbers(8).map(() => m.chunks(10_000));
      for (const each of streams) await each.next(), await each.next();
      await until(() => pool.stats().running === 0 && pool.stats().queued === 0);
      await sleep(20);
      assert.equal(pool.stats().running, 0);
      const grown = (m.resident() - before) / 2 ** 20;
      assert(grown < 8 * 2 + 16, `${grown} MiB`);
      const calls = await Promise.all(numbers(20).map((i) => m.same(i)));
      assert.deepEqual(calls, numbers(20));
      for (const each of streams) assert.equal((await each.next()).value.byteLength, 2 ** 16);
      await Promise.all(streams.map((each) => each.return()));
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_gigabyte_through_a_pipeline_stays_small(node: Host) -> None:
    """Into a writer that is slower than Python, so that the windows are full all the time.

    Over what the process takes once the first 128 MiB are through: V8 collects what ArrayBuffers bring at half of
    that. And glibc keeps what is freed, for each thread that has allocated any; so it is told to have one heap for all.
    """
    node.environment["MALLOC_ARENA_MAX"] = "1"
    script = """
    const { Writable, pipeline } = require('stream');
    check('a gigabyte', async () => {
      let written = 0, before = 0, most = 0;
      const slow = new Writable({
        highWaterMark: 2 ** 18,
        write(chunk, _, done) {
          written += chunk.byteLength;
          if (written === 2 ** 27) before = m.resident();
          if (written % 2 ** 22 === 0) most = Math.max(most, m.resident());
          if (written % 2 ** 18 === 0) setTimeout(done, 1);
          else setImmediate(done);
        },
      });
      await new Promise((resolve, reject) => {
        pipeline(m.chunks(2 ** 14), slow, (error) => (error ? reject(error) : resolve()));
      });
      assert.equal(written, 2 ** 30);
      assert(most - before < 50 * 2 ** 20, `${(most - before) / 2 ** 20} MiB`);
    });
    """
    run_checks(node, LIBRARY, script)


def test_a_worker_that_is_terminated_in_the_middle(host: Host) -> None:
    host.needs("workers")
    host.module(LIBRARY)
    script = """
    const assert = require('assert');
    const { Worker, isMainThread, parentPort } = require('worker_threads');
    const m = require('./module');
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const work = async () => {
      const streams = [m.count(), m.countLater(), m.double(m.count())];
      for (const each of streams) await each.next(), await each.next();
      const reading = [m.count(), m.countLater(), m.double((function* () { for (;;) yield 1; })())];
      const never = globalThis.never = new Promise(() => {});
      const read = async (stream, tell) => { for await (const each of stream) tell(); };
      const begun = reading.map((stream) => new Promise((tell) => read(stream, tell)));
      begun.push(...[m.ask, m.askLater].map((ask) => new Promise((tell) => ask(() => (tell(), never), 1))));
      await Promise.all(begun);
      parentPort.postMessage('at it');
    };
    const main = async () => {
      for (let i = 0; i < 4; i++) {
        const worker = new Worker(__filename);
        await new Promise((resolve) => worker.once('message', resolve));
        await sleep(5 * i);
        await worker.terminate();
      }
      let counts = { begun: 0, ended: 0 };
      for (let i = 0; i < 500 && (i === 0 || counts.begun > counts.ended); i++) {
        await sleep(10);
        const { begun, ended } = m.told();
        counts = { begun: counts.begun + begun, ended: counts.ended + ended };
      }
      console.log(counts.begun >= 28, counts.begun - counts.ended);
    };
    if (isMainThread) main();
    else work();
    """
    assert host.lines(script) == ["true 0"]


def test_streams_that_read_one_another_need_no_more_threads_than_there_are(host: Host) -> None:
    script = """
    check('three times as many as there are threads', async () => {
      const some = async (stream) => { for await (const each of stream) if (each > 1000) return each; };
      const streams = numbers(3 * pool.stats().threads).map(() => m.double(m.count()));
      assert.deepEqual(new Set(await Promise.all(streams.map(some))), new Set([1002]));
    });
    """
    run_checks(host, LIBRARY, script)


@pytest.mark.parametrize("end", ["", "process.exit()"])
def test_a_generator_that_rests_is_closed_as_the_process_ends(host: Host, end: str) -> None:
    library = """
    @task
    def rests():
        try:
            while True:
                yield 1
        finally:
            print("closed", flush=True)

    @task
    def fails():
        try:
            yield 1
        finally:
            raise ValueError("as it closes")
    """
    host.module(library)
    script = f"""
    const m = require('./module');
    globalThis.streams = [m.rests(), m.fails()];
    Promise.all(streams.map((each) => each.next())).then(() => setTimeout(() => {{ {end} }}, 50));
    """
    done = host.run(script, leaks=True)
    assert done.stdout == "closed\n"
    if host.node != MONKEY:  # where it is cancelled with its script, and has nobody to answer to
        assert "as it closes" in done.stderr


def test_process_exit_in_the_middle(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    const streams = [m.count(), m.countLater(), m.double((function* () { for (;;) yield 1; })())];
    (async () => {
      for (const each of streams) {
        await each.next();
        await each.next();
      }
      for (const stream of [m.count(), m.double(m.count()), m.countLater()]) {
        (async () => { for await (const each of stream); })();
      }
      globalThis.never = new Promise(() => {});
      m.ask(() => never, 1);
      setTimeout(() => process.exit(3), 20);
    })();
    """
    done = host.run(script, status=3, leaks=True)
    assert (done.stdout, done.stderr) == ("", "")
