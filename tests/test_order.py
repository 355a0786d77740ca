"""When the callback runs: after script, ticks and microtasks, one Job after the other, in its own async context."""
from __future__ import annotations

import pytest
from conftest import Host

# One background thread: Jobs are put on the done list one by one, and `performed()` returns once all are there.
ONE_THREAD: dict[str, str | None] = {"UV_THREADPOOL_SIZE": "1"}
BATCH = """
import threading

all_performed = threading.Event()

class Numbered(Task):
    def __init__(self, number):
        self.number = number

    def perform(self):
        return self.number

class Last(Task):
    '''Performed when those before it are on the done list.'''
    def perform(self):
        all_performed.set()

def batch(cx):
    '''batch(count, callback): schedule that many Tasks, and go on once all are waiting for JavaScript.'''
    for number in range(1, int(cx.argument(0, JsNumber).value()) + 1):
        Numbered(number).schedule(cx.argument(1, JsFunction))

def performed(cx):
    '''performed(callback): wait until all Tasks are performed, and waiting for JavaScript.'''
    all_performed.clear()
    Last().schedule(cx.argument(0, JsFunction))
    assert all_performed.wait(30)

@register_module
def main(m):
    m.export_function("batch", batch)
    m.export_function("performed", performed)
    m.export_function("promise", lambda cx: Numbered(0).promise(cx))
"""


def batch_lines(host: Host, script: str, *flags: str) -> list[str]:
    done = host.run(script, environment=ONE_THREAD, flags=flags)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_ticks_then_microtasks_drain_after_each_callback(host: Host) -> None:
    """Of Jobs that are all done before the script ends: never synchronous, and immediates after all of them."""
    host.module(BATCH)
    script = """
        const { batch, performed, promise } = require('./module');
        const log = [];
        process.on('exit', () => console.log(log.join(' ')));
        setImmediate(() => log.push('immediate'));
        batch(3, (_, n) => {
          log.push(`cb${n}`);
          setImmediate(() => log.push(`immediate${n}`));
          Promise.resolve().then(() => {
            log.push(`micro${n}`);
            process.nextTick(() => log.push(`late${n}`));
          });
          process.nextTick(() => {
            log.push(`tick${n}`);
            process.nextTick(() => log.push(`again${n}`));
          });
        });
        promise().then(() => log.push('promise'));
        performed(() => log.push('last'));
        process.nextTick(() => log.push('tick'));
        Promise.resolve().then(() => log.push('micro'));
        log.push('script');
    """
    jobs = " ".join(f"cb{n} tick{n} again{n} micro{n} late{n}" for n in (1, 2, 3))
    (line,) = batch_lines(host, script)
    # The sentinel may come to the done list before or after the others are delivered.
    line = line.replace(" last", "")
    assert line == f"script tick micro {jobs} promise immediate immediate1 immediate2 immediate3"


def test_jobs_are_delivered_in_the_order_they_finish(host: Host) -> None:
    host.module("""
        import threading

        gates = {name: threading.Event() for name in "abc"}

        class Gated(Task):
            def __init__(self, name):
                self.name = name

            def perform(self):
                assert gates[self.name].wait(30)
                return self.name

        @register_module
        def main(m):
            m.export_function("open", lambda cx: gates[cx.argument(0, JsString).value()].set())
            m.export_function(
                "gated", lambda cx: Gated(cx.argument(0, JsString).value()).schedule(cx.argument(1, JsFunction))
            )
    """)
    script = """
        const { gated, open } = require('./module');
        const then = { c: 'a', a: 'b' };
        for (const name of 'abc') {
          gated(name, (_, value) => {
            console.log(value);
            if (then[name]) open(then[name]);
          });
        }
        open('c');
    """
    assert host.lines(script) == ["c", "a", "b"]


THROWN = {"new Error('mine')": "mine", "undefined": "undefined", "null": "null", "'text'": "text"}


def test_a_handled_throw_holds_up_nothing(host: Host) -> None:
    """Neither the ticks and microtasks queued before it, nor the Jobs after it; wherever and whatever it is."""
    host.module(BATCH)
    script = f"""
        const {{ batch, performed }} = require('./module');
        let log = [];
        process.on('uncaughtException', (error, origin) => log.push(`${{origin}}:${{error?.message ?? error}}`));
        const thrown = [{", ".join(THROWN)}];
        const ways = [(fail) => fail(), process.nextTick, queueMicrotask];
        const attempts = ways.flatMap((way) => thrown.map((one) => () => way(() => {{ throw one; }})));
        (function next() {{
          const attempt = attempts.shift();
          if (attempt === undefined) return;
          log = [];
          batch(3, (_, n) => {{
            log.push(`cb${{n}}`);
            process.nextTick(() => log.push(`tick${{n}}`));
            queueMicrotask(() => log.push(`micro${{n}}`));
            if (n === 2) attempt();
          }});
          performed(() => setImmediate(() => {{
            console.log(log.join(' '));
            next();
          }}));
        }})();
    """
    lines = batch_lines(host, script)
    assert len(lines) == 3 * len(THROWN)
    for line, message in zip(lines, [*THROWN.values()] * 3, strict=True):
        given = line.split(" ")
        assert given[:3] == ["cb1", "tick1", "micro1"]
        assert sorted(given) == sorted(
            [*(f"{what}{n}" for what in ("cb", "tick", "micro") for n in (1, 2, 3)), f"uncaughtException:{message}"]
        )
        assert given.index("cb2") < given.index(f"uncaughtException:{message}")
        assert given.index("cb2") < given.index("tick2") < given.index("micro2")
        assert given.index("cb2") < given.index("cb3")


@pytest.mark.parametrize(
    ("callback", "event"),
    [
        ("() => { throw new Error('mine'); }", "uncaughtException"),
        ("async () => { throw new Error('mine'); }", "unhandledRejection"),
    ],
    ids=["throws", "rejects"],
)
def test_a_callback_that_fails_ends_the_process_unless_handled(host: Host, callback: str, event: str) -> None:
    host.module(BATCH)
    unhandled = host.run(
        f"""
        const {{ batch, performed }} = require('./module');
        process.on('exit', (code) => console.log('exit', code));
        batch(1, {callback});
        batch(1, () => console.log('never'));
        performed(() => console.log('never'));
        """,
        status=1,
        environment=ONE_THREAD,
    )
    assert unhandled.stdout == "exit 1\n"
    assert "Error: mine\n    at " in unhandled.stderr
    handled = f"""
        for (const event of ['uncaughtException', 'unhandledRejection']) {{
          process.on(event, (error, origin) => console.log(event, error.message, typeof origin));
        }}
        require('./module').batch(3, {callback});
    """
    second = "string" if event == "uncaughtException" else "object"
    assert host.lines(handled) == [f"{event} mine {second}"] * 3


def test_async_local_storage_is_kept(host: Host) -> None:
    """In the callback, what it starts, and the continuation of a Promise; of Jobs that are delivered together."""
    host.needs("async_hooks")
    host.module(BATCH)
    script = """
        const { AsyncLocalStorage } = require('async_hooks');
        const { promisify } = require('util');
        const { batch, performed, promise } = require('./module');
        const storage = new AsyncLocalStorage();
        const log = [];
        const note = (what) => log.push(`${what}:${storage.getStore()}`);
        for (const name of ['a', 'b']) {
          storage.run(name, () => {
            batch(1, async () => {
              note('callback');
              process.nextTick(note, 'tick');
              await null;
              note('awaited');
            });
            promise().then(() => note('then'));
            (async () => { await promise(); note('promise'); })();
            promisify(batch)(1).then(() => note('promisified'));
          });
        }
        batch(1, () => note('outside'));
        storage.run('c', performed, () => {});
        process.on('exit', () => { log.sort(); console.log(log.join(' ')); });
    """
    kept = sorted(
        f"{what}:{name}"
        for what in ("callback", "tick", "awaited", "then", "promise", "promisified")
        for name in ("a", "b")
    )
    (line,) = batch_lines(host, script)
    assert line.split(" ") == sorted([*kept, "outside:undefined"])


def test_async_hooks_see_each_job(host: Host) -> None:
    """They see `init` at schedule, `before` and `after` around the callback, then `destroy`."""
    host.needs("async_hooks")
    host.module(BATCH)
    script = """
        const hooks = require('async_hooks');
        const assert = require('assert');
        const { batch, promise } = require('./module');
        const seen = new Map();
        const scheduling = hooks.executionAsyncId();
        const note = (what) => (id) => seen.get(id)?.push(what);
        hooks.createHook({
          init(id, type, trigger, resource) {
            if (type !== 'bridge.Task') return;
            assert.strictEqual(trigger, scheduling);
            assert.strictEqual(typeof resource, 'object');
            seen.set(id, ['init']);
          },
          before: note('before'),
          after: note('after'),
          destroy: note('destroy'),
        }).enable();
        batch(3, (_, n) => {
          const id = hooks.executionAsyncId();
          seen.get(id).push(`cb${n}`);
          assert.strictEqual(hooks.triggerAsyncId(), scheduling);
          if (n === 2) throw new Error('mine');
        });
        promise();
        process.on('uncaughtException', (error) => assert.strictEqual(error.message, 'mine'));
        process.on('exit', () => { for (const steps of seen.values()) console.log(steps.join(' ')); });
        assert.strictEqual(seen.size, 4);
    """
    first, threw, third, promise = batch_lines(host, script)
    assert first == "init before cb1 after destroy"
    # After a throw, napi_make_callback() leaves out `after`.
    assert threw.replace(" after", "") == "init before cb2 destroy"
    assert third == "init before cb3 after destroy"
    assert promise == "init before after destroy"
