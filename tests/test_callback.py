"""The callback: its two arguments, what complete() makes of a result, and what a Task schedules only once."""
from __future__ import annotations

import pytest
from conftest import Host

DECIDED = """
class Decided(Task):
    '''perform() is one function, complete() another.'''

    def __init__(self, decide, work=lambda: 17):
        self.decide, self.work = decide, work

    def perform(self):
        return self.work()

    def complete(self, cx, result):
        return self.decide(cx, result)

def fail():
    raise ValueError("no")

def export(m, **tasks):
    '''Export each pair of functions as one that schedules a Task of them.'''
    for name, functions in tasks.items():
        m.export_function(name, lambda cx, given=functions: Decided(*given).schedule(cx.argument(0, JsFunction)))

def number(cx, result):
    return cx.number(result.unwrap())
"""


def test_success_gives_null_and_the_value_failure_the_error_and_undefined(host: Host) -> None:
    host.module(
        DECIDED
        + """
@register_module
def main(m):
    export(
        m,
        success=(number,),
        failure=(number, fail),
        thrown=(lambda cx, result: cx.throw_error("never"),),
        nothing=(lambda cx, result: None,),
        undefined=(lambda cx, result: cx.undefined(),),
        null=(lambda cx, result: cx.null(),),
        wrong=(lambda cx, result: 17,),
    )
"""
    )
    script = """
        const tasks = require('./module');
        (async () => {
          for (const [name, task] of Object.entries(tasks)) {
            const given = await new Promise((resolve) => task(function () { resolve([...arguments]); }));
            console.log(name, given.length, ...given.map(String));
          }
        })();
    """
    assert host.lines(script) == [
        "success 2 null 17",
        "failure 2 ValueError: no undefined",
        "thrown 2 Error: never undefined",
        "nothing 2 null undefined",
        "undefined 2 null undefined",
        "null 2 null null",
        "wrong 2 TypeError: expected a handle, such as cx.number(17) makes, got int undefined",
    ]


def test_complete_decides_what_becomes_of_a_failed_perform(host: Host) -> None:
    host.module(
        DECIDED
        + """
class Failing(Task):
    def __init__(self, decide):
        self.decide = decide

    def perform(self):
        self.failure = KeyError("lost")
        raise self.failure

    def complete(self, cx, result):
        return getattr(self, self.decide)(cx, result)

    def forgive(self, cx, result):
        assert result.error is self.failure
        return cx.string("forgiven")

    def unwrap(self, cx, result):
        try:
            result.unwrap()
        except KeyError as error:
            return cx.boolean(error is self.failure)

    def replace(self, cx, result):
        try:
            result.unwrap()
        except KeyError as error:
            raise ValueError("instead") from error

@register_module
def main(m):
    for decide in ("forgive", "unwrap", "replace"):
        m.export_function(decide, lambda cx, decide=decide: Failing(decide).schedule(cx.argument(0, JsFunction)))
"""
    )
    script = """
        const { forgive, unwrap, replace } = require('./module');
        forgive((err, value) => console.log(err, value));
        unwrap((err, value) => console.log(err, value));
        replace((err, value) => console.log(String(err), String(err.cause), value));
    """
    assert host.lines(script) == ["null forgiven", "null true", "ValueError: instead KeyError: 'lost' undefined"]


VALUES = [
    *("undefined", "null", "true", "1.5", "-0", "NaN", "''", "'text'", "10n", "Symbol('s')"),
    *("{}", "[]", "() => {}", "new Error('e')", "Object.freeze(new Error('f'))", "Object.create(null)"),
    *("Promise.resolve()", "new Proxy({}, {})"),
    "{ toString() { throw new Error('no text'); } }",
]


def test_complete_throws_that_very_value(host: Host) -> None:
    """Raised as a JsError that was kept, or thrown anew by cx.throw: a throw wins over what complete() returns."""
    host.module("""
        class Throwing(Task):
            def __init__(self, kept, how):
                self.kept, self.how = kept, how

            def perform(self):
                return 17

            def complete(self, cx, result):
                try:
                    return cx.number(result.unwrap())
                finally:
                    if self.how == "raise":
                        raise self.kept
                    cx.throw(self.kept.thrown(cx) if self.how == "thrown" else self.kept)

        def throwing(cx):
            try:
                cx.throw(cx.argument(1, JsValue))
            except JsError as error:
                Throwing(error, cx.argument(0, JsString).value()).schedule(cx.argument(2, JsFunction))

        @register_module
        def main(m):
            m.export_function("throwing", throwing)
    """)
    script = f"""
        const assert = require('assert');
        const {{ throwing }} = require('./module');
        let seen = 0;
        for (const value of [{", ".join(f"({value})" for value in VALUES)}]) {{
          for (const how of ['raise', 'throw', 'thrown']) {{
            throwing(how, value, function (err, result) {{
              assert.strictEqual(arguments.length, 2);
              assert(Object.is(err, value), how);
              assert.strictEqual(result, undefined);
              seen += 1;
            }});
          }}
        }}
        process.on('exit', () => console.log(seen));
    """
    assert host.lines(script) == [str(3 * len(VALUES))]


def test_complete_throws_javascripts_own_errors(host: Host) -> None:
    host.module(
        DECIDED
        + """
@register_module
def main(m):
    export(
        m,
        Error=(lambda cx, result: cx.throw_error("one \\ud800"), 17),
        TypeError=(lambda cx, result: cx.throw_type_error("two"), 17),
        RangeError=(lambda cx, result: cx.throw_range_error("three"), 17),
    )
"""
    )
    script = """
        const assert = require('assert');
        const messages = { Error: 'one \\ud800', TypeError: 'two', RangeError: 'three' };
        for (const [name, task] of Object.entries(require('./module'))) {
          task((err, value) => {
            assert.strictEqual(Object.getPrototypeOf(err), globalThis[name].prototype);
            assert.strictEqual(err.message, messages[name]);
            assert.strictEqual(value, undefined);
            console.log(name);
          });
        }
    """
    assert host.lines(script) == ["Error", "TypeError", "RangeError"]


COPIES = {
    "None": "null",
    "True": "true",
    "False": "false",
    "0": "0",
    "-17": "-17",
    "1.5": "1.5",
    "-0.0": "-0",
    "math.nan": "NaN",
    "math.inf": "Infinity",
    "-math.inf": "-Infinity",
    "5e-324": "5e-324",
    "2**53 - 1": "Number.MAX_SAFE_INTEGER",
    "-(2**53 - 1)": "Number.MIN_SAFE_INTEGER",
    "2**53": "2n ** 53n",
    "-(2**53)": "-(2n ** 53n)",
    "2**64 - 1": "2n ** 64n - 1n",
    "-(2**64)": "-(2n ** 64n)",
    "3**50000": "3n ** 50000n",
    "2.0**80": "2 ** 80",
    "Level.HIGH": "3",
    "Text('sub')": "'sub'",
    "''": "''",
    "'caf\\xe9 \\x80\\xff'": "'caf\\xe9 \\x80\\xff'",
    "'\\u20ac \\uffff'": "'\\u20ac \\uffff'",
    "'\\U0001f600 \\U0010ffff'": "'\\u{1f600} \\u{10ffff}'",
    "'\\ud800'": "'\\ud800'",
    "'a\\udc00\\ud800b'": "'a\\udc00\\ud800b'",
    "'\\ud800 \\U0001f600 \\udfff'": "'\\ud800 \\u{1f600} \\udfff'",
    "'\\0a\\0'": "'\\0a\\0'",
    "'\\0\\u20ac\\0'": "'\\0\\u20ac\\0'",
    "'x' * 2**20": "'x'.repeat(2 ** 20)",
    "'\\u20ac' * 2**20": "'\\u20ac'.repeat(2 ** 20)",
    "'\\U0001f600' * 2**20": "'\\u{1f600}'.repeat(2 ** 20)",
}


def test_the_default_complete_copies(host: Host) -> None:
    """Into a callback, and into a Promise."""
    host.module(f"""
        import enum
        import math

        class Level(enum.IntEnum):
            HIGH = 3

        class Text(str):
            pass

        VALUES = [{", ".join(COPIES)}]

        class Copied(Task):
            def __init__(self, cx):
                self.index = int(cx.argument(0, JsNumber).value())

            def perform(self):
                return VALUES[self.index]

        @register_module
        def main(m):
            m.export_function("schedule", lambda cx: Copied(cx).schedule(cx.argument(1, JsFunction)))
            m.export_function("promise", lambda cx: Copied(cx).promise(cx))
    """)
    script = f"""
        const assert = require('assert');
        const {{ schedule, promise }} = require('./module');
        const values = [{", ".join(COPIES.values())}];
        let seen = 0;
        values.forEach(async (value, index) => {{
          schedule(index, (...given) => {{
            assert.strictEqual(given.length, 2);
            assert.strictEqual(given[0], null);
            assert(Object.is(given[1], value), `value ${{index}}: ${{String(given[1]).slice(0, 100)}}`);
            seen += 1;
          }});
          assert(Object.is(await promise(index), value), `value ${{index}} of a promise`);
          seen += 1;
        }});
        process.on('exit', () => console.log(seen));
    """
    assert host.lines(script) == [str(2 * len(COPIES))]


def test_the_default_complete_names_a_type_that_it_cannot_copy(host: Host) -> None:
    host.module("""
        class Foo:
            class Bar:
                pass

        VALUES = [Foo(), Foo.Bar(), 1j, object(), lambda: None]

        class Copied(Task):
            def __init__(self, value):
                self.value = value

            def perform(self):
                return self.value

        def schedule(cx):
            for value in VALUES:
                Copied(value).schedule(cx.argument(0, JsFunction))

        @register_module
        def main(m):
            m.export_function("schedule", schedule)
    """)
    script = """
        require('./module').schedule((err, value) => {
          console.log(err instanceof TypeError, err.message, value);
        });
    """
    names = ["Foo", "Foo.Bar", "complex", "object", "function"]
    lines = host.lines(script)
    assert len(lines) == len(names)
    for line, name in zip(lines, names, strict=True):
        assert line.startswith("true ")
        assert line.endswith(" undefined")
        assert f" a {name} " in line


def test_what_javascript_cannot_hold_is_an_error(host: Host) -> None:
    """A string longer than V8's longest, and a BigInt of more bits than it allows."""
    host.module("""
        class Big(Task):
            def __init__(self, make):
                self.make = make

            def perform(self):
                return self.make()

        @register_module
        def main(m):
            m.export_function("string", lambda cx: Big(lambda: "x" * 2**29).schedule(cx.argument(0, JsFunction)))
            m.export_function("bigint", lambda cx: Big(lambda: 1 << 2**30).schedule(cx.argument(0, JsFunction)))
            m.export_function("promise", lambda cx: Big(lambda: "x" * 2**29).promise(cx))
    """)
    script = """
        const { string, bigint, promise } = require('./module');
        string((err, value) => console.log(err instanceof Error, value));
        bigint((err, value) => console.log(err instanceof Error, value));
        promise().catch((err) => console.log(err instanceof Error));
    """
    assert host.lines(script) == ["true undefined", "true undefined", "true"]


@pytest.mark.parametrize("strict", ["", "'use strict';"], ids=["sloppy", "strict"])
def test_this_is_the_global_object(host: Host, strict: str) -> None:
    host.module(ANSWER)
    script = """
        const { answer } = require('./module');
        answer(function () { %s console.log(this === globalThis); });
        answer.call({}, function () { %s console.log(this === globalThis); });
    """
    assert host.lines(script % (strict, strict)) == ["true", "true"]


ANSWER = """
class Answer(Task):
    def perform(self):
        return 17

def answer(cx):
    assert Answer().schedule(cx.argument(0, JsFunction)) is None

@register_module
def main(m):
    m.export_function("answer", answer)
"""


def test_the_callback_is_checked(host: Host) -> None:
    host.module(ANSWER)
    script = """
        const { answer } = require('./module');
        for (const wrong of [[], [undefined], [null], [17], ['f'], [{}], [[]], [new Error()], [Promise.resolve()]]) {
          try {
            answer(...wrong);
            console.log('returned');
          } catch (error) {
            console.log(error instanceof TypeError, error.message);
          }
        }
        for (const right of [() => {}, async () => {}, new Proxy(() => {}, {}), (() => {}).bind()]) {
          answer(right);
        }
        console.log(answer((err, value, ...more) => console.log(err, value, more)));
    """
    wrong = ["true not enough arguments", *["true failed to downcast any to function"] * 8]
    assert host.lines(script) == [*wrong, "undefined", "null 17 []"]


def test_promisify(host: Host) -> None:
    host.module(
        DECIDED
        + """
@register_module
def main(m):
    export(m, resolves=(number,), rejects=(number, fail))
"""
    )
    script = """
        const { promisify } = require('util');
        const { resolves, rejects } = require('./module');
        promisify(resolves)().then((value) => {
          console.log(value);
          return promisify(rejects)();
        }).catch((error) => console.log(String(error)));
    """
    assert host.lines(script) == ["17", "ValueError: no"]


def test_promise_resolves_or_rejects(host: Host) -> None:
    host.module(
        DECIDED
        + """
class Plain(Task):
    def __init__(self, work):
        self.work = work

    def perform(self):
        return self.work()

tasks = {
    "copied": lambda: Plain(lambda: "text"),
    "raised": lambda: Plain(fail),
    "completed": lambda: Decided(lambda cx, result: cx.number(result.unwrap() + 1)),
    "nothing": lambda: Decided(lambda cx, result: None),
    "unwrapped": lambda: Decided(number, fail),
    "thrown": lambda: Decided(lambda cx, result: cx.throw(cx.null())),
}

@register_module
def main(m):
    for name, make in tasks.items():
        m.export_function(name, lambda cx, make=make: make().promise(cx))
"""
    )
    script = """
        (async () => {
          for (const [name, make] of Object.entries(require('./module'))) {
            const promise = make();
            const kind = Object.getPrototypeOf(promise) === Promise.prototype;
            await promise.then((value) => console.log(name, kind, 'resolved', value),
                               (error) => console.log(name, kind, 'rejected', String(error)));
          }
        })();
    """
    assert host.lines(script) == [
        "copied true resolved text",
        "raised true rejected ValueError: no",
        "completed true resolved 18",
        "nothing true resolved undefined",
        "unwrapped true rejected ValueError: no",
        "thrown true rejected null",
    ]


def test_a_task_is_scheduled_once_performed_once_and_completed_once(host: Host) -> None:
    host.module("""
        counts = {"performed": 0, "completed": 0}

        class Counting(Task):
            def perform(self):
                counts["performed"] += 1

            def complete(self, cx, result):
                counts["completed"] += 1
                assert result.unwrap() is None

        ways = {
            "schedule": lambda task, cx: task.schedule(cx.argument(2, JsFunction)),
            "promise": lambda task, cx: task.promise(cx),
        }

        def twice(cx):
            task = Counting()
            ways[cx.argument(0, JsString).value()](task, cx)
            ways[cx.argument(1, JsString).value()](task, cx)

        def count(cx):
            return cx.number(counts[cx.argument(0, JsString).value()])

        @register_module
        def main(m):
            m.export_function("twice", twice)
            m.export_function("count", count)
    """)
    script = """
        const { twice, count } = require('./module');
        let called = 0;
        for (const first of ['schedule', 'promise']) {
          for (const second of ['schedule', 'promise']) {
            try {
              twice(first, second, () => { called += 1; });
            } catch (error) {
              console.log(error.name, /scheduled twice/.test(error.message));
            }
          }
        }
        process.on('exit', () => console.log(called, count('performed'), count('completed')));
    """
    assert host.lines(script) == [*["RuntimeError true"] * 4, "2 4 4"]


def test_a_refused_callback_leaves_the_task_unused(host: Host) -> None:
    host.module("""
        class Answer(Task):
            def perform(self):
                return 17

        task = Answer()

        @register_module
        def main(m):
            m.export_function("answer", lambda cx: task.schedule(cx.argument(0, JsFunction)))
    """)
    script = """
        const { answer } = require('./module');
        try { answer(17); } catch (error) { console.log(error.name); }
        answer((err, value) => console.log(err, value));
    """
    assert host.lines(script) == ["TypeError", "null 17"]
