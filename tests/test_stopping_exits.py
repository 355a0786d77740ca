"""Exits at random moments while calls wait, run, are stopped, are abandoned: the process ends as Node ends alone."""
from __future__ import annotations

import pytest
from conftest import JS, Host

LIBRARY = """
    import asyncio
    import time
    import bridge

    def turn():
        return sum(range(20))

    @task
    def spin():
        while True:
            turn()

    @task
    def block():
        time.sleep(0.15)

    @task
    def goes_on():
        until = time.monotonic() + 0.1
        while time.monotonic() < until:
            try:
                while time.monotonic() < until:
                    turn()
            except BaseException:
                turn()

    @task
    def cleans_up():
        try:
            while True:
                turn()
        finally:
            for _ in range(1000):
                turn()
            raise ValueError("of its own")

    @task
    def shielded():
        with bridge.shield():
            for _ in range(10000):
                turn()

    @task(cancel="ask")
    def asks():
        while not bridge.cancelled():
            time.sleep(0.001)

    @task(timeout=0.005)
    def limited():
        while True:
            turn()

    @export
    async def rest():
        try:
            await asyncio.sleep(5)
        finally:
            await asyncio.sleep(0)

    @task
    def echo(value):
        return value
"""

SCRIPT = f"""
const {{ Worker, isMainThread, workerData }} = require('worker_threads');
let [way, seed, alone] = isMainThread ? process.argv.slice(2) : ['', ...workerData];
const random = () => (seed = (seed * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
const pick = (list) => list[Math.floor(random() * list.length)];
for (let n = 0; n < 3; n++) random();

function call(m) {{
  const controller = new AbortController();
  const {{ signal }} = controller;
  const options = pick([{{}}, {{ timeout: random() * 15 }}, {{ priority: 1 }}, {{ timeout: 1, priority: -1 }}]);
  const f = m[pick(Object.keys(m))].with(options);
  const parameters = pick([[], [() => {{}}]]);
  f(...(f.length ? ['value'] : []), {{ signal }}, ...parameters)?.catch(() => {{}});
  const abort = () => controller.abort(pick(['reason', new Error('reason'), {{ a: [1] }}, () => {{}}, undefined]));
  pick([abort, () => queueMicrotask(abort), () => setImmediate(abort), () => setTimeout(abort, random() * 20)])();
}}

function storm() {{
  const {{ pool }} = require({str(JS)!r});
  const m = require('./module');
  if (random() < 0.3) pool.configure({{ threads: pick([1, 2, 8]), maxQueue: pick([0, 3, Infinity]) }});
  const calls = (count) => {{ for (let n = 0; n < count; n++) call(m); }};
  calls(1 + random() * 30);
  if (random() < 0.5) {{
    const more = setInterval(calls, 1, 4);
    setTimeout(() => clearInterval(more), 20);
  }}
  if (random() < 0.2) setTimeout(() => pool.close({{ timeout: random() * 10 }}), random() * 10);
}}

if (!alone) storm();
const later = (leave) => setTimeout(leave, random() * 25);
const worker = () => new Worker(__filename, {{ workerData: [seed, alone] }});
const ways = {{
  '': () => random() < 0.5 && later(() => process.exit(3)),
  'in the script': () => process.exit(7),
  'in a timer': () => later(() => process.exit(7)),
  'in an exit listener': () => {{
    process.on('exit', () => process.exit(7));
    later(() => process.exit(3));
  }},
  'by a throw': () => later(() => {{ throw new Error('mine'); }}),
  'by itself': () => {{ process.exitCode = 5; }},
  'by a signal': () => later(() => process.kill(process.pid, 'SIGTERM')),
  'after a worker': () => worker().on('online', function () {{ setTimeout(() => this.terminate(), random() * 80); }}),
  'before a worker': () => worker().on('online', () => setTimeout(() => process.exit(7), random() * 80)),
}};
ways[way]();
"""

WAYS = {
    "in the script": 7,
    "in a timer": 7,
    "in an exit listener": 7,
    "by a throw": 1,
    "by itself": 5,
    "by a signal": -15,
    "after a worker": 0,
    "before a worker": 7,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_process_ends_as_node_ends_alone(node: Host, way: str) -> None:
    """The exit status, what it prints, and no later than ever; at four moments each."""
    node.module(LIBRARY)
    script = node.script(SCRIPT)
    alone = node.run(script, way, "1", "alone", status=WAYS[way], leaks=True)
    for seed in range(1, 5):
        done = node.run(script, way, str(seed), status=WAYS[way], leaks=True, timeout=30)
        assert (seed, done.stdout, done.stderr) == (seed, alone.stdout, alone.stderr)
