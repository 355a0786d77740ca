"""Calls are cancelled: by signals, by timeouts. JavaScript's answer comes at once, and once; Python is stopped."""
from __future__ import annotations

import json

import pytest
from conftest import HOLDS_THE_GIL, JS, Host

LIBRARY = """
import asyncio, threading, time
import bridge

began = []
seen = []
gate = threading.Event()

@task
def spin(seconds: float = 60.0):
    '''Pure Python.'''
    began.append(seconds)
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            x = 1
    except bridge.Cancelled as error:
        seen.append(error.reason)
        raise
    return "spun"

@task
def block():
    '''What cannot be stopped until it returns.'''
    began.append("block")
    gate.wait()
    return "unblocked"

@task
def echo(*values, **named):
    return [list(values), named]

@export
async def rest(seconds: float = 60.0):
    began.append("rest")
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        seen.append("CancelledError")
        raise
    return "rested"

@task(timeout=0.05)
def brief():
    while True:
        x = 1

@export(timeout=0.05)
async def brief_rest():
    await asyncio.sleep(60)

@task(cancel="ask")
def asked():
    began.append("asked")
    while not bridge.cancelled():
        x = 1
    seen.append("asked")

@export
def open_gate() -> None:
    gate.set()

@export
def has_begun() -> int:
    return len(began)

@export
def forget() -> None:
    seen.clear()

@export
def told() -> list:
    return [repr(each) for each in seen]

@export
class Place:
    def __init__(self, n: int):
        self.n = n

    @task
    def stay(self, seconds: float = 60.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            x = 1
        return self.n

    @task
    def number(self):
        return self.n

    async def rest(self):
        await asyncio.sleep(60)
"""

START = f"""
const {{ entries, live, pool }} = require({str(JS)!r});
const {{ getEventListeners }} = require('events');
const m = require('./module');
const turn = () => new Promise(setImmediate);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (holds) => {{ while (!holds()) await sleep(1); }};
const failure = (promise) => promise.then(() => 'no failure', (error) => error);
const fills = async (count = pool.stats().threads) => {{
  const before = m.hasBegun();
  const calls = Array.from({{ length: count }}, () => m.block());
  await until(() => m.hasBegun() === before + count);
  return calls;
}};
"""


def lines(host: Host, body: str) -> list[str]:
    host.module(LIBRARY)
    return host.lines(f"{START}\n(async () => {{\n{body}\n}})();")


def test_a_signal_in_the_trailing_object_cancels_what_runs(host: Host) -> None:
    """The answer is the reason itself, at once; the Python is stopped and sees a copy of it."""
    assert lines(
        host,
        """
        const controller = new AbortController();
        const reason = { why: ['enough'] };
        const call = failure(m.spin(60, { signal: controller.signal }));
        await until(() => m.hasBegun() === 1);
        controller.abort(reason);
        console.log((await call) === reason);
        await until(() => m.told().length === 1);
        console.log(m.told()[0], pool.stats().cancelled);
        """,
    ) == ["true", "{'why': ['enough']} 1"]


def test_with_takes_a_signal(host: Host) -> None:
    assert lines(
        host,
        """
        const controller = new AbortController();
        const call = failure(m.spin.with({ signal: controller.signal })());
        const spin = m.spin.with({ signal: controller.signal });
        const callback = new Promise((resolve) => spin(60, (...all) => resolve(all)));
        await until(() => m.hasBegun() === 2);
        controller.abort();
        const { reason } = controller.signal;
        const [error, value] = await callback;
        console.log((await call) === reason, error === reason, value, reason.name);
        """,
    ) == ["true true undefined AbortError"]


def test_what_waits_leaves_the_queue_at_once(host: Host) -> None:
    """With what it holds, and never begins."""
    assert lines(
        host,
        """
        const blocked = await fills();
        const begun = m.hasBegun();
        const controller = new AbortController();
        const calls = Array.from({ length: 100 }, () => failure(m.spin(60, { signal: controller.signal })));
        console.log(pool.stats().queued);
        controller.abort();
        console.log(pool.stats().queued, live().jobs);
        const reasons = await Promise.all(calls);
        console.log(reasons.every((each) => each === controller.signal.reason));
        m.openGate();
        console.log(new Set(await Promise.all(blocked)), m.hasBegun() - begun);
        """,
    ) == ["100", "0 104", "true", "Set(1) { 'unblocked' } 0"]


def test_the_answer_is_never_synchronous(host: Host) -> None:
    """It comes on a turn of its own: ticks and microtasks of the current one, and of each callback, come before."""
    assert lines(
        host,
        """
        const controller = new AbortController();
        const { signal } = controller;
        for (const n of [1, 2]) {
          m.spin(60, { signal }, () => {
            console.log('callback', n);
            process.nextTick(() => console.log('tick', n));
            Promise.resolve().then(() => console.log('microtask', n));
          });
        }
        await until(() => m.hasBegun() === 2);
        controller.abort();
        console.log('aborted');
        process.nextTick(() => console.log('tick'));
        Promise.resolve().then(() => console.log('microtask'));
        """,
    ) == [
        "aborted", "microtask", "tick",
        "callback 1", "tick 1", "microtask 1", "callback 2", "tick 2", "microtask 2",
    ]  # fmt: skip


def test_the_reason_keeps_its_identity(host: Host) -> None:
    """Whatever it is, and whether Python can have a copy or not; a callback is never told of no error."""
    found = lines(
        host,
        """
        for (const given of [undefined, 'text', 0, new Error('mine'), { a: 1 }, Symbol('s'), () => {}, null]) {
          const begun = m.hasBegun();
          const controller = new AbortController();
          const { signal } = controller;
          const calls = [failure(m.spin(60, { signal })), failure(m.rest.with({ signal })())];
          const callback = new Promise((resolve) => m.spin(60, { signal }, resolve));
          await until(() => m.hasBegun() === begun + 3);
          controller.abort(given);
          const { reason } = signal;
          const isKept = given === undefined ? reason.name === 'AbortError' : Object.is(reason, given);
          const error = await callback;
          const isTold = reason === null ? error.name === 'AbortError' : Object.is(error, reason);
          console.log(isKept, isTold, Object.is(await calls[0], reason), Object.is(await calls[1], reason));
        }
        """,
    )
    assert found == ["true true true true"] * 8


def test_no_frames_are_added_to_a_reason(host: Host) -> None:
    assert lines(
        host,
        """
        const controller = new AbortController();
        const reason = await failure(m.echo(Symbol('no')));
        const { stack } = reason;
        const call = failure(m.spin(60, { signal: controller.signal }));
        await until(() => m.hasBegun() === 1);
        controller.abort(reason);
        console.log((await call) === reason, reason.stack === stack);
        """,
    ) == ["true true"]


def test_a_signal_that_has_aborted_queues_nothing(host: Host) -> None:
    assert lines(
        host,
        """
        const signal = AbortSignal.abort('before');
        const queued = pool.stats();
        let early = true;
        m.spin.with({ signal })(60, (error, value) => console.log(early, error, value));
        const calls = [m.spin(60, { signal }), m.spin.with({ signal })(60), m.rest({ signal })];
        early = false;
        for (const call of calls) console.log(await failure(call));
        const { queued: now, running, done } = pool.stats();
        console.log(now, running, done, m.hasBegun(), getEventListeners?.(signal, 'abort').length ?? 0);
        """,
    ) == ["false before undefined", "before", "before", "before", "0 0 0 0 0"]


def test_there_is_exactly_one_answer(host: Host) -> None:
    """Calls that end as they are aborted, with results, errors, and what is delivered already."""
    assert lines(
        host,
        """
        let answers = 0, reasons = 0;
        const total = 2000;
        for (let n = 0; n < total; n++) {
          const controller = new AbortController();
          const answered = (error) => { answers++; reasons += error !== null; };
          const call = m.echo.with({ signal: controller.signal });
          if (n % 2) call(n, answered);
          else call(n).then(() => answered(null), answered);
          if (n % 3) setImmediate(() => controller.abort());
          else setTimeout(() => controller.abort(), n % 5);
          if (n % 50 === 0) await turn();
        }
        await pool.idle();
        await turn();
        console.log(answers === total, reasons > 0, reasons <= total);
        const { done, cancelled, failed } = pool.stats();
        console.log(done + cancelled === total, failed);
        """,
    ) == ["true true true", "true 0"]


@pytest.mark.parametrize("way", ["by copy", "by reference", "complete"])
def test_what_answers_a_call_cancels_it_no_more(host: Host, way: str) -> None:
    """It comes too late, in the callback."""
    host.module(
        LIBRARY
        + """
class Ending(Task):
    def perform(self):
        return "value"

class Completing(Ending):
    def complete(self, cx, result):
        raise ValueError("of its own")

def schedule(kind):
    def scheduling(cx):
        global scheduled
        scheduled = kind().schedule(cx.argument(0, JsFunction), cx.argument(1, JsObject))
    return scheduling

@register_module
def main(m):
    m.export_function("by_reference", schedule(Ending))
    m.export_function("complete", schedule(Completing))
    m.export_function("cancel", lambda cx: scheduled.cancel())
"""
    )
    script = f"""{START}
        const controller = new AbortController();
        const {{ signal }} = controller;
        const called = (error, value) => {{
          console.log(error?.message, value);
          controller.abort();
          if ('{way}' !== 'by copy') m.cancel();
        }};
        const ways = {{
          'by copy': () => m.echo(1, {{ signal }}, called),
          'by reference': () => m.by_reference(called, signal),
          complete: () => m.complete(called, signal),
        }};
        ways['{way}']();
    """
    answers = {"by copy": "undefined [ [ 1 ], {} ]", "complete": "of its own undefined"}
    assert host.lines(script) == [answers.get(way, "undefined value")]


def test_one_signal_has_one_listener_and_none_is_left(host: Host) -> None:
    host.needs("its own threads")
    assert lines(
        host,
        """
        const { signal } = new AbortController();
        const count = () => getEventListeners(signal, 'abort').length;
        const calls = Array.from({ length: 1000 }, (_, n) => m.echo(n, { signal }));
        console.log(count());
        await Promise.all(calls);
        await turn();
        console.log(count());
        for (let n = 0; n < 100; n++) await m.echo.with({ signal })(n);
        await turn();
        console.log(count());
        let warned = false;
        process.on('warning', () => { warned = true; });
        await turn();
        console.log(warned);
        """,
    ) == ["1", "0", "0", "false"]


def test_a_signal_of_many_calls_holds_on_to_none_of_them(host: Host) -> None:
    """Some rounds of 100 MB go before one that grows by no more than 60: V8's memory levels off late."""
    assert lines(
        host,
        """
        const { signal } = new AbortController();
        const call = async (n) => { await m.echo.with({ signal })('x'.repeat(5000)); };
        const round = async () => {
          for (let n = 0; n < 20000; n += 500) await Promise.all(Array.from({ length: 500 }, call));
          gc();
          return process.memoryUsage().rss / 1e6;
        };
        const sizes = [await round()];
        do sizes.push(await round());
        while (sizes.length < 6 && sizes.at(-1) - sizes.at(-2) > 60);
        console.log(sizes.length < 6 || sizes);
        """,
    ) == ["true"]


def test_abort_signal_any_and_timeout(host: Host) -> None:
    host.needs("its own threads")
    assert lines(
        host,
        """
        const first = new AbortController();
        const signal = AbortSignal.any ? AbortSignal.any([first.signal, new AbortController().signal]) : first.signal;
        const call = failure(m.spin(60, { signal }));
        const timed = AbortSignal.timeout(50);
        const other = failure(m.spin(60, { signal: timed }));
        await until(() => m.hasBegun() === 2);
        first.abort('any');
        console.log(await call, (await other) === timed.reason, (await other).name);
        """,
    ) == ["any true TimeoutError"]


def test_signals_of_a_call_add_up(host: Host) -> None:
    """That of `with()` and that of the trailing object: whichever aborts first."""
    assert lines(
        host,
        """
        for (const which of [0, 1]) {
          const two = [new AbortController(), new AbortController()];
          const begun = m.hasBegun();
          const call = failure(m.spin.with({ signal: two[0].signal })(60, { signal: two[1].signal }));
          await until(() => m.hasBegun() === begun + 1);
          two[which].abort(which);
          console.log(await call);
          two[1 - which].abort('too late');
        }
        """,
    ) == ["0", "1"]


def test_the_rest_of_the_trailing_object_is_an_argument(host: Host) -> None:
    """What is left is what it would be without the signal: keyword-only arguments, or nothing at all."""
    assert lines(
        host,
        """
        const { signal } = new AbortController();
        const show = async (...values) => console.log(JSON.stringify(await m.echo(...values)));
        await show(1, { signal });
        await show(1, { signal, other: 2 });
        await show({ signal });
        await show(1, Object.assign(Object.create(null), { signal, other: 2 }));
        await show({ signal: 17 });
        await show([{ signal: 'no' }]);
        await show({ signal: undefined, other: 1 });
        console.log((await failure(m.echo({ signal }, 1))).message);
        console.log((await failure(m.echo(new (class Mine { signal = signal; })()))).message);
        m.echo(1, { signal, other: 2 }, (error, value) => console.log(JSON.stringify(value)));
        """,
    ) == [
        "[[1],{}]",
        '[[1],{"other":2}]',
        "[[],{}]",
        '[[1],{"other":2}]',
        '[[],{"signal":17}]',
        '[[[{"signal":"no"}]],{}]',
        '[[],{"other":1}]',
        "value.signal: cannot copy an AbortSignal to Python",
        "value.signal: cannot copy an AbortSignal to Python",
        '[[1],{"other":2}]',
    ]


def test_a_timeout_answers_with_a_timeout_error(host: Host) -> None:
    """Of `with()`, and of Python; a Job in the queue too, and where both are given the shorter counts."""
    assert lines(
        host,
        """
        const show = (error) => {
          console.log(error instanceof DOMException, error.name, error.code, error.message);
        };
        show(await failure(m.spin.with({ timeout: 30 })()));
        show(await failure(m.rest.with({ timeout: 30 })()));
        show(await failure(m.brief()));
        show(await failure(m.briefRest()));
        show(await failure(m.brief.with({ timeout: 60000 })()));
        m.spin.with({ timeout: 0 })(60, (error, value) => { show(error); console.log(value); });
        await pool.idle();
        console.log(await m.spin.with({ timeout: 60000 })(0.01), await m.echo.with({ timeout: Infinity })());
        """,
    ) == [
        *["true TimeoutError 23 The operation was aborted due to timeout"] * 6,
        "undefined",
        "spun [ [], {} ]",
    ]


def test_timeouts_come_in_their_order(host: Host) -> None:
    """However they are mixed, with those that are called off. Calls take time to make, too."""
    assert lines(
        host,
        """
        const blocked = await fills();
        const order = [];
        const times = Array.from({ length: 300 }, (_, n) => 50 + ((n * 7919) % 300));
        const controllers = times.map(() => new AbortController());
        const calls = times.map((timeout, n) => {
          const due = Date.now() + timeout;
          return m.echo.with({ timeout, signal: controllers[n].signal })().catch(() => order.push(due));
        });
        for (let n = 0; n < times.length; n += 3) controllers[n].abort();
        await turn();
        const aborted = order.length;
        await Promise.all(calls);
        const rest = order.slice(aborted);
        console.log(aborted, rest.length, rest.every((each, n) => n === 0 || each >= rest[n - 1] - 20));
        m.openGate();
        await Promise.all(blocked);
        """,
    ) == ["100 200 true"]


def test_a_timeout_keeps_nothing_waiting(host: Host) -> None:
    """One that never comes does not hold the process open."""
    assert lines(host, "console.log(await m.echo.with({ timeout: 1e9 })(1));") == ["[ [ 1 ], {} ]"]


def test_an_async_export_is_cancelled_as_asyncio_cancels(host: Host) -> None:
    assert lines(
        host,
        """
        const controller = new AbortController();
        const call = failure(m.rest(60, { signal: controller.signal }));
        await until(() => m.hasBegun() === 1);
        controller.abort('enough');
        console.log(await call);
        await until(() => m.told().length === 1);
        console.log(m.told()[0]);
        await until(() => live().jobs === 0);
        """,
    ) == ["enough", "'CancelledError'"]


def test_a_function_may_be_asked_to_stop(host: Host) -> None:
    assert lines(
        host,
        """
        const controller = new AbortController();
        const call = failure(m.asked({ signal: controller.signal }));
        await until(() => m.hasBegun() === 1);
        controller.abort('please');
        console.log(await call);
        await until(() => m.told().length === 1);
        console.log(m.told()[0]);
        """,
    ) == ["please", "'asked'"]


def test_methods_have_with(host: Host) -> None:
    """It passes `this` on; what is no method of the class refuses as ever."""
    assert lines(
        host,
        """
        const place = new m.Place(17);
        const { signal } = new AbortController();
        console.log(await place.number.with({ signal }).call(place), await place.number({ signal }));
        m.Place.prototype.stay = m.Place.prototype.stay.with({ timeout: 30 });
        const rest = place.rest.with({ timeout: 30 });
        console.log((await failure(place.stay())).name, (await failure(rest.call(place))).name);
        for (const call of [() => place.number.with({ timeout: 1 })(), () => place.number.with.call({}, {})]) {
          try { call(); } catch (error) { console.log(error.message); }
        }
        console.log(await m.echo(1));
        """,
    ) == ["17 17", "TimeoutError TimeoutError", "Illegal invocation", "Illegal invocation", "[ [ 1 ], {} ]"]


def test_with_gives_a_function_of_the_same_kind(host: Host) -> None:
    """Options add up; a synchronous export has no `with`."""
    assert lines(
        host,
        """
        const controller = new AbortController();
        const call = m.spin.with({ signal: controller.signal }).with({ timeout: 60000 }).with({ priority: 1 });
        console.log(typeof call, typeof call.with, m.openGate.with, call instanceof Function);
        const failed = failure(call());
        await until(() => m.hasBegun() === 1);
        controller.abort('still its signal');
        console.log(await failed);
        const { promisify } = require('util');
        console.log(await promisify(m.echo.with({ timeout: 60000 }))(1));
        """,
    ) == ["function function undefined true", "still its signal", "[ [ 1 ], {} ]"]


WRONG_OPTIONS = [
    ("", "ERR_INVALID_ARG_TYPE", 'The "options" argument must be of type object. Received undefined'),
    ("null", "ERR_INVALID_ARG_TYPE", 'The "options" argument must be of type object. Received null'),
    ("{ signal: {} }", "ERR_INVALID_ARG_TYPE",
     'The "options.signal" property must be an instance of AbortSignal. Received an instance of Object'),
    ("{ signal: null }", "ERR_INVALID_ARG_TYPE",
     'The "options.signal" property must be an instance of AbortSignal. Received null'),
    ("{ timeout: '5' }", "ERR_INVALID_ARG_TYPE",
     """The "options.timeout" property must be of type number. Received type string ('5')"""),
    ("{ timeout: -1 }", "ERR_OUT_OF_RANGE",
     'The value of "options.timeout" is out of range. It must be >= 0. Received -1'),
    ("{ timeout: NaN }", "ERR_OUT_OF_RANGE",
     'The value of "options.timeout" is out of range. It must be >= 0. Received NaN'),
    ("{ priority: 1.5 }", "ERR_OUT_OF_RANGE",
     'The value of "options.priority" is out of range. It must be an integer. Received 1.5'),
    ("{ priority: 101 }", "ERR_OUT_OF_RANGE",
     'The value of "options.priority" is out of range. It must be >= -100 && <= 100. Received 101'),
]  # fmt: skip


def test_options_are_checked_as_node_checks_its_own(host: Host) -> None:
    calls = (f"() => m.echo.with({options})" for options, _, _ in WRONG_OPTIONS)
    body = f"""
        for (const call of [{", ".join(calls)}]) {{
          try {{ call(); }} catch (error) {{ console.log(error.code, error.message); }}
        }}
    """
    assert lines(host, body) == [f"{code} {message}" for _, code, message in WRONG_OPTIONS]


def test_higher_priorities_begin_first(host: Host) -> None:
    assert lines(
        host,
        """
        const blocked = await fills();
        const order = [];
        const calls = [0, 1, -1, 5, 0, 1].map((priority, n) =>
          m.echo.with({ priority })(n).then(() => order.push(`${priority}.${n}`)));
        m.openGate();
        await Promise.all([...blocked, ...calls]);
        console.log(order.join(' '));
        """,
    ) == ["5.3 1.1 1.5 0.0 0.4 -1.2"]


def test_a_signal_of_another_realm_is_one(host: Host) -> None:
    host.needs("its own threads")
    assert lines(
        host,
        """
        let listener;
        const other = {
          aborted: false, reason: undefined, [Symbol.toStringTag]: 'AbortSignal',
          addEventListener(_, each) { listener = each; },
          removeEventListener() { listener = undefined; },
        };
        const call = failure(m.spin(60, { signal: other }));
        await until(() => m.hasBegun() === 1);
        Object.assign(other, { aborted: true, reason: 'from afar' });
        listener({ type: 'abort' });
        console.log(await call);
        await turn();
        console.log(listener);
        """,
    ) == ["from afar", "undefined"]


def test_a_signal_by_another_hand_may_call_its_listener_at_any_time(host: Host) -> None:
    """While it is being added, and after it was removed."""
    assert lines(
        host,
        """
        const listeners = [];
        const signal = (now) => ({
          [Symbol.toStringTag]: 'AbortSignal',
          aborted: false,
          addEventListener(type, listener) { listeners.push(listener); if (now) listener(); },
          removeEventListener() {},
        });
        for (let n = 0; n < 20; n++) console.log(await m.echo(n, { signal: signal(n % 2) }) !== undefined);
        await turn();
        for (const listener of listeners) listener();
        console.log(listeners.length);
        """,
    ) == [*["true"] * 20, "20"]


def test_python_may_be_traced_after_a_call_was_stopped(host: Host) -> None:
    """By a debugger, by what measures coverage. CPython 3.11 looks for ever for an exception that was taken back."""
    host.module(
        LIBRARY
        + """
import sys

def traced_function():
    return "traced"

@task
def traced():
    sys.settrace(lambda *_: None)
    try:
        return traced_function()
    finally:
        sys.settrace(None)
"""
    )
    script = f"""{START}
        (async () => {{
          const controller = new AbortController();
          const call = failure(m.spin(60, {{ signal: controller.signal }}));
          await until(() => m.hasBegun() === 1);
          controller.abort('stopped');
          console.log(await call);
          await until(() => m.told().length === 1 && pool.stats().running === 0);
          console.log(await m.traced());
        }})();
    """
    assert host.lines(script) == ["stopped", "traced"]


def test_async_local_storage_is_kept_in_the_answer(host: Host) -> None:
    host.needs("async_hooks")
    assert lines(
        host,
        """
        const { AsyncLocalStorage } = require('async_hooks');
        const storage = new AsyncLocalStorage();
        const controller = new AbortController();
        const { signal } = controller;
        for (const n of [1, 2]) storage.run(n, () => m.spin(60, { signal }, () => console.log(storage.getStore())));
        storage.run(3, () => m.spin.with({ timeout: 30 })(60, () => console.log(storage.getStore())));
        storage.run(4, async () => { await failure(m.spin(60, { signal })); console.log(storage.getStore()); });
        setTimeout(() => controller.abort(), 100);
        """,
    ) == ["3", "1", "2", "4"]


def test_a_natural_exit_does_not_wait_for_cancelled_work(host: Host) -> None:
    host.module(LIBRARY)
    script = f"""
        {START}
        const controller = new AbortController();
        for (const call of [m.block, m.spin, m.rest]) {{
          call.with({{ signal: controller.signal }})().catch((error) => console.log(error));
        }}
        const waiting = setInterval(() => {{
          if (m.hasBegun() < 3) return;
          clearInterval(waiting);
          controller.abort('over');
          const start = Date.now();
          process.on('exit', () => console.log(Date.now() - start < 5000));
        }}, 1);
    """
    done = host.run(script, leaks=True)
    assert (done.stdout.split(), done.stderr) == (["over", "over", "over", "true"], "")


def test_cancelling_never_enters_python(host: Host) -> None:
    """Not for signals, timeouts, statistics, nor to count what is alive."""
    assert lines(
        host,
        """
        await m.echo();
        const before = entries();
        const controller = new AbortController();
        const { signal } = controller;
        const calls = [];
        for (let n = 0; n < 100; n++) {
          calls.push(failure(m.spin(60, { signal })), failure(m.rest.with({ signal })()), failure(m.asked({ signal })));
          calls.push(failure(m.spin.with({ timeout: 5 })()), failure(m.brief()));
        }
        await sleep(20);
        controller.abort(new Error('enough'));
        await Promise.all(calls);
        pool.stats();
        live();
        pool.configure({ threads: 4, maxQueue: Infinity });
        await pool.idle();
        console.log(entries() - before);
        """,
    ) == ["0"]


RESTS = HOLDS_THE_GIL + """
@export
async def rest():
    import asyncio
    await asyncio.sleep(60)
"""


@pytest.mark.alone
def test_calls_are_cancelled_while_another_thread_keeps_the_gil(host: Host) -> None:
    """Answers come meanwhile: to calls that wait and to one that runs, after an abort, a timeout, a refusal."""
    host.needs("its own threads")
    host.module(RESTS)
    script = f"""
        const {{ pool, live }} = require({str(JS)!r});
        const {{ holdTheGil, rest, same }} = require('./module');
        const started = new Uint8Array(1);
        const failure = (promise) => promise.then(() => 'no failure', (error) => error.name ?? error);
        (async () => {{
          await same(1);
          const controller = new AbortController();
          const {{ signal }} = controller;
          const resting = failure(rest({{ signal }}));
          const held = failure(holdTheGil.with({{ signal }})(started, 1000000));
          while (Atomics.load(started, 0) === 0);
          const waiting = [failure(same(1, {{ signal }})), failure(same.with({{ timeout: 20 }})(2))];
          pool.configure({{ maxQueue: 0 }});
          const refused = Array.from({{ length: 10 }}, () => same(0).catch((error) => error.code));
          controller.abort('enough');
          const answers = await Promise.all([held, resting, ...waiting, refused[9]]);
          console.log(pool.stats().running > 0, live().jobs > 0, answers.join(' '));
          console.log(Atomics.load(started, 0));
        }})();
    """
    assert host.lines(script) == ["true true enough enough enough TimeoutError ERR_PYTHON_QUEUE_FULL", "1"]


def test_cancelled_calls_leave_nothing(host: Host) -> None:
    """Counters are zero again, and so are the threads that were started in the place of others."""
    found = lines(
        host,
        """
        for (let round = 0; round < 20; round++) {
          const controller = new AbortController();
          const { signal } = controller;
          const calls = Array.from({ length: 50 }, (_, n) => [
            failure(m.spin(60, { signal })), failure(m.rest(60, { signal })),
            failure(m.echo(new Uint8Array(1000), { signal })), failure(m.spin.with({ timeout: n % 7 })()),
          ]);
          await sleep(round);
          controller.abort(Buffer.alloc(1000));
          await Promise.all(calls.flat());
        }
        await until(() => live().jobs === 0);
        const { queued, running } = pool.stats();
        m.forget(); // the reasons, which look at JavaScript's memory
        console.log(JSON.stringify({ ...live(), queued, running }));
        """,
    )
    counts = json.loads(found[0])
    assert {name: counts[name] for name in ("jobs", "queued", "running")} == {"jobs": 0, "queued": 0, "running": 0}


def test_worker_threads_cancel_their_own(host: Host) -> None:
    """A worker that is terminated takes its calls along: what might have been cancelled is."""
    host.needs("workers")
    host.module(LIBRARY)
    script = f"""
        const {{ Worker, isMainThread, parentPort }} = require('worker_threads');
        {START}
        if (isMainThread) {{
          const worker = new Worker(__filename);
          worker.on('message', async (message) => {{
            console.log(message);
            if (message !== 'ready') return;
            await worker.terminate();
            await until(() => live().jobs === 0);
            console.log(pool.stats().running);
          }});
        }} else {{
          (async () => {{
            const controller = new AbortController();
            const call = failure(m.spin(60, {{ signal: controller.signal }}));
            await until(() => m.hasBegun() > 0);
            controller.abort('mine');
            parentPort.postMessage(await call);
            const held = new AbortController();
            for (let n = 0; n < 50; n++) m.spin.with({{ signal: held.signal }})().catch(() => {{}});
            for (let n = 0; n < 50; n++) m.spin.with({{ timeout: 60000 }})().catch(() => {{}});
            pool.configure({{ maxQueue: 1 }});
            m.echo().catch(() => parentPort.postMessage('ready'));
          }})();
        }}
    """
    assert host.lines(script) == ["mine", "ready", "0"]


BY_REFERENCE = """
import threading
import bridge

began = []
seen = []
scheduled = []

def spin():
    while True:
        x = 1

class Spin(Task):
    def perform(self):
        try:
            began.append(1)  # in here, since what waits for it may have it stopped at once
            spin()
        except bridge.Cancelled as error:
            seen.append(error.reason)
            raise

class Completing(Spin):
    def complete(self, cx, result):
        raise AssertionError("a cancelled Task is not completed")

KINDS = {"plain": Spin, "completing": Completing}

def schedule(cx):
    kind = KINDS[cx.argument(0, JsString).value()]
    signal = cx.argument_opt(2, JsObject)
    scheduled.append(kind().schedule(cx.argument(1, JsFunction), signal))

def promise(cx):
    return KINDS[cx.argument(0, JsString).value()]().promise(cx, cx.argument_opt(1, JsObject))

def cancel(cx):
    reason = cx.argument_opt(0, JsValue)
    each = scheduled[-1]
    threading.Thread(target=each.cancel, args=[None if reason is None else reason.copy()]).start()

@register_module
def main(m):
    for each in (schedule, promise, cancel):
        m.export_function(each.__name__, each)
    m.export_function("hasBegun", lambda cx: cx.number(len(began)))
    m.export_function("told", lambda cx: cx.string(repr(seen)))
    m.export_function("cancelled", lambda cx: cx.boolean(scheduled[-1].cancelled))
"""


@pytest.mark.parametrize("kind", ["plain", "completing"])
def test_a_task_by_reference_has_a_signal(host: Host, kind: str) -> None:
    host.module(BY_REFERENCE)
    script = f"""
        {START}
        (async () => {{
          const controller = new AbortController();
          const callback = new Promise((resolve) => m.schedule({kind!r}, resolve, controller.signal));
          const promise = failure(m.promise({kind!r}, controller.signal));
          await until(() => m.hasBegun() === 2);
          console.log(m.cancelled());
          controller.abort('enough');
          console.log(await callback, await promise, m.cancelled());
          await until(() => m.told() === "['enough', 'enough']");
          console.log(await failure(m.promise({kind!r}, controller.signal)));
          try {{ m.promise({kind!r}, {{}}); }} catch (error) {{ console.log(error.name, error.message); }}
        }})();
    """
    assert host.lines(script) == [
        "false", "enough enough true", "enough", "TypeError signal: expected an AbortSignal",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["plain", "completing"])
def test_a_scheduled_task_is_cancelled_from_any_thread(host: Host, kind: str) -> None:
    host.module(BY_REFERENCE)
    script = f"""
        {START}
        (async () => {{
          for (const [told, ...reasons] of [['[]'], ['[None]', 'mine'], ["[None, 'mine']", {{ a: 1 }}]]) {{
            await until(() => m.told() === told); // the answer of the Task before came before its Python was stopped
            const begun = m.hasBegun();
            const callback = new Promise((resolve) => m.schedule({kind!r}, resolve));
            await until(() => m.hasBegun() === begun + 1);
            m.cancel(...reasons);
            const reason = await callback;
            console.log(reason instanceof Error ? reason.name : reason, m.cancelled());
          }}
          m.cancel('too late');
          await until(() => m.told() === "[None, 'mine', {{'a': 1}}]");
        }})();
    """
    assert host.lines(script) == ["AbortError true", "mine true", "{ a: 1 } true"]
