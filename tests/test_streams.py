"""Generators are async iterators in JavaScript: in order, within a window, and closed by whoever leaves them."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from checks import NOTES, run_checks
from conftest import MONKEY, Host

import bridge

LIBRARY = NOTES + """
import asyncio, dataclasses, threading, time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
import bridge

made = {"count": 0, "count_later": 0, "narrow": 0, "narrow_later": 0, "wide": 0}
gate = threading.Event()

@export
def made_by(name: str) -> int:
    return made[name]

@export
def open_gate() -> None:
    gate.set()

@task
def count(n: int = 10**9, first: int = 0):
    '''Yields numbers; what it returns is a word.'''
    seen.append("begun")
    try:
        for i in range(first, first + n):
            made["count"] += 1
            yield i
        return "returned"
    except BaseException as error:
        seen.append(type(error).__name__)
        raise
    finally:
        seen.append("finally")

@export
async def count_later(n: int = 10**9, first: int = 0):
    seen.append("begun")
    try:
        for i in range(first, first + n):
            made["count_later"] += 1
            if i % 7 == 0:
                await asyncio.sleep(0)
            yield i
    except BaseException as error:
        seen.append(type(error).__name__)
        raise
    finally:
        seen.append("finally")

@task(window=8)
def narrow():
    for i in range(10**9):
        made["narrow"] += 1
        yield i

@export(window=8)
async def narrow_later():
    for i in range(10**9):
        made["narrow_later"] += 1
        yield i

@task
def wide():
    while True:
        made["wide"] += 1
        yield bytes(2**16)

@task
def listed(n: int) -> Iterator[int]:
    '''No generator, but an iterator.'''
    return iter(range(n))

class Later:
    def __init__(self, n):
        self.left = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        return self.left

@export
async def listed_later(n: int) -> AsyncIterator[int]:
    return Later(n)

@dataclasses.dataclass
class Row:
    id: int
    name: str

@task
def values():
    yield None
    yield True
    yield 1.5
    yield 2**40
    yield "text"
    yield b"bytes"
    yield [1, [2, {"a": 3}]]
    yield Row(1, "one")
    yield {"id": 2}

@task
def rows(n: int):
    for i in range(n):
        yield Row(i, f"row {i}")

@task
def same(value):
    return value

@task
def fails(n: int):
    yield from range(n)
    raise ValueError("it fails")

@export
async def fails_later(n: int):
    for i in range(n):
        yield i
    raise ValueError("it fails")

@task
def slow(seconds: float):
    yield 0
    time.sleep(seconds)
    yield 1

@task
def waits():
    yield "before"
    gate.wait()
    yield "after"

@export
async def waits_later():
    yield "before"
    try:
        await asyncio.sleep(3600)
    finally:
        seen.append("finally")

@task
def spins():
    '''Yields at once, then never.'''
    try:
        yield 0
        while True:
            x = 1
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@task(timeout=0.05)
def brief():
    yield 0
    while True:
        x = 1

@task
def echo():
    sent = "first"
    while True:
        sent = yield sent

@export
async def echo_later():
    sent = "first"
    while True:
        sent = yield sent

@task
def resettable():
    i = 0
    while True:
        sent = yield i
        i = i + 1 if sent is None else sent

door = threading.Event()

@task
def behind_a_door():
    i = 0
    while True:
        if i == 3:
            seen.append("waits")
            door.wait()
        sent = yield i
        i = i + 1 if sent is None else sent

@export
def open_the_door() -> None:
    door.set()
    time.sleep(0.1)

@task
def catches():
    i = 0
    while True:
        try:
            yield i
        except Exception as error:
            seen.append(f"{type(error).__name__} {error}")
            yield "caught"
        i += 1

@export
async def catches_later():
    i = 0
    while True:
        try:
            yield i
        except Exception as error:
            seen.append(f"{type(error).__name__} {error}")
            yield "caught"
        i += 1

@task
def refuses_to_close():
    try:
        while True:
            yield 1
    finally:
        raise KeyError("in finally")

@export
async def refuses_to_close_later():
    try:
        while True:
            yield 1
    finally:
        raise KeyError("in finally")

@task
def uncopyable():
    try:
        yield 1
        yield object()
        yield 2
    finally:
        seen.append("finally")

@export
async def uncopyable_later():
    try:
        yield 1
        yield object()
        yield 2
    finally:
        seen.append("finally")

@export
class Place:
    def __init__(self, n: int):
        self.n = n

    @task
    def walk(self):
        yield from range(self.n)

    async def walk_later(self):
        for i in range(self.n):
            yield i
"""


def test_what_a_generator_yields_comes_in_order(host: Host) -> None:
    """And what it returns is the last value."""
    script = """
    check('for await gives all of it', async () => {
      for (const f of [m.count, m.countLater]) assert.deepEqual(await all(f(1000)), numbers(1000));
      assert.deepEqual(await all(m.listed(300)), numbers(300));
      assert.deepEqual(await all(m.listedLater(300)), numbers(300).reverse());
      assert.deepEqual(await all(new m.Place(5).walk()), numbers(5));
      assert.deepEqual(await all(new m.Place(5).walkLater()), numbers(5));
    });
    check('one that yields nothing', async () => {
      for (const f of [m.count, m.countLater, m.listed, m.listedLater]) assert.deepEqual(await all(f(0)), []);
    });
    check('what it returns is the last value, once', async () => {
      const stream = m.count(1);
      assert.deepEqual(await stream.next(), { value: 0, done: false });
      assert.deepEqual(await stream.next(), { value: 'returned', done: true });
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
      const later = m.countLater(0);
      assert.deepEqual(await later.next(), { value: undefined, done: true });
    });
    check('any values that can be copied', async () => {
      const found = await all(m.values());
      assert.deepEqual(found.slice(0, 5), [null, true, 1.5, 2 ** 40, 'text']);
      assert.equal(Buffer.from(found[5]).toString(), 'bytes');
      assert.deepEqual(found.slice(6), [[1, [2, { a: 3 }]], { id: 1, name: 'one' }, { id: 2 }]);
    });
    check('records, in batches', async () => {
      assert.deepEqual(await all(m.rows(1000)), numbers(1000).map((id) => ({ id, name: `row ${id}` })));
    });
    check('many at a time', async () => {
      const streams = numbers(20).map((i) => all(m.count(500, i)));
      (await Promise.all(streams)).forEach((found, i) => assert.deepEqual(found, numbers(500, i)));
    });
    check('calls of next() at once are answered in order', async () => {
      for (const f of [m.count, m.countLater]) {
        const stream = f(600);
        const found = await Promise.all(numbers(700).map(() => stream.next()));
        assert.deepEqual(found.slice(0, 600).map(({ value }) => value), numbers(600));
        assert(found.every(({ done }, i) => done === i >= 600));
      }
    });
    check('items come in batches: a turn has many', async () => {
      let now = 0, isOver = false;
      const counting = (async () => { while (!isOver) { now++; await turn(); } })();
      const turns = new Set();
      for await (const _ of m.count(20_000)) turns.add(now);
      isOver = true;
      await counting;
      assert(turns.size < 2000, `${turns.size} turns`);
    });
    check('JavaScript does not enter Python for it', async () => {
      const before = entries();
      await all(m.count(1000));
      for await (const each of m.countLater()) if (each === 500) break;
      const stream = m.echo();
      await stream.next();
      await stream.next('sent');
      await failure(stream.throw(new Error('mine')));
      assert.equal(entries() - before, 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_the_object_is_an_async_iterator(host: Host) -> None:
    script = """
    check('it has what one has', async () => {
      const stream = m.count(1);
      assert.equal(stream[Symbol.asyncIterator](), stream);
      const { prototype } = async function* () {};
      assert(Object.getPrototypeOf(Object.getPrototypeOf(prototype)).isPrototypeOf(stream));
      assert.equal(Object.prototype.toString.call(stream), '[object Stream]');
      for (const name of ['next', 'return', 'throw']) assert.equal(typeof stream[name], 'function');
      await all(stream);
    });
    check('nothing runs before the first next()', async () => {
      for (const f of [m.count, m.countLater]) {
        m.told();
        const stream = f(10);
        await sleep(10);
        assert.deepEqual(m.told(), []);
        assert.deepEqual(await stream.return('value'), { value: 'value', done: true });
        assert.deepEqual(await stream.next(), { value: undefined, done: true });
        assert.deepEqual(m.told(), []);
      }
    });
    check('arguments are checked at the call, or come with the first next()', async () => {
      const error = await failure((async () => all(m.count('many')))());
      assert.match(error.message, /count.*n/);
    });
    check('called with a callback, it says to iterate', async () => {
      const error = { name: 'TypeError', message: /for await/ };
      for (const f of [m.count, m.countLater]) assert.throws(() => f(3, () => {}), error);
    });
    check('it is disposed of by closing it', async () => {
      if (Symbol.asyncDispose === undefined) return;
      const stream = m.count();
      await stream.next();
      m.told();
      assert.equal(await stream[Symbol.asyncDispose](), undefined);
      assert.deepEqual(m.told(), ['GeneratorExit', 'finally']);
    });
    check('streams can be made of it', async () => {
      if (!process.versions.v8) return;
      const { Readable } = require('stream');
      assert.deepEqual(await all(Readable.from(m.count(300))), numbers(300));
      const { from } = globalThis.ReadableStream;
      if (from !== undefined) assert.deepEqual(await all(from.call(ReadableStream, m.count(300))), numbers(300));
      for await (const each of Readable.from(m.count())) if (each === 30) break;
      await until(() => live().jobs === 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_python_runs_ahead_within_a_window(host: Host) -> None:
    script = """
    check('the first next() makes one item; the second one as many as the window has', async () => {
      for (const [f, name] of [[m.narrow, 'narrow'], [m.narrowLater, 'narrow_later']]) {
        const stream = f();
        await stream.next();
        await sleep(20);
        assert.equal(m.madeBy(name), 1);
        await stream.next();
        await sleep(30);
        const made = m.madeBy(name);
        assert(made >= 8 && made <= 10, `${made} of ${name}`);
        for (let i = 2; i < 50; i++) assert.equal((await stream.next()).value, i);
        await sleep(30);
        assert(m.madeBy(name) <= 60, `${m.madeBy(name)} after 50`);
        await stream.return();
      }
    });
    check('by default it has 256', async () => {
      const before = m.madeBy('count');
      const stream = m.count();
      await stream.next();
      await stream.next();
      await sleep(50);
      const made = m.madeBy('count') - before;
      assert(made >= 256 && made <= 260, `${made}`);
      await stream.return();
    });
    check('or a mebibyte', async () => {
      const stream = m.wide();
      await stream.next();
      await stream.next();
      await sleep(50);
      assert(m.madeBy('wide') <= 24, `${m.madeBy('wide')}`);
      for (let i = 0; i < 100; i++) assert.equal((await stream.next()).value.byteLength, 2 ** 16);
      await stream.return();
    });
    check('a full window takes the generator off its thread', async () => {
      const streams = numbers(3 * pool.stats().threads).map(() => m.count());
      for (const each of streams) assert.deepEqual([(await each.next()).value, (await each.next()).value], [0, 1]);
      await until(() => pool.stats().running === 0 && pool.stats().queued === 0);
      assert.equal(await m.same(17), 17);
      for (const each of streams) assert.equal((await each.next()).value, 2);
      await Promise.all(streams.map((each) => each.return()));
      await until(() => live().jobs === 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_leaving_a_stream_closes_the_generator(host: Host) -> None:
    script = """
    check('by break, return, or an error of the reader', async () => {
      for (const f of [m.count, m.countLater]) {
        m.told();
        for await (const each of f()) if (each === 5) break;
        assert.deepEqual(m.told(), ['begun', 'GeneratorExit', 'finally']);
        await (async () => { for await (const each of f()) if (each === 300) return; })();
        assert.deepEqual(m.told(), ['begun', 'GeneratorExit', 'finally']);
        const mine = new Error('mine');
        assert.equal(await failure((async () => { for await (const each of f()) throw mine; })()), mine);
        assert.deepEqual(m.told(), ['begun', 'GeneratorExit', 'finally']);
      }
    });
    check('return() is awaited, and drops what waits', async () => {
      const stream = m.count();
      await stream.next();
      await stream.next();
      m.told();
      assert.deepEqual(await stream.return(Promise.resolve('mine')), { value: 'mine', done: true });
      assert.deepEqual(m.told(), ['GeneratorExit', 'finally']);
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
      assert.deepEqual(await stream.return(1), { value: 1, done: true });
      const late = new Error('late');
      assert.equal(await failure(stream.throw(late)), late);
    });
    check('what closing raises rejects return()', async () => {
      for (const f of [m.refusesToClose, m.refusesToCloseLater]) {
        const stream = f();
        await stream.next();
        const error = await failure(stream.return());
        assert.equal(error.name, 'KeyError');
        assert.deepEqual(await stream.return(), { value: undefined, done: true });
      }
    });
    check('return() while next() waits ends both', async () => {
      const stream = m.waitsLater();
      await stream.next();
      m.told();
      const waiting = stream.next();
      await sleep(5);
      assert.deepEqual(await stream.return(), { value: undefined, done: true });
      assert.deepEqual(await waiting, { value: undefined, done: true });
      assert.deepEqual(m.told(), ['finally']);
      const blocked = m.waits();
      await blocked.next();
      const second = blocked.next();
      await sleep(5);
      const closed = blocked.return();
      m.openGate();
      await closed;
      assert.equal(typeof (await second).done, 'boolean');
    });
    check('so does collecting it', async () => {
      for (const f of [m.count, m.countLater]) {
        m.told();
        await (async () => { const stream = f(); await stream.next(); await stream.next(); })();
        await until(async () => { gc(); await sleep(5); return m.told().includes('finally'); });
        await until(() => live().jobs === 0);
      }
    });
    check('while somebody waits for next(), it is not collected', async () => {
      const next = (() => m.slow(0.1).next())();
      gc();
      await turn();
      gc();
      assert.equal((await next).value, 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_errors_come_after_the_items_before_them(host: Host) -> None:
    script = """
    check('with frames of both languages', async () => {
      for (const f of [m.fails, m.failsLater]) {
        const found = [];
        const error = await failure((async function reader() { for await (const each of f(300)) found.push(each); })());
        assert.deepEqual(found, numbers(300));
        assert.equal(`${error}`, 'ValueError: it fails');
        assert.match(error.stack, /at fails(_later)? \\(.*lib\\.py:\\d+\\)/);
        if (process.versions.v8) assert.match(error.stack, /lib\\.py[^]*reader/);
      }
    });
    check('then it is over', async () => {
      const stream = m.fails(0);
      assert.equal((await failure(stream.next())).name, 'ValueError');
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
    });
    check('what cannot be copied is the error, and closes the generator', async () => {
      for (const f of [m.uncopyable, m.uncopyableLater]) {
        m.told();
        const stream = f();
        assert.equal((await stream.next()).value, 1);
        const error = await failure(stream.next());
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, /cannot copy/);
        assert.deepEqual(m.told(), ['finally']);
        assert.deepEqual(await stream.next(), { value: undefined, done: true });
      }
    });
    """
    run_checks(host, LIBRARY, script)


def test_the_program_talks_with_the_generator(host: Host) -> None:
    script = """
    check('next(v) is send(v)', async () => {
      for (const f of [m.echo, m.echoLater]) {
        const stream = f();
        assert.equal((await stream.next('dropped, as ever')).value, 'first');
        for (const each of ['a', 1, { b: [2] }, null]) assert.deepEqual((await stream.next(each)).value, each);
        assert.equal((await stream.next()).value, null);
        const sent = ['x', 'y', 'z'].map((each) => stream.next(each));
        assert.deepEqual((await Promise.all(sent)).map(({ value }) => value), ['x', 'y', 'z']);
        await stream.return();
      }
    });
    check('it ends running ahead: what has been made comes first', async () => {
      const stream = m.resettable();
      for (let i = 0; i < 10; i++) assert.equal((await stream.next()).value, i);
      const found = [(await stream.next(10_000)).value];
      while (found[found.length - 1] < 10_000) found.push((await stream.next()).value);
      assert.deepEqual(found.slice(0, -1), numbers(found.length - 1, 10));
      assert.equal(found[found.length - 1], 10_000);
      for (const i of [1, 2, 3]) assert.equal((await stream.next()).value, 10_000 + i);
      assert.equal((await stream.next(5)).value, 5);
      await stream.return();
    });
    check('it ends running ahead while an item is being made', async () => {
      const stream = m.behindADoor();
      for (const i of [0, 1]) assert.equal((await stream.next()).value, i);
      await until(() => m.told().includes('waits'));
      assert.equal((await stream.next(100)).value, 2);
      m.openTheDoor(); // what it was making, and the answer, come at once
      for (const i of [3, 100, 101, 102]) assert.equal((await stream.next()).value, i);
      await stream.return();
    });
    check('what cannot be sent is refused, and it goes on', async () => {
      const stream = m.echo();
      await stream.next();
      assert.match((await failure(stream.next(() => {}))).message, /cannot copy/);
      assert.equal((await stream.next('on')).value, 'on');
      await stream.return();
    });
    check('throw(e) raises it inside', async () => {
      for (const f of [m.catches, m.catchesLater]) {
        m.told();
        const stream = f();
        assert.equal((await stream.next()).value, 0);
        await stream.next();
        assert.equal((await stream.throw(new RangeError('mine'))).value, 'caught');
        assert.deepEqual(m.told(), ['JsError RangeError: mine']);
        assert.equal(typeof (await stream.next()).value, 'number');
        await stream.return();
      }
    });
    check('its identity is kept', async () => {
      for (const f of [m.count, m.countLater]) {
        for (const mine of [new Error('mine'), 'text', { any: 'thing' }]) {
          const stream = f();
          await stream.next();
          assert.equal(await failure(stream.throw(mine)), mine);
          assert.deepEqual(await stream.next(), { value: undefined, done: true });
        }
      }
      const pythons = await failure(m.fails(0).next());
      m.told();
      const stream = m.count();
      await stream.next();
      assert.equal(await failure(stream.throw(pythons)), pythons);
      assert.deepEqual(m.told(), ['begun', 'ValueError', 'finally']);
    });
    check('before it has begun, it never does', async () => {
      m.told();
      const mine = new Error('mine');
      const stream = m.count();
      assert.equal(await failure(stream.throw(mine)), mine);
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
      assert.deepEqual(m.told(), []);
    });
    check('iterators without these just go on, or end', async () => {
      const stream = m.listed(10);
      assert.equal((await stream.next()).value, 0);
      assert.equal((await stream.next('sent')).value, 1);
      const mine = new Error('mine');
      assert.equal(await failure(stream.throw(mine)), mine);
      const later = m.listedLater(10);
      assert.equal((await later.next()).value, 9);
      await later.return();
    });
    """
    run_checks(host, LIBRARY, script)


def test_signals_and_timeouts_stop_a_stream(host: Host) -> None:
    """The answer comes at once, for who waits and for who comes next; the generator's `finally` runs."""
    script = """
    check('a signal, while Python runs', async () => {
      m.told();
      const controller = new AbortController();
      const stream = m.spins({ signal: controller.signal });
      assert.equal((await stream.next()).value, 0);
      const waiting = failure(stream.next());
      const mine = new Error('mine');
      setTimeout(() => controller.abort(mine), 10);
      assert.equal(await waiting, mine);
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
      await until(() => live().jobs === 0);
      assert.deepEqual(m.told(), ['Cancelled']);
    });
    check('a signal, while it rests: what waits is dropped', async () => {
      for (const f of [m.count, m.countLater]) {
        m.told();
        const controller = new AbortController();
        const stream = f.with({ signal: controller.signal })();
        await stream.next();
        await stream.next();
        await sleep(20);
        controller.abort();
        await sleep(5); // the answer is never synchronous
        assert.equal(await failure(stream.next()), controller.signal.reason);
        assert.deepEqual(await stream.next(), { value: undefined, done: true });
        await until(() => live().jobs === 0);
        assert.match(m.told().join(), /^begun,(Cancelled|CancelledError|GeneratorExit),finally$/);
      }
    });
    check('a signal, while an async generator waits', async () => {
      m.told();
      const controller = new AbortController();
      const stream = m.waitsLater.with({ signal: controller.signal })();
      await stream.next();
      const waiting = failure(stream.next());
      await sleep(10);
      controller.abort('why');
      assert.equal(await waiting, 'why');
      await until(() => live().jobs === 0);
      assert.deepEqual(m.told(), ['finally']);
    });
    check('a signal that has aborted already', async () => {
      m.told();
      const error = await failure((async () => all(m.count(5, { signal: AbortSignal.abort('why') })))());
      assert.equal(error, 'why');
      assert.deepEqual(m.told(), []);
    });
    check('a timeout is for the whole, from the call on or the first next()', async () => {
      for (const f of [m.spins, m.waitsLater]) {
        const stream = f.with({ timeout: 40 })();
        await stream.next();
        assert.equal((await failure(stream.next())).name, 'TimeoutError');
      }
      const resting = m.count.with({ timeout: 40 })();
      await resting.next();
      await resting.next();
      await sleep(80);
      assert.equal((await failure(resting.next())).name, 'TimeoutError');
      assert.equal((await failure((async () => all(m.brief()))())).name, 'TimeoutError');
      await until(() => live().jobs === 0);
    });
    check('one that has ended does not mind', async () => {
      const controller = new AbortController();
      const stream = m.count.with({ signal: controller.signal, timeout: 60_000, priority: 3 })(3);
      assert.deepEqual(await all(stream), [0, 1, 2]);
      controller.abort();
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
      const open = m.count.with({ signal: new AbortController().signal })();
      await open.next();
      await open.return();
    });
    check('the end of the pool', async () => {
      const stream = m.count();
      await stream.next();
      await stream.next();
      const closed = pool.close({ timeout: 20 });
      const error = await failure((async () => all(stream))());
      assert.equal(error.code, 'ERR_PYTHON_POOL_CLOSED');
      await closed;
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_stream_that_rests_does_not_hold_the_process(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    (async () => {
      globalThis.kept = [m.count(), m.countLater()];
      for (const each of kept) {
        await each.next();
        await each.next();
      }
      console.log('read');
      const waits = m.slow(0.1);
      await waits.next();
      await waits.next();
      console.log('waited for');
    })();
    """
    assert host.run(script, leaks=True).stdout.splitlines() == ["read", "waited for"]


def test_a_stream_keeps_its_callers_async_context(host: Host) -> None:
    host.needs("async_hooks")
    host.module(LIBRARY)
    script = """
    const { AsyncLocalStorage } = require('async_hooks');
    const m = require('./module');
    const storage = new AsyncLocalStorage();
    storage.run('mine', async () => {
      for await (const each of m.rows(600)) if (storage.getStore() !== 'mine') throw new Error(`lost at ${each.id}`);
      console.log(storage.getStore());
    });
    """
    assert host.lines(script) == ["mine"]


def test_a_synchronous_export_cannot_be_a_generator() -> None:
    def numbers() -> Iterator[int]:
        yield 1

    with pytest.raises(TypeError, match="@task"):
        bridge.export(numbers)


def test_items_and_posts_come_in_their_order(host: Host) -> None:
    library = """
    from collections.abc import Iterator
    from bridge import Callback, Latest

    @task
    def both(n: int, tell: Callback[[int], None], *, last: Latest[str]) -> Iterator[int]:
        for i in range(n):
            tell(3 * i)
            yield 3 * i + 1
            last(str(3 * i + 2))
    """
    script = """
    check('one after the other', async () => {
      const seen = [], told = [];
      const last = (text) => told.push(Number(text));
      for await (const each of m.both(1000, (n) => seen.push(n), { last })) seen.push(each);
      const expected = numbers(2000).map((i) => Math.floor(i / 2) * 3 + (i % 2));
      const [posts, items] = [0, 1].map((rest) => seen.filter((each) => each % 3 === rest));
      assert.deepEqual([posts, items], [0, 1].map((rest) => expected.filter((each) => each % 3 === rest)));
      if (inTurn) assert.deepEqual(seen, expected);
      assert.equal(told[told.length - 1], 2999);
      assert.deepEqual(told, [...told].sort((a, b) => a - b));
    });
    """
    in_turn = host.node != MONKEY  # whose readers come to their turn after all that has come in one
    run_checks(host, library, f"const inTurn = {str(in_turn).lower()};{script}")
