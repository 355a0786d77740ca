"""A storm: calls that are stopped at random moments. Each is answered once, and none sees what another was sent."""
from __future__ import annotations

import json

from conftest import JS, Host

LIBRARY = """
    import importlib
    import io
    import logging
    import threading
    import bridge

    lock = threading.Lock()
    condition = threading.Condition()
    logger = logging.Logger("storm")
    logger.addHandler(logging.StreamHandler(io.StringIO()))
    torn = set()

    def seen(number, error):
        if isinstance(error, bridge.Cancelled):
            torn.add(number)

    def some_python(turns):
        total = 0
        for turn in range(turns):
            total += turn
        return total

    class Finalized:
        def __del__(self):
            some_python(50)

    def plain(turns):
        return some_python(turns)

    def in_del(turns):
        for _ in range(turns // 50):
            Finalized()

    def in_finally(turns):
        try:
            some_python(turns)
        finally:
            some_python(turns)

    def in_with(turns):
        for _ in range(turns // 10):
            with lock:
                some_python(10)

    def in_condition(turns):
        for _ in range(turns // 10):
            with condition:
                some_python(10)

    def in_logging(turns):
        for _ in range(turns // 50):
            logger.warning("lightning")

    def in_import(turns):
        importlib.reload(importlib.import_module("storm_imports"))

    def goes_on(turns):
        try:
            some_python(turns)
        except BaseException as error:
            some_python(turns)

    KINDS = [plain, in_del, in_finally, in_with, in_condition, in_logging, in_import, goes_on]

    @task
    def work(number: int, turns: int) -> int:
        try:
            KINDS[number % len(KINDS)](turns)
        except BaseException as error:
            seen(number, error)
            raise
        return number

    @task(cancel="ask")
    def asks(number: int, turns: int) -> int:
        for _ in range(turns):
            bridge.check_cancelled()
        return number

    @export
    async def sleeps(number: int, turns: int) -> int:
        import asyncio
        await asyncio.sleep(turns / 1e6)
        return number

    @task
    def torn_ones() -> list[int]:
        return sorted(torn)

    @task
    def are_locks_free() -> bool:
        locks = [lock, condition._lock, logger.handlers[0].lock]
        return all(each.acquire(timeout=5) for each in locks)
"""

STORM = """
const { live, pool } = require(%(js)r);
const { asks, areLocksFree, sleeps, tornOnes, work } = require('./module');

let seed = 20261127;
const random = () => (seed = (seed * 1103515245 + 12345) %% 2147483648) / 2147483648;
const answers = new Uint8Array(%(calls)d);
const told = new Uint8Array(%(calls)d);  // 1: aborted, 2: with a timeout
const wrong = [];

function settle(number, error, value) {
  answers[number]++;
  if (error === null) {
    if (value !== number) wrong.push([number, String(value)]);
  } else if (!told[number] || (error !== 'mine' && error.name !== 'TimeoutError')) {
    wrong.push([number, String(error)]);
  }
}

function call(number, done) {
  const turns = Math.floor(random() * 400);
  const f = number %% 11 === 0 ? asks : number %% 13 === 0 ? sleeps : work;
  const answer = (error, value) => { settle(number, error, value); done(); };
  const way = random();
  let controller;
  let called = f;
  if (way < 0.5) {
    controller = new AbortController();
    told[number] = 1;
  } else if (way < 0.7) {
    called = f.with({ timeout: 1 + Math.floor(random() * 20) });
    told[number] = 2;
  }
  const options = controller ? [{ signal: controller.signal }] : [];
  if (random() < 0.5) called(number, turns, ...options, answer);
  else called(number, turns, ...options).then((value) => answer(null, value), (error) => answer(error));
  if (!controller) return;
  const abort = () => controller.abort('mine');
  const when = random();
  if (when < 0.2) abort();
  else if (when < 0.4) queueMicrotask(abort);
  else if (when < 0.7) setImmediate(abort);
  else setTimeout(abort, Math.floor(random() * 4));
}

function storm(from, to) {
  return new Promise((resolve) => {
    let next = from;
    let left = to - from;
    const more = () => {
      if (next < to) call(next++, () => { left--; if (left === 0) resolve(); else setImmediate(more); });
    };
    for (let i = 0; i < 500; i++) more();
  });
}

const megabytes = () => { gc(); gc(); return process.memoryUsage().rss / 2 ** 20; };

(async () => {
  await storm(0, %(calls)d / 2);
  await pool.idle();
  const before = megabytes();
  await storm(%(calls)d / 2, %(calls)d);
  await pool.idle();
  const grown = megabytes() - before;
  const torn = (await tornOnes()).filter((number) => !told[number]);
  const free = await areLocksFree();
  const { cancelled, queued } = pool.stats();
  console.log(JSON.stringify({
    once: answers.every((count) => count === 1), wrong: wrong.slice(0, 5), torn: torn.slice(0, 5), free,
    isFlat: grown < 40 || grown, cancelled: cancelled > 0, queued,
  }));
})();
"""


CALLS = 100_000


def test_each_call_of_a_storm_is_answered_once(host: Host) -> None:
    """Stopped at once, in the queue, while it runs, as it ends; by signals and timeouts; whatever Python is at."""
    host.module(LIBRARY)
    (host.folder / "storm_imports.py").write_text("total = sum(range(200))\n")
    host.environment["PYTHONPATH"] = str(host.folder)
    (line,) = host.lines(STORM % {"js": str(JS), "calls": CALLS})
    assert json.loads(line) == {
        "once": True,
        "wrong": [],
        "torn": [],
        "free": True,
        "isFlat": True,
        "cancelled": True,
        "queued": 0,
    }
