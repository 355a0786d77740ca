"""What complete() makes of a result: a value, a throw, or, left as it is, a copy."""
from __future__ import annotations

from conftest import Host
from test_callback import DECIDED


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
        forgive((err, value) => {
          console.log(err, value);
          unwrap((err, value) => {
            console.log(err, value);
            replace((err, value) => console.log(String(err), String(err.cause), value));
          });
        });
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
            Copied(VALUES[int(cx.argument(0, JsNumber))]).schedule(cx.argument(1, JsFunction))

        @register_module
        def main(m):
            m.export_function("schedule", schedule)
    """)
    script = """
        const { schedule } = require('./module');
        const next = (number) => schedule(number, (err, value) => {
          console.log(err instanceof TypeError, err.message, value);
          if (number < 4) next(number + 1);
        });
        next(0);
    """
    names = ["Foo", "Foo.Bar", "complex", "object", "function"]
    lines = host.lines(script)
    assert len(lines) == len(names)
    for line, name in zip(lines, names, strict=True):
        assert line.startswith("true ")
        assert line.endswith(" undefined")
        assert f" a {name} " in line


def test_what_javascript_cannot_hold_is_an_error(host: Host) -> None:
    """A string longer than the longest of either engine, and a BigInt of more bits than they allow."""
    host.module("""
        class Big(Task):
            def __init__(self, make):
                self.make = make

            def perform(self):
                return self.make()

        @register_module
        def main(m):
            m.export_function("string", lambda cx: Big(lambda: "x" * 2**30).schedule(cx.argument(0, JsFunction)))
            m.export_function("bigint", lambda cx: Big(lambda: 1 << 2**30).schedule(cx.argument(0, JsFunction)))
            m.export_function("promise", lambda cx: Big(lambda: "x" * 2**30).promise(cx))
    """)
    script = """
        const { string, bigint, promise } = require('./module');
        const show = (err, value) => console.log(err instanceof RangeError, value);
        string((...given) => {
          show(...given);
          bigint((...given) => {
            show(...given);
            promise().catch(show);
          });
        });
    """
    assert host.lines(script) == ["true undefined"] * 3
