"""The rule: JavaScript's thread takes the GIL only to run the module author's own Python, never for a task's call."""
from __future__ import annotations

import json

import pytest
from conftest import HOLDS_THE_GIL, JS, Host

LIBRARY = HOLDS_THE_GIL + """
@task
def echo(*values):
    if values and values[0] == "fail":
        raise ValueError(values[1])
    return values

@task
def fresh(size: int) -> bytes:
    return bytes(size)

@export
def sync() -> None: ...
"""

CALLS = 20_000


def test_task_calls_never_enter_python(host: Host) -> None:
    """By our own count: with results, errors, arguments that cannot be copied, buffers and garbage collection."""
    host.module(LIBRARY)
    script = f"""
        const {{ entries }} = require({str(JS)!r});
        console.log(entries());
        const {{ echo, same, fresh, sync }} = require('./module');
        const before = entries();
        const kinds = [
          (n) => same(n), (n) => echo({{ n, list: [n, 'x'] }}), (n) => same(new Uint8Array(64)), () => fresh(64),
          (n) => echo('fail', `no ${{n}}`), () => same(Symbol('no')), (n) => echo([new Float64Array(2), n]),
          (n) => new Promise((resolve, reject) => same(n, (err, value) => (err ? reject(err) : resolve(value)))),
        ];
        (async () => {{
          let good = 0, bad = 0;
          for (let n = 0; n < {CALLS}; n += 1000) {{
            const calls = Array.from({{ length: 1000 }}, (_, m) => kinds[m % kinds.length](n + m));
            await Promise.all(calls.map((call) => call.then(() => {{ good++; }}, () => {{ bad++; }})));
            if (n % 5000 === 0) gc();
          }}
          gc();
          await new Promise(setImmediate);
          const tasks = entries() - before;
          for (let n = 0; n < 10; n++) sync();
          console.log(JSON.stringify({{ good, bad, tasks, sync: entries() - before - tasks }}));
        }})();
    """
    nothing, found = host.lines(script)
    assert nothing == "0"
    assert json.loads(found) == {"good": CALLS * 3 // 4, "bad": CALLS // 4, "tasks": 0, "sync": 10}


@pytest.mark.alone
def test_javascript_goes_on_while_another_thread_keeps_the_gil(host: Host) -> None:
    """Without our own count: nothing that enters Python could return within this second."""
    host.needs("its own threads")
    host.module(LIBRARY)
    script = f"const {{ pool }} = require({str(JS)!r});" + """
        const { holdTheGil, echo, same, fresh } = require('./module');
        const { performance } = require('perf_hooks');
        pool.configure({ threads: 1 }); // or one of the 500 could still wait for the GIL on another thread
        const started = new Uint8Array(1);
        let slow = 0, calls = 0, delivered = 0;
        const timed = (call) => {
          const before = performance.now();
          const result = call();
          slow += performance.now() - before > 50; // milliseconds
          return result;
        };
        const spin = (until) => { while (Atomics.load(started, 0) < until); };
        const turn = () => new Promise(setImmediate);

        (async () => {
          // Python's memory, errors and finished Jobs from before: to be delivered or collected while the GIL is away
          let garbage = await Promise.all(Array.from({ length: 500 }, () => fresh(1000)));
          garbage.push(...await Promise.all(Array.from({ length: 100 }, () => echo('fail', 'no').catch((e) => e))));
          const finished = Array.from({ length: 500 }, (_, n) => same(n));
          for (const result of finished) result.then(() => { if (started[0] === 1) delivered++; });
          const held = holdTheGil(started, 1000000);
          spin(1); // the 500 Jobs before it have been performed, but nothing has been delivered yet
          garbage = undefined;
          const pending = [];
          while (started[0] === 1) {
            const kinds = [() => same(calls), () => echo([{ calls }]), () => same(new Float32Array(10)),
                           () => echo('fail', 'x'), () => same(Symbol('no'))];
            for (const kind of kinds) pending.push(timed(kind).catch(() => {}));
            calls += kinds.length;
            if (calls % 5000 === 0) timed(gc);
            if (calls === 10000) console.log('delivered', delivered);
            if (calls % 100 === 0) await turn();
            if (calls >= 20000) break;
          }
          // A busy machine may take the processor away once or twice
          console.log('still held', started[0] === 1, slow < 3 ? 'fast' : slow);
          await Promise.all([...pending, held]);
          console.log(started[0]);
        })();
    """
    assert host.lines(script) == ["delivered 500", "still held true fast", "2"]
