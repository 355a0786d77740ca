"""Iterables of JavaScript's are iterators in Python: pulled in batches, and closed by whoever leaves them."""
from __future__ import annotations

from checks import NOTES, run_checks
from conftest import Host

LIBRARY = NOTES + """
import asyncio, contextlib, dataclasses, threading
from collections.abc import AsyncIterable, AsyncIterator, Generator, Iterable, Iterator
import bridge

kept = []

@export
def drop_all() -> None:
    kept.clear()

@dataclasses.dataclass
class Row:
    id: int
    name: str = ""

@task
def listed(items: Iterator):
    return list(items)

@task
def iterable(items: Iterable[int]) -> list[int]:
    return [*items]

@task
def generator(items: Generator[int, None, None]) -> list[int]:
    return [*items]

@export
async def listed_later(items: AsyncIterator) -> list:
    return [each async for each in items]

@export
async def iterable_later(items: AsyncIterable[int]) -> list:
    return [each async for each in items]

@export
def at_once(items: Iterator[int]) -> list[int]:
    return list(items)

@export
def first_at_once(items: Iterator[int]) -> int:
    for each in items:
        return each

@task
def total(rows: Iterator[Row]) -> int:
    return sum(row.id for row in rows)

@export
async def total_later(rows: AsyncIterator[Row]) -> int:
    found = 0
    async for row in rows:
        found += row.id
    return found

@task
def numbers_of(items: Iterator[int]) -> int:
    return sum(items)

@task
def sizes(chunks: Iterator[memoryview]) -> list:
    return [[type(each).__name__, len(each), each[0]] for each in chunks]

@task
def take(items: Iterator[int], count: int, how: str = "break"):
    found = []
    for each in items:
        found.append(each)
        if len(found) == count:
            break
    if how == "close":
        items.close()
    elif how == "keep":
        kept.append(items)
    elif how == "fail":
        raise ValueError("it fails")
    return found

@export
async def take_later(items: AsyncIterator[int], count: int) -> list:
    found = []
    async for each in items:
        found.append(each)
        if len(found) == count:
            break
    return found

@task
def ignores(items: Iterator[int]) -> str:
    return "ignored"

@task
def zipped(one: Iterator[int], other: Iterator[str]):
    return list(zip(one, other))

@task
def many(*items: Iterator[int], last: Iterator[int] = ()):
    return [sum(each) for each in [*items, last]]

@task
def double(items: Iterator[int]) -> Iterator[int]:
    for each in items:
        yield each * 2

@export
async def double_later(items: AsyncIterator[int]) -> AsyncIterator[int]:
    async for each in items:
        yield each * 2

@task
def count(n: int):
    try:
        yield from range(n)
    finally:
        seen.append("finally")

@task
def catches(items: Iterator):
    found = []
    try:
        for each in items:
            found.append(each)
    except bridge.JsError as error:
        return [found, f"{error}"]

@task
def passes_on(items: Iterator):
    for each in items:
        pass

@export
async def passes_on_later(items: AsyncIterator) -> None:
    async for each in items:
        pass

@task
def waits(items: Iterator):
    seen.append("waits")
    try:
        return list(items)
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@export
async def waits_later(items: AsyncIterator) -> None:
    seen.append("waits")
    try:
        async for each in items:
            pass
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@task
def slow(items: Iterator[int]):
    import time
    next(items)
    time.sleep(0.05)

@export
class Place:
    def __init__(self, n: int):
        self.n = n

    @task
    def total(self, items: Iterator[int]) -> int:
        return self.n + sum(items)
"""

START = """
const seen = [];
let made;
function* counting(count = Infinity, first = 0) {
  try {
    for (let i = first; i < first + count; i++) {
      made = i;
      yield i;
    }
  } finally {
    seen.push('finally');
  }
}
async function* countingLater(count = Infinity) {
  try {
    for (let i = 0; i < count; i++) {
      if (i % 50 === 0) await turn();
      made = i;
      yield i;
    }
  } finally {
    seen.push('finally');
  }
}
"""


def test_any_iterable_is_an_iterator(host: Host) -> None:
    script = """
    check('generators, in order', async () => {
      for (const f of [m.listed, m.iterable, m.generator, m.listedLater, m.iterableLater]) {
        for (const count of [0, 1, 127, 128, 129, 1000]) {
          assert.deepEqual(await f(counting(count)), numbers(count));
          assert.deepEqual(await f(countingLater(count)), numbers(count));
        }
      }
      assert.deepEqual(new Set(seen.splice(0)), new Set(['finally']));
    });
    check('Sets, Maps, and iterators by hand', async () => {
      assert.deepEqual(await m.listed(new Set(['a', 'b'])), ['a', 'b']);
      assert.deepEqual(await m.listed(new Map([['a', 1], ['b', 2]])), [['a', 1], ['b', 2]]);
      let left = 3;
      const byHand = { [Symbol.iterator]: () => ({ next: () => ({ done: left-- === 0, value: left }) }) };
      assert.deepEqual(await m.listed(byHand), [2, 1, 0]);
      let more = 3;
      const later = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: more-- === 0, value: more }) }) };
      assert.deepEqual(await m.listed(later), [2, 1, 0]);
    });
    check('plain data crosses by copy, as ever', async () => {
      for (const f of [m.listed, m.iterable, m.generator, m.listedLater, m.iterableLater]) {
        assert.deepEqual(await f([1, 2, 3]), [1, 2, 3]);
        assert.deepEqual(await f(Int32Array.of(1, 2)), [1, 2]);
        assert.deepEqual(await f([]), []);
      }
    });
    check('several in one call, in any place', async () => {
      const letters = function* () { for (;;) yield 'x'; };
      assert.deepEqual(await m.zipped(counting(500), letters()), numbers(500).map((i) => [i, 'x']));
      assert.deepEqual(await m.many(counting(3), [5], countingLater(4), { last: counting(5) }), [3, 5, 6, 10]);
      assert.equal(await new m.Place(5).total(counting(4)), 11);
    });
    check('with a callback after it', async () => {
      const answer = await new Promise((resolve) => m.numbersOf(counting(10), (...values) => resolve(values)));
      assert.deepEqual(answer, [null, 45]);
    });
    check('each item is of its type', async () => {
      const rows = function* () { for (let id = 0; id < 300; id++) yield { id, name: `${id}` }; };
      for (const f of [m.total, m.totalLater]) {
        assert.equal(await f(rows()), 44850);
        assert.equal(await f([...rows()]), 44850);
        const bad = function* () { yield* rows(); yield { id: 'x' }; };
        for (const each of [bad(), [...bad()]]) {
          const error = await failure(f(each));
          assert.equal(error.name, 'TypeError');
          assert.match(error.message, /total(_later)?.*rows.*300/);
        }
      }
    });
    check('what is no iterable is refused', async () => {
      for (const each of [17, null, { a: 1 }]) {
        const error = await failure(m.numbersOf(each));
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, /numbersOf: items/);
      }
    });
    check("Python's own streams are such", async () => {
      assert.equal(await m.numbersOf(m.count(1000)), 499500);
      assert.deepEqual(await all(m.double(m.double(m.count(600)))), numbers(600).map((i) => i * 4));
      assert.deepEqual(await all(m.doubleLater(m.double(m.count(600)))), numbers(600).map((i) => i * 4));
      m.told();
      for await (const each of m.double(m.double(m.count(10 ** 9)))) if (each === 400) break;
      await until(() => m.told().includes('finally'));
      await until(() => live().jobs === 0);
    });
    check('on the spot in a synchronous export', async () => {
      assert.deepEqual(m.atOnce(counting(300)), numbers(300));
      assert.deepEqual(m.atOnce([1, 2]), [1, 2]);
      seen.splice(0);
      assert.equal(m.firstAtOnce(counting()), 0);
      await until(() => seen.length === 1);
      assert.throws(() => m.atOnce(countingLater(3)), { name: 'TypeError', message: /@task/ });
      const mine = new Error('mine');
      assert.throws(() => m.atOnce((function* () { throw mine; })()), mine);
    });
    check('JavaScript does not enter Python for it', async () => {
      const before = entries();
      await m.numbersOf(counting(1000));
      await m.listedLater(countingLater(100));
      assert.equal(entries() - before, 0);
    });
    """
    run_checks(host, LIBRARY, START + script)


def test_items_are_pulled_within_the_window(host: Host) -> None:
    script = """
    check('none before Python asks for one', async () => {
      made = undefined;
      assert.equal(await m.ignores(counting()), 'ignored');
      assert.equal(made, undefined);
      assert.deepEqual(seen, []);
    });
    check('no more than the window ahead', async () => {
      for (const source of [counting, countingLater]) {
        for (const f of [m.take, m.takeLater]) {
          assert.deepEqual(await f(source(), 10), numbers(10));
          assert(made <= 266, `${made}`);
        }
      }
    });
    check('while Python is at work, none is pulled on', async () => {
      made = undefined;
      await m.slow(counting());
      assert(made <= 256, `${made}`);
    });
    check('what comes is not kept waiting for what does not', async () => {
      let go;
      const source = (async function* () {
        yield 1;
        yield 2;
        await new Promise((resolve) => { go = resolve; });
        yield 3;
      })();
      const stream = m.double(source);
      assert.deepEqual([(await stream.next()).value, (await stream.next()).value], [2, 4]);
      const third = stream.next();
      await until(() => go !== undefined);
      go();
      assert.equal((await third).value, 6);
      assert.equal((await stream.next()).done, true);
    });
    """
    run_checks(host, LIBRARY, START + script)


def test_leaving_an_iterable_closes_it(host: Host) -> None:
    script = """
    check('by break, close(), an error, or when its call ends', async () => {
      for (const source of [counting, countingLater]) {
        for (const how of ['break', 'close', 'keep', 'fail']) {
          seen.splice(0);
          const call = m.take(source(), 10, how);
          if (how === 'fail') assert.equal((await failure(call)).name, 'ValueError');
          else assert.deepEqual(await call, numbers(10));
          await until(() => seen.length > 0);
          assert.deepEqual(seen, ['finally']);
        }
        seen.splice(0);
        assert.deepEqual(await m.takeLater(source(), 10), numbers(10));
        await until(() => seen.length > 0);
      }
      m.dropAll();
    });
    check('once, and not if it has ended by itself', async () => {
      let returned = 0;
      const source = (count, i = 0) => ({
        [Symbol.iterator]() { return this; },
        next: () => ({ done: i === count, value: i++ }),
        return() { returned++; return { done: true }; },
      });
      await m.listed(source(5));
      assert.equal(returned, 0);
      await m.take(source(Infinity), 3, 'close');
      await until(() => returned > 0);
      await turns(3);
      assert.equal(returned, 1);
    });
    check('a signal ends the wait for an item', async () => {
      for (const f of [m.waits, m.waitsLater]) {
        m.told();
        let returned = 0;
        const silent = {
          [Symbol.asyncIterator]() { return this; },
          next: () => new Promise(() => {}),
          async return() { returned++; return {}; },
        };
        const controller = new AbortController();
        const call = failure(f.with({ signal: controller.signal })(silent));
        await until(() => m.told().length > 0);
        await sleep(10);
        controller.abort('why');
        assert.equal(await call, 'why');
        await until(() => returned === 1);
        await until(() => live().jobs === 0);
        assert.match(m.told().join(), /^Cancelled(Error)?$/);
      }
    });
    """
    run_checks(host, LIBRARY, START + script)


def test_what_an_iterable_throws_is_a_jserror(host: Host) -> None:
    script = """
    const mine = new RangeError('mine');
    const failing = function* (count) { yield* numbers(count); throw mine; };
    const failingLater = async function* (count) { yield* numbers(count); throw mine; };
    check('after the items before it', async () => {
      for (const source of [failing, failingLater]) {
        for (const count of [0, 1, 300]) {
          assert.deepEqual(await m.catches(source(count)), [numbers(count), 'RangeError: mine']);
        }
      }
    });
    check('and comes back as itself', async () => {
      for (const source of [failing, failingLater]) {
        for (const f of [m.passesOn, m.passesOnLater]) assert.equal(await failure(f(source(3))), mine);
        assert.equal(await failure((async () => all(m.double(source(3))))()), mine);
      }
    });
    check('so does an exception of Python', async () => {
      const pythons = await failure(m.take([1], 1, 'fail'));
      const source = function* () { throw pythons; };
      assert.equal(await failure(m.passesOn(source())), pythons);
    });
    check('what cannot be copied is an error', async () => {
      const error = await failure(m.passesOn((function* () { yield 1; yield () => {}; })()));
      assert.equal(error.name, 'TypeError');
      assert.match(error.message, /cannot copy/);
    });
    check('an iterator that is none', async () => {
      for (const key of [Symbol.iterator, Symbol.asyncIterator]) {
        const error = await failure(m.passesOn({ [key]: () => ({ next: () => 17 }) }));
        assert.match(error.message, /17 is not an object/);
      }
    });
    """
    run_checks(host, LIBRARY, script)


def test_streams_of_bytes_come_as_memoryviews(host: Host) -> None:
    host.needs("modules")  # nor has PythonMonkey any streams
    script = """
    const { createReadStream, writeFileSync } = require('fs');
    const { PassThrough, Readable, pipeline } = require('stream');
    check('of Node', async () => {
      writeFileSync('bytes', Buffer.alloc(200_000, 7));
      const found = await m.sizes(createReadStream('bytes'));
      assert.deepEqual(found, [...Array(3).fill(['memoryview', 65536, 7]), ['memoryview', 200_000 - 3 * 65536, 7]]);
      const two = Readable.from([Buffer.from('ab'), Buffer.from('c')]);
      assert.deepEqual(await m.sizes(two), [['memoryview', 2, 97], ['memoryview', 1, 99]]);
    });
    check('of the web', async () => {
      assert.deepEqual(await m.sizes(new Blob(['abc']).stream()), [['memoryview', 3, 97]]);
      const numbered = new ReadableStream({ start(to) { for (let i = 0; i < 5; i++) to.enqueue(i); to.close(); } });
      assert.equal(await m.numbersOf(numbered), 10);
    });
    check('left in the middle, they are destroyed', async () => {
      const file = createReadStream(process.execPath);
      assert.deepEqual((await m.take(Readable.from(numbers(1000)), 3)), [0, 1, 2]);
      const error = await failure(m.take(file, 1));
      assert.equal(error.name, 'TypeError'); // bytes are no int
      await until(() => file.destroyed);
      let isCancelled = false;
      const web = new ReadableStream({ pull: (to) => to.enqueue(1), cancel: () => { isCancelled = true; } });
      assert.deepEqual(await m.take(web, 3), [1, 1, 1]);
      await until(() => isCancelled);
    });
    check('one that fails', async () => {
      const stream = new PassThrough();
      const mine = new Error('mine');
      const call = failure(m.passesOn(stream));
      stream.write('a');
      setTimeout(() => stream.destroy(mine), 5);
      assert.equal(await call, mine);
      assert.equal((await failure(m.passesOn(createReadStream('there is none')))).code, 'ENOENT');
    });
    """
    run_checks(host, LIBRARY, script)
