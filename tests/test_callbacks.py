"""Functions of JavaScript's that Python is given: posted, waited for, the newest only; and `current_job()`."""
from __future__ import annotations

from checks import NOTES, run_checks
from conftest import Host

LIBRARY = NOTES + """
import asyncio, contextvars, dataclasses, threading, time
import bridge
from bridge import Callback, Latest, current_job

kept = []

@dataclasses.dataclass
class Point:
    x: int
    y: int

@task
def train(n: int, progress: Callback[[int, float], None]) -> str:
    for i in range(n):
        assert progress(i, i / 2) is None
    return "trained"

@export
async def train_later(n: int, progress: Callback[[int, float], None]) -> str:
    for i in range(n):
        assert progress(i, i / 2) is None
    return "trained"

@task
def ask(question: Callback[[int], int], value: int = 20) -> int:
    return question(value) + 1

@export
async def ask_later(question: Callback[[int], int], value: int = 20) -> int:
    return await question.aio(value) + 1

@export
def ask_here(question: Callback[[int], int], value: int = 20) -> int:
    return question(value) + 1

@export
def tell_here(tell: Callback[[str], None]) -> None:
    assert tell("here") is None

@task
def ask_any(question: Callback[[], object]):
    return repr(question())

@task
def ask_for(point: Callback[[Point], Point]) -> int:
    found = point(Point(1, 2))
    assert type(found) is Point
    return found.x + found.y

@task
def ask_often(question: Callback[[int], int], n: int) -> list[int]:
    return [question(i) for i in range(n)]

@export
async def ask_at_once(question: Callback[[int], int], n: int) -> list[int]:
    return await asyncio.gather(*(question.aio(i) for i in range(n)))

@task
def ask_in_threads(question: Callback[[int], int], n: int) -> list[int]:
    found = [None] * n
    def work(i):
        found[i] = question(i)
    threads = [threading.Thread(target=work, args=[i]) for i in range(n)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found

@task
def catches(question: Callback[[], int]) -> str:
    try:
        return f"{question()}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"

@export
async def catches_later(question: Callback[[], int]) -> str:
    try:
        return f"{await question.aio()}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"

@task
def fails() -> None:
    raise ValueError("it fails")

@task
def posts_until_stopped(tell: Callback[[int], None]):
    try:
        for i in range(10**9):
            tell(i)
            time.sleep(0.0001)
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@export
async def posts_until_stopped_later(tell: Callback[[int], None]):
    try:
        for i in range(10**9):
            tell(i)
            await asyncio.sleep(0.0001)
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@task
def waits(question: Callback[[], int]) -> int:
    try:
        return question()
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@export
async def waits_later(question: Callback[[], int]) -> int:
    try:
        return await question.aio()
    except BaseException as error:
        seen.append(type(error).__name__)
        raise

@task
def flood(tell: Callback[[int], None], n: int, at: memoryview):
    for i in range(n):
        tell(i)
        at[0] = i + 1

@task
def newest(tell: Latest[int], n: int) -> str:
    for i in range(n):
        tell(i)
    return "done"

@task
def newest_of_two(a: Latest[int, str], b: Latest[int], tell: Callback[[str], None]) -> None:
    for i in range(1000):
        a(i, f"{i}")
        b(-i)
    tell("last")

@task
def optional(n: int, tell: Callback[[int], None] | None = None) -> str:
    if tell is None:
        return "silent"
    tell(n)
    return "told"

@task
def named(n: int, *, on_progress: Callback[[int], None] | None = None) -> int:
    if on_progress is not None:
        on_progress(n)
    return n

@task
def in_the_middle(tell: Callback[[int], None], n: int) -> int:
    tell(n)
    return n

@task
def two(one: Callback[[int], None], other: Callback[[int], int]) -> int:
    one(1)
    return other(2)

@task
def uncopyable(tell: Callback[[object], None]) -> str:
    try:
        tell(object())
    except TypeError as error:
        return f"{error}"

@task
def keep(tell: Callback[[int], None], question: Callback[[int], int]) -> None:
    kept[:] = [tell, question]

@task
def call_kept(which: int) -> str:
    try:
        kept[which](1)
    except RuntimeError as error:
        return f"{error}"

@export
async def call_kept_later() -> str:
    try:
        await kept[1].aio(1)
    except RuntimeError as error:
        return f"{error}"

@export
def call_kept_here(which: int) -> str:
    try:
        kept[which](1)
    except RuntimeError as error:
        return f"{error}"
    finally:
        kept.clear()

@export
def here(tell: Callback[[int], None]) -> None:
    kept.append(tell)
    tell(0)

@export
class Place:
    def __init__(self, n: int):
        self.n = n

    @task
    def tell(self, tell: Callback[[int], None]) -> int:
        tell(self.n)
        return self.n

    def tell_here(self, tell: Callback[[int], int]) -> int:
        return tell(self.n)

def described():
    job = current_job()
    if job is None:
        return None
    left = None if job.deadline is None else job.deadline - time.monotonic()
    return [job.name, job.cancelled, left]

@task
def job():
    return described()

@task(timeout=10)
def limited():
    return described()

@task
def generated():
    yield described()
    yield described()

@export
async def job_later():
    await asyncio.sleep(0)
    return [described(), await asyncio.to_thread(described)]

@export
async def jobs_later():
    async def one():
        return described()
    return [await asyncio.create_task(one())]

@export
def job_here():
    return described()

@task
def job_of_others():
    found = []
    thread = threading.Thread(target=lambda: found.append(described()))
    thread.start()
    thread.join()
    described()
    context = contextvars.copy_context()
    thread = threading.Thread(target=lambda: found.append(context.run(described)))
    thread.start()
    thread.join()
    return found

@task(cancel="ask")
def until_cancelled():
    mine = current_job()
    seen.append(mine.cancelled)
    while not mine.cancelled:
        time.sleep(0.001)
    seen.append(mine.cancelled)
"""


def test_a_callback_that_returns_nothing_is_posted(host: Host) -> None:
    script = """
    check('in order, and before the result', async () => {
      for (const f of [m.train, m.trainLater]) {
        const found = [];
        assert.equal(await f(5000, (...values) => { found.push(values); }), 'trained');
        assert.deepEqual(found, numbers(5000).map((i) => [i, i / 2]));
      }
      assert.equal(await m.train(0, () => assert.fail('called')), 'trained');
    });
    check('a completion callback comes after it', async () => {
      for (const f of [m.train, m.trainLater]) {
        const found = [];
        f(3, (i) => { found.push(i); }, (...answer) => found.push(answer));
        await until(() => found.length === 4);
        assert.deepEqual(found, [0, 1, 2, [null, 'trained']]);
      }
    });
    check('it may come anywhere, more than once, and by name', async () => {
      const found = [];
      const push = (each) => { found.push(each); };
      assert.equal(await m.inTheMiddle(push, 7), 7);
      assert.equal(await m.two(push, (i) => i * 10), 20);
      assert.equal(await m.named(8, { onProgress: push }), 8);
      assert.equal(await m.named(9, { on_progress: push }), 9);
      assert.equal(await m.named(10), 10);
      assert.equal(await new m.Place(11).tell(push), 11);
      assert.deepEqual(found, [7, 1, 8, 9, 11]);
      m.inTheMiddle(push, 12, (...answer) => found.push(answer));
      m.named(13, { onProgress: push }, (...answer) => found.push(answer));
      await until(() => found.length === 9);
      assert.deepEqual(found.slice(5).map(String).sort(), [',12', ',13', '12', '13']);
    });
    check('it may be left out where Python says so', async () => {
      assert.equal(await m.optional(1), 'silent');
      assert.equal(await m.optional(1, null), 'silent');
      assert.equal(await m.optional(1, undefined), 'silent');
      assert.equal(await m.optional(1, () => {}), 'told');
    });
    check('what is no function is refused', async () => {
      for (const [value, name] of [[17, 'int'], ['text', 'str'], [{}, 'dict']]) {
        const error = await failure(m.train(1, value));
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, new RegExp(`train.*progress.*expected a function, got ${name}`));
      }
      assert.throws(() => m.tellHere(17), /expected a function, got int/);
      assert.match((await failure(m.train(1))).message, /progress/);
    });
    check('what cannot be copied is a TypeError at once', async () => {
      assert.match(await m.uncopyable(() => assert.fail('called')), /cannot copy/);
    });
    check('on a synchronous export, it is called at once', async () => {
      let isHere = false;
      m.tellHere((where) => { isHere = where === 'here'; });
      assert(isHere);
      const mine = new Error('mine');
      assert.throws(() => m.tellHere(() => { throw mine; }), mine);
      assert.equal(new m.Place(4).tellHere((i) => i + 1), 5);
    });
    check('JavaScript does not enter Python for it', async () => {
      const before = entries();
      await m.train(3000, () => {});
      await m.ask((i) => i);
      await m.askLater(async (i) => i);
      assert.equal(entries() - before, 0);
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_callback_that_returns_something_is_waited_for(host: Host) -> None:
    script = """
    check('and what its Promise comes to', async () => {
      for (const f of [m.ask, m.askLater]) {
        assert.equal(await f((i) => i * 2), 41);
        assert.equal(await f(async (i) => { await sleep(2); return i * 3; }), 61);
        assert.equal(await f((i) => ({ then: (resolve) => resolve(i * 4) })), 81);
      }
      assert.equal(m.askHere((i) => i * 2), 41);
      assert.equal(await m.askAny(() => {}), 'None');
      assert.equal(await m.askAny(async () => ({ a: [1] })), "{'a': [1]}");
    });
    check('it has its type, either way', async () => {
      assert.equal(await m.askFor(({ x, y }) => ({ x: x * 10, y: y * 10 })), 30);
      for (const f of [m.ask, m.askLater]) {
        const error = await failure(f(() => 'text'));
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, /int.*str/);
      }
    });
    check('often, at once, and from many threads', async () => {
      assert.deepEqual(await m.askOften((i) => i * 2, 1000), numbers(1000).map((i) => i * 2));
      const slowly = async (i) => { await sleep(i % 3); return i * 2; };
      assert.deepEqual(await m.askAtOnce(slowly, 200), numbers(200).map((i) => i * 2));
      assert.deepEqual(await m.askInThreads(slowly, 20), numbers(20).map((i) => i * 2));
    });
    check('what it throws is a JsError', async () => {
      for (const f of [m.catches, m.catchesLater]) {
        assert.equal(await f(() => { throw new RangeError('mine'); }), 'JsError: RangeError: mine');
        assert.equal(await f(async () => { throw new RangeError('mine'); }), 'JsError: RangeError: mine');
        assert.equal(await f(() => m.fails()), 'ValueError: it fails');
      }
    });
    check('and comes back as itself', async () => {
      for (const f of [m.ask, m.askLater]) {
        for (const mine of [new Error('mine'), 'text', undefined]) {
          assert.equal(await failure(f(() => { throw mine; })), mine);
          assert.equal(await failure(f(async () => { throw mine; })), mine);
        }
        let pythons;
        const error = await failure(f(() => m.fails().catch((each) => { pythons = each; throw each; })));
        assert.equal(error, pythons);
      }
      const mine = new Error('mine');
      assert.throws(() => m.askHere(() => { throw mine; }), mine);
    });
    check('what it returns may not be copyable', async () => {
      for (const f of [m.catches, m.catchesLater]) assert.match(await f(() => () => {}), /cannot copy/);
    });
    check('a signal ends the wait', async () => {
      for (const f of [m.waits, m.waitsLater]) {
        m.told();
        const controller = new AbortController();
        let isAsked = false;
        const asked = () => { isAsked = true; return new Promise(() => {}); };
        const call = failure(f.with({ signal: controller.signal })(asked));
        await until(() => isAsked);
        controller.abort('why');
        assert.equal(await call, 'why');
        await until(() => live().jobs === 0);
        assert.match(m.told().join(), /^Cancelled(Error)?$/);
        assert.equal((await failure(f.with({ timeout: 20 })(asked))).name, 'TimeoutError');
        await until(() => live().jobs === 0);
      }
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_promise_that_is_dropped_ends_the_wait(host: Host) -> None:
    host.needs("modules")  # SpiderMonkey's collector is not asked
    script = """
    check('with a RuntimeError', async () => {
      for (const f of [m.waits, m.waitsLater]) {
        const call = failure(f(() => new Promise(() => {})));
        let isOver = false;
        call.then(() => { isOver = true; });
        await until(async () => { gc(); await sleep(5); return isOver; });
        assert.equal((await call).name, 'RuntimeError');
      }
    });
    """
    run_checks(host, LIBRARY, script)


def test_what_a_posted_function_throws_cancels_the_call(host: Host) -> None:
    script = """
    check('and is its error', async () => {
      for (const f of [m.postsUntilStopped, m.postsUntilStoppedLater]) {
        for (const isLater of [false, true]) {
          for (const mine of [new Error('mine'), 'text']) {
            m.told();
            let count = 0;
            const error = await failure(f((i) => {
              count++;
              if (i !== 10) return undefined;
              if (isLater) return Promise.reject(mine);
              throw mine;
            }));
            assert.equal(error, mine);
            await until(() => live().jobs === 0);
            assert.match(m.told().join(), /^Cancelled(Error)?$/);
            if (!isLater) assert.equal(count, 11);
          }
        }
      }
    });
    check('so does the last one', async () => {
      const mine = new Error('mine');
      assert.equal(await failure(m.train(10, (i) => { if (i === 9) throw mine; })), mine);
      const answer = await new Promise((resolve) => m.train(1, () => { throw mine; }, (...values) => resolve(values)));
      assert.deepEqual(answer, [mine, undefined]);
    });
    """
    run_checks(host, LIBRARY, script)


def test_posts_wait_where_javascript_takes_none(host: Host) -> None:
    """At most a thousand are in flight; of `Latest`, only the newest."""
    script = """
    const busy = (ms) => { for (const end = Date.now() + ms; Date.now() < end;); };
    check('a thousand', async () => {
      if (process.versions.v8 === undefined) return; // JavaScript holds the GIL
      const at = new Int32Array(1);
      let count = 0;
      const call = m.flood(() => { count++; }, 5000, at);
      await until(() => { busy(20); return at[0] > 0; });
      const began = count;
      busy(100);
      assert(at[0] - began <= 1001, `${at[0]} - ${began}`);
      await call;
      assert.equal(count, 5000);
    });
    check('the newest', async () => {
      const found = [];
      assert.equal(await m.newest((i) => { found.push(i); }, 20_000), 'done');
      assert.equal(found[found.length - 1], 19_999);
      assert(found.length < 10_000, `${found.length}`);
      assert(found.every((each, i) => i === 0 || each > found[i - 1]));
    });
    check('of each function, and before what is posted after it', async () => {
      const found = [];
      const push = (...values) => { found.push(values); };
      await m.newestOfTwo(push, push, push);
      const last = found.slice(-3).map(String);
      assert.deepEqual([...last.slice(0, 2).sort(), last[2]], ['-999', '999,999', 'last']);
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_callback_ends_with_its_call(host: Host) -> None:
    script = """
    check('called after that, it raises', async () => {
      await m.keep(() => assert.fail('called'), () => assert.fail('called'));
      for (const which of [0, 1]) assert.match(await m.callKept(which), /was called after its call had ended/);
      assert.match(await m.callKeptLater(), /was called after its call had ended/);
      assert.match(m.callKeptHere(1), /was called after its call had ended/);
      m.here(() => {});
      assert.match(await m.callKept(0), /was called after its call had ended/);
      assert.match(m.callKeptHere(0), /was called after its call had ended/);
    });
    """
    run_checks(host, LIBRARY, script)


def test_a_callback_holds_the_process_only_while_its_call_lives(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    m.keep(() => {}, () => {});
    m.ask(async (i) => { await new Promise((resolve) => setTimeout(resolve, 50)); console.log('asked'); return i; });
    """
    assert host.run(script, leaks=True).stdout.splitlines() == ["asked"]


def test_a_callback_runs_in_its_calls_async_context(host: Host) -> None:
    host.needs("async_hooks")
    host.module(LIBRARY)
    script = """
    const { AsyncLocalStorage } = require('async_hooks');
    const m = require('./module');
    const storage = new AsyncLocalStorage();
    const found = new Set();
    const note = () => { found.add(storage.getStore()); };
    storage.run('mine', async () => {
      await m.train(2000, note);
      await m.ask((i) => { note(); return i; });
      await m.ask(async (i) => { await null; note(); return i; });
      await m.named(1, { onProgress: note });
      await m.total?.((function* () { note(); yield 1; })());
      console.log([...found]);
    });
    """
    assert host.lines(script) == ["[ 'mine' ]"]


def test_the_job_that_python_is_in(host: Host) -> None:
    script = """
    check('has a name, and may have a deadline', async () => {
      assert.deepEqual(await m.job(), ['job', false, null]);
      const [name, isCancelled, left] = await m.limited();
      assert.deepEqual([name, isCancelled], ['limited', false]);
      assert(left > 5 && left <= 10, `${left}`);
      const [, , shorter] = await m.limited.with({ timeout: 2000 })();
      assert(shorter > 1 && shorter <= 2, `${shorter}`);
    });
    check('is that of an async export, wherever it goes on', async () => {
      assert.deepEqual(await m.jobLater(), [['jobLater', false, null], ['jobLater', false, null]]);
      assert.deepEqual(await m.jobsLater(), [['jobsLater', false, null]]);
      const [[, , left]] = await m.jobLater.with({ timeout: 5000 })();
      assert(left > 3 && left <= 5, `${left}`);
    });
    check('is that of a generator, on each of its legs', async () => {
      assert.deepEqual(await all(m.generated()), [['generated', false, null], ['generated', false, null]]);
    });
    check('is none elsewhere', async () => {
      assert.equal(m.jobHere(), null);
      assert.deepEqual(await m.jobOfOthers(), [null, ['jobOfOthers', false, null]]);
      const both = await Promise.all([m.job(), m.limited()]);
      assert.deepEqual(both.map(([name]) => name), ['job', 'limited']);
    });
    check('tells whether it is to stop', async () => {
      const controller = new AbortController();
      m.told();
      const call = failure(m.untilCancelled({ signal: controller.signal }));
      const found = [];
      await until(() => found.push(...m.told()) > 0);
      controller.abort('why');
      assert.equal(await call, 'why');
      await until(() => live().jobs === 0);
      assert.deepEqual([...found, ...m.told()], [false, true]);
    });
    """
    run_checks(host, LIBRARY, script)


DEFAULTS = """
import dataclasses
from collections.abc import AsyncIterable, Iterable
from bridge import Callback

@dataclasses.dataclass
class Row:
    id: int
    name: str = "nobody"
    tags: list[str] | None = None

@task
def asked(question: Callback[[], Row]) -> str: return repr(question())

@task
def asked_many(question: Callback[[], list[Row]]) -> str: return repr(question())

@export
async def asked_later(question: Callback[[], Row]) -> str: return repr(await question.aio())

@export
def asked_here(question: Callback[[], Row]) -> str: return repr(question())

@task
def items(rows: Iterable[Row]) -> str: return repr(list(rows))

@export
async def items_later(rows: AsyncIterable[Row]) -> str: return repr([row async for row in rows])

@export
def items_here(rows: Iterable[Row]) -> str: return repr(list(rows))
"""


def test_what_is_undefined_in_answers_and_items_is_the_default(host: Host) -> None:
    script = """
    const row = { id: 1, name: undefined, tags: null };
    const made = "Row(id=1, name='nobody', tags=None)";
    for (const name of ['asked', 'askedLater', 'askedHere']) {
      check(name, async () => {
        assert.equal(await m[name](() => row), made);
        await assert.rejects(async () => m[name](() => ({ id: undefined })), /id/);
      });
    }
    check('in lists', async () => assert.equal(await m.askedMany(() => [row, { id: 2 }]),
      `[${made}, Row(id=2, name='nobody', tags=None)]`));
    for (const name of ['items', 'itemsLater', 'itemsHere']) {
      check(name, async () => {
        assert.equal(await m[name]((function* () { yield row; yield row; })()), `[${made}, ${made}]`);
        await assert.rejects(async () => m[name]((function* () { yield { id: undefined }; })()), /id/);
      });
    }
    """
    run_checks(host, DEFAULTS, script)
