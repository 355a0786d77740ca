"""`diagnostics_channel`: tracingChannel('taskbridge:task') is told of every call that answers later."""
from __future__ import annotations

from checks import run_checks
from conftest import JS, Host

LIBRARY = """
import asyncio

@task
def add(a: int, b: int) -> int:
    return a + b

@export
async def add_later(a: int, b: int) -> int:
    await asyncio.sleep(0)
    return a + b

@task
def fails() -> None:
    raise ValueError("it fails")

@task
def count(n: int):
    yield from range(n)
    return "returned"

@export
async def count_later(n: int):
    for i in range(n):
        yield i

@export
def here(a: int) -> int:
    return a

@export
class Place:
    @task
    def stay(self, seconds: float) -> float:
        return seconds
"""

LISTEN = """
const { channel, ...diagnostics } = require('diagnostics_channel');
const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
const channels = events.map((event) => channel(`tracing:taskbridge:task:${event}`));
const listen = () => {
  const found = [];
  const listeners = events.map((event, i) => {
    const listener = (message) => found.push([event, message]);
    channels[i].subscribe(listener);
    return listener;
  });
  found.stop = () => listeners.forEach((listener, i) => channels[i].unsubscribe(listener));
  found.names = () => found.map(([event]) => event);
  return found;
};
"""


def test_listeners_are_told_of_calls(node: Host) -> None:
    script = (
        LISTEN
        + """
    check('with their arguments, and what comes of them', async () => {
      for (const [f, name] of [[m.add, 'add'], [m.addLater, 'addLater']]) {
        const found = listen();
        assert.equal(await f(1, 2), 3);
        found.stop();
        assert.deepEqual(found.names(), ['start', 'end', 'asyncStart', 'asyncEnd']);
        const [[, message]] = found;
        assert(found.every(([, each]) => each === message));
        assert.deepEqual({ ...message, arguments: [...message.arguments] }, { name, arguments: [1, 2], result: 3 });
      }
    });
    check('by callback, which runs within asyncStart and asyncEnd', async () => {
      const found = listen();
      await new Promise((resolve) => m.add(1, 2, (err, value) => {
        found.push([`called ${err} ${value}`]);
        resolve();
      }));
      found.stop();
      assert.deepEqual(found.names(), ['start', 'end', 'asyncStart', 'called null 3', 'asyncEnd']);
      assert.equal(found[0][1].result, 3);
    });
    check('when they fail', async () => {
      const found = listen();
      const error = await failure(m.fails());
      const other = await new Promise((resolve) => m.fails(resolve));
      const refused = await failure(m.add('x', 1));
      found.stop();
      const names = ['start', 'end', 'error', 'asyncStart', 'asyncEnd'];
      assert.deepEqual(found.names(), [...names, ...names, ...names]);
      assert.deepEqual([2, 7, 12].map((i) => found[i][1].error), [error, other, refused]);
    });
    check('that stream, to their end', async () => {
      for (const f of [m.count, m.countLater]) {
        const found = listen();
        assert.deepEqual(await all(f(300)), numbers(300));
        assert.deepEqual(found.names(), ['start', 'end', 'asyncStart', 'asyncEnd']);
        const stream = f(300);
        await stream.next();
        await stream.return();
        found.stop();
        assert.deepEqual(found.names().slice(4), ['start', 'end', 'asyncStart', 'asyncEnd']);
      }
    });
    check('with options, of methods, and of none that is synchronous', async () => {
      const found = listen();
      const { signal } = new AbortController();
      assert.equal(await m.add.with({ timeout: 5000, signal })(1, 2), 3);
      assert.equal(await new m.Place().stay(1.5), 1.5);
      assert.equal(await m.add(1, 2, { signal }), 3);
      m.here(1);
      const error = await failure(m.add.with({ signal: AbortSignal.abort('why') })(1, 2));
      found.stop();
      assert.equal(error, 'why');
      const started = found.filter(([event]) => event === 'start');
      assert.deepEqual(started.map(([, { name }]) => name), ['add', 'stay', 'add', 'add']);
    });
    check('and may call themselves', async () => {
      const calls = [];
      const listener = ({ name }) => {
        channels[0].unsubscribe(listener);
        calls.push(m.add(10, 20));
      };
      channels[0].subscribe(listener);
      assert.equal(await m.add.with({ timeout: 5000 })(1, 2), 3);
      assert.deepEqual(await Promise.all(calls), [30]);
    });
    check('no longer, once they are gone', async () => {
      const found = listen();
      found.stop();
      await m.add(1, 2);
      assert.deepEqual(found.names(), []);
    });
    check('as tracingChannel has it', async () => {
      if (diagnostics.tracingChannel === undefined) return;
      const { AsyncLocalStorage } = require('async_hooks');
      const tracing = diagnostics.tracingChannel('taskbridge:task');
      const found = [];
      const handlers = Object.fromEntries(events.map((event) => [event, ({ name }) => found.push(`${event} ${name}`)]));
      tracing.subscribe(handlers);
      const storage = new AsyncLocalStorage();
      tracing.start.bindStore(storage, ({ name }) => name);
      const seen = await new Promise((resolve) => m.add(1, 2, () => resolve(storage.getStore())));
      tracing.start.unbindStore(storage);
      tracing.unsubscribe(handlers);
      assert.equal(seen, 'add');
      assert.deepEqual(found, ['start add', 'end add', 'asyncStart add', 'asyncEnd add']);
      await m.add(1, 2);
      assert.equal(found.length, 4);
    });
    """
    )
    run_checks(node, LIBRARY, script)


def test_whoever_listens_before_python_starts_is_told(node: Host) -> None:
    node.module(LIBRARY)
    script = f"""
    const {{ channel }} = require('diagnostics_channel');
    globalThis.kept = ['start', 'asyncEnd'].map((event) => channel(`tracing:taskbridge:task:${{event}}`));
    kept[0].subscribe(({{ name }}) => console.log('start', name));
    kept[1].subscribe(({{ result }}) => console.log('end', result));
    require({str(JS)!r});
    gc();
    require('./module').add(1, 2);
    """
    assert node.lines(script) == ["start add", "end 3"]
