"""The type table, row by row and at random; synchronous, task and async calls agree."""
from __future__ import annotations

import json

from conftest import MONKEY, Host

LIBRARY = """
import asyncio, math
from datetime import datetime, timezone

def echo(value): return value
export(echo)
task(name="echoTask")(echo)
@export
async def echo_async(value): return value

@export
def show(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(show, value)) + "]"
    if isinstance(value, memoryview):
        return f"memory {value.format} {value.tolist()}"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}({value}) from {show(value.__cause__)}"
    if isinstance(value, datetime):
        return f"{value.isoformat()} {value.tzinfo}"
    return f"{type(value).__name__} {value!r}" if value is not None else "None"
"""

TOOLS = """
const util = require('util');
const { echo, echoTask, echoAsync, show, ...more } = require('./module');
const ways = [async (value) => echo(value), echoTask, echoAsync,
  (value) => new Promise((resolve, reject) => echoTask(value, (err, found) => (err ? reject(err) : resolve(found))))];
const message = (error) => `${error.name}: ${error.message}`;
const inspect = (value) => util.inspect(value, { depth: 20, breakLength: Infinity, compact: true });
"""


def lines(host: Host, script: str, library: str = "") -> list[str]:
    host.module(LIBRARY + library)
    return host.lines(TOOLS + "(async () => {" + script + "})();")


def test_every_row_from_javascript(host: Host) -> None:
    rows = {
        "undefined": "None",
        "null": "None",
        "true": "bool True",
        "0": "int 0",
        "-0": "float -0.0",
        "-17": "int -17",
        "1.5": "float 1.5",
        "NaN": "float nan",
        "-Infinity": "float -inf",
        "2 ** 53 - 1": "int 9007199254740991",
        "2 ** 53": "float 9007199254740992.0",
        "2 ** 70": f"float {2.0**70!r}",
        "2n ** 70n": f"int {2**70}",
        "-(2n ** 64n)": f"int {-(2**64)}",
        "0n": "int 0",
        "''": "str ''",
        "'aé☃😀'": "str 'aé☃😀'",
        r"'\ud800x\udc00'": r"str '\ud800x\udc00'",
        "new Date(1e12 + 5)": "2001-09-09T01:46:40.005000+00:00 UTC",
        "new Date(-1)": "1969-12-31T23:59:59.999000+00:00 UTC",
        "[1, , undefined, null]": "[int 1, None, None, None]",
        "new Array(3)": "[None, None, None]",
        "({ a: undefined, 'b c': [{}], 7: 1 })": "{'7': int 1, 'a': None, 'b c': [{}]}",
        "new Map([[1, 'a'], ['b', new Map()], [null, 2n]])": "{1: str 'a', 'b': {}, None: int 2}",
        "new Set([1])": "set {1}",
        "[true, -0, 1n, '\\u{10000}']": "[bool True, float -0.0, int 1, str '\U00010000']",
        "new Uint16Array([1, 2])": "memory H [1, 2]",
        "({ a: Buffer.from([1]), b: new BigInt64Array([-1n]) })": "{'a': memory B [1], 'b': memory q [-1]}",
        "[new ArrayBuffer(2), new DataView(new ArrayBuffer(3), 1)]": "[memory B [0, 0], memory B [0, 0]]",
        "new Error('e')": "Exception(e) from None",
        "[new TypeError('t')]": "[TypeError(t) from None]",
        "[new Number(1), new String('s'), new Boolean(false), Object(3n)]": "[int 1, str 's', bool False, int 3]",
        "new (class A { x = 1; get y() { return 2; } })()": "{'x': int 1}",
        "Object.assign(Object.create({ inherited: 1 }), { own: 2 })": "{'own': int 2}",
    }
    script = f"for (const source of {json.dumps(list(rows))}) console.log(JSON.stringify(show((0, eval)(source))));"
    assert dict(zip(rows, map(json.loads, lines(host, script)), strict=True)) == rows


def test_every_row_from_python(host: Host) -> None:
    rows = {
        "None": "null",
        "True": "true",
        "-0.0": "-0",
        "math.nan": "NaN",
        "2**53 - 1": "9007199254740991",
        "2**53": "9007199254740992n",
        "-(2**70)": f"-{2**70}n",
        "2.0**70": "1.1805916207174113e+21",
        "ord('\\ud800')": "55296",
        "'x\\udc00'": "'x\\udc00'",
        "'é☃😀'": "'é☃😀'",
        "(1, [2, ()])": "[ 1, [ 2, [] ] ]",
        "{}": "{}",
        "{'a': {'b': None}}": "{ a: { b: null } }",
        "{1: 'a', 'b': 2}": "Map(2) { 1 => 'a', 'b' => 2 }",
        "{(1, 2): 3}": "Map(1) { [ 1, 2 ] => 3 }",
        "{1, 2}": "Set(2) { 1, 2 }",
        "frozenset()": "Set(0) {}",
        "datetime(2001, 9, 9, 1, 46, 40, 5999, timezone.utc)": "2001-09-09T01:46:40.005Z",
        "[bytes([1]), bytearray([2])]": "[ <Buffer 01>, Uint8Array(1) [ 2 ] ]",
        "memoryview(b'\\1\\0\\2\\0').cast('H')": "Uint16Array(2) [ 1, 2 ]",
    }
    library = f"\nfor source in {list(rows)!r}:\n    export_constant(source, eval(source))\n"
    script = "for (const value of Object.values(more)) console.log(inspect(value));"
    assert dict(zip(rows, lines(host, script, library), strict=True)) == rows


def test_cycles_and_shared_references_are_kept(host: Host) -> None:
    script = """
        const shared = { a: 1 }, view = new Uint8Array(1);
        const list = [shared, shared, view, view];
        list.push(list);
        const cycle = { list, map: new Map([['k', null], [1, shared]]), date: new Date(0) };
        cycle.self = cycle.map.get('k') ?? cycle;
        cycle.map.set('k', cycle);
        cycle.again = cycle.date;
        for (const way of ways) {
          const { list, map, self, again, date } = await way(cycle);
          console.log(list[0] === list[1], list[2] === list[3], list[4] === list, map.get('k') === self,
                      map.get(1) === list[0], self.list === list, date === again);
        }
        const [first, second] = more.twins();
        console.log(first === second, first.me === first);
    """
    library = """
from dataclasses import dataclass

@dataclass
class Selfish:
    me: object = None

@export
def twins():
    one = Selfish()
    one.me = one
    return [one, one]
"""
    assert lines(host, script, library) == [*["true " * 6 + "true"] * 4, "true true"]


def test_what_cannot_be_copied_fails_clearly_in_every_way(host: Host) -> None:
    script = r"""
        const values = [
          Symbol('s'), () => {}, class A {}, Promise.resolve(), /r/, new WeakMap(), new WeakRef({}),
          (function* () {})(), { a: [Symbol('s')] }, { deep: { f() {} } }, [/r/],
          new Map([[{}, 1]]), new Set([[]]), new Set([new Uint8Array(1)]), new Date(NaN), [new Date(8e15)],
          Object(Symbol('s')),
        ];
        for (const value of values) {
          const usable = typeof value === 'function' ? ways.slice(0, 1) : ways; // the others take it for a callback
          const found = await Promise.all(usable.map((way) => way(value).then(() => 'copied', message)));
          console.log(new Set(found).size === 1 ? found[0] : found);
        }
        const thrown = { what: 'it threw' };
        const thrower = { get a() { throw thrown; } };
        for (const way of ways) await way([thrower]).catch((error) => console.log(error === thrown));
    """
    assert lines(host, script) == [
        "TypeError: cannot copy a symbol to Python",
        "TypeError: cannot copy a function to Python: a callback comes last",
        "TypeError: cannot copy a function to Python: a callback comes last",
        "TypeError: cannot copy a Promise to Python",
        "TypeError: cannot copy a RegExp to Python",
        "TypeError: cannot copy a WeakMap to Python",
        "TypeError: cannot copy a WeakRef to Python",
        "TypeError: cannot copy a Generator to Python",
        "TypeError: value.a[0]: cannot copy a symbol to Python",
        "TypeError: value.deep.f: cannot copy a function to Python",
        "TypeError: value[0]: cannot copy a RegExp to Python",
        "TypeError: cannot copy a Map to Python whose key is a dict",
        "TypeError: cannot copy a Set to Python that has a list",
        "TypeError: cannot copy a Set to Python that has a memoryview",
        "ValueError: cannot copy an invalid Date to Python",
        "ValueError: cannot copy a Date to Python outside of the years 1 to 9999",
        "TypeError: cannot copy a Symbol to Python",
        *["true"] * 4,
    ]


def test_what_is_no_plain_data_is_refused_by_name_wherever_it_is(host: Host) -> None:
    """Alone, in a value, beside what has js/wire/walk.js write all of it, and as what the program extends."""
    script = r"""
        const make = {
          Promise: () => Promise.resolve(), WeakSet: () => new WeakSet(), RegExp: () => /x/,
          FinalizationRegistry: () => new FinalizationRegistry(() => {}),
          AsyncGenerator: () => (async function* () {})(),
          Arguments: () => (function () { return arguments; })(1), 'Map Iterator': () => new Map().keys(),
          Widget: () => new (class Widget extends Promise {})(() => {}),
        };
        const platform = {
          URL: () => new URL('http://a/'), URLSearchParams: () => new URLSearchParams('a=1'),
          Headers: () => new Headers(),
          Event: () => new Event('x'), EventTarget: () => new EventTarget(),
          AbortSignal: () => new AbortController().signal,
          AbortController: () => new AbortController(), Response: () => new Response('x'),
          FormData: () => new FormData(),
          TextEncoder: () => new TextEncoder(), ReadableStream: () => new ReadableStream(), Blob: () => new Blob([]),
          Page: () => new (class Page extends URL {})('http://a/'),
        };
        for (const [name, one] of Object.entries(platform)) if (name === 'Page' || globalThis[name]) make[name] = one;
        if (!globalThis.URL) delete make.Page;
        if (make.Event && Object.keys(new Event('x')).length > 1) delete make.Event; // PythonMonkey's is its properties
        const places = [
          ['', (one) => one], ['value.a[1]', (one) => ({ a: [{}, one] })], ['value["b c"]', (one) => ({ 'b c': one })],
          ['value.get("k")', (one) => new Map([['k', one]])], ['value.values()', (one) => new Set([one])],
          ['value[1]', (one) => [new Uint8Array(1), one]],
          ['value[2]', (one) => [new ArrayBuffer(1), new Error(), one]],
          ['value.cause', (one) => new Error('x', { cause: one })],
        ];
        for (const [name, one] of Object.entries(make)) {
          for (const [place, put] of places) {
            const a = /^[AE]/.test(name) ? 'an' : 'a';
            const text = `TypeError: ${place && place + ': '}cannot copy ${a} ${name} to Python`;
            for (const way of ways) {
              const found = await way(put(one())).then(() => 'copied', message);
              if (found !== text) console.log('expected', text, 'got', found);
            }
          }
        }
        console.log(Object.keys(make).length > 7);
    """
    assert lines(host, script) == ["true"]


def test_objects_of_a_programs_own_classes_are_their_properties(host: Host) -> None:
    """Also of classes that call themselves something, or that extend one of the platform's, and beside binary data."""
    script = """
        class Bare {}
        class Tagged { x = 1; get [Symbol.toStringTag]() { return 'Tagged'; } }
        class Hidden { #secret = 1; }
        class Listener extends (globalThis.EventTarget ?? Object) { x = 1; }
        globalThis.Known = class Known {};
        const values = [new Bare(), new Tagged(), new Hidden(), new Listener(), new Known(), Object.create(null),
                        Object.create({ inherited: 1 }), { [Symbol.toStringTag]: 'Promise' }, {}];
        for (const value of values) {
          for (const put of [(one) => one, (one) => [one], (one) => [new ArrayBuffer(1), one].slice(0, 2)]) {
            const found = await Promise.all(ways.map((way) => way(put(value)).then((one) => inspect(one), message)));
            console.log(...new Set(found));
          }
        }
    """
    buffer = "Uint8Array(1) [ 0 ]"
    texts = ["{}", "{ x: 1 }", "{}", "{ x: 1 }", *["{}"] * 5]
    assert lines(host, script) == [
        each for text in texts for each in (text, f"[ {text} ]", f"[ {buffer}, {text} ]")
    ]


def test_what_comes_from_another_realm_is_plain_data(node: Host) -> None:
    script = """
        const source = '({ a: [{}], m: new Map([[1, {}]]), e: new (class A { x = 1 })() })';
        const there = require('vm').runInNewContext(source);
        for (const put of [(one) => one, (one) => [new ArrayBuffer(0), one][1]]) console.log(inspect(echo(put(there))));
        console.log(inspect(echo([there, new ArrayBuffer(0)])[0]));
    """
    assert lines(node, script) == ["{ a: [ {} ], m: Map(1) { 1 => {} }, e: { x: 1 } }"] * 3


def test_a_domexception_is_an_exception(node: Host) -> None:
    script = """
        const error = new DOMException('no', 'AbortError');
        for (const way of ways) for (const put of [(one) => one, (one) => [one], (one) => [new ArrayBuffer(0), one]]) {
          const found = [await way(put(error))].flat(2).pop();
          console.log(found instanceof Error, found.message);
        }
        console.log(show(new Error('outer', { cause: error })));
    """
    assert lines(node, script) == [*["true no"] * 12, "Exception(outer) from Exception(no) from None"]


def test_a_primitive_that_was_thrown_comes_back_inside_a_value(host: Host) -> None:
    library = """
def caught(cx):
    try:
        cx.argument(0, JsFunction).call(cx.undefined())
    except JsError as error:
        held[:] = [error, error]
    return cx.undefined()

@register_module
def main(m):
    m.export_function("caught", caught)

held = []
@export
def give():
    error = held.pop()
    return [{"a": error}, [error, held.pop()]]
"""
    script = """
        for (const thrown of [5, 'text', undefined, null, false, 2n]) {
          more.caught(() => { throw thrown; });
          console.log(inspect(more.give()));
        }
    """
    assert lines(host, script, library) == [
        f"[ {{ a: {text} }}, [ {text}, {text} ] ]" for text in ("5", "'text'", "undefined", "null", "false", "2n")
    ]


def test_a_proxy_is_refused_where_it_can_be_told_from_an_object(host: Host) -> None:
    script = """
        const proxy = new Proxy({ a: 1 }, {});
        for (const way of ways) console.log(await way([proxy]).then(JSON.stringify, message));
    """
    answer = '[{"a":1}]' if host.node == MONKEY else "TypeError: value[0]: cannot copy a Proxy to Python"
    assert set(lines(host, script)) == {answer}


def test_what_python_cannot_keep_apart_is_refused(host: Host) -> None:
    script = r"""
        const keys = [[1, true], [false, 0], [1n, true], [1, 1n], [2n ** 60n, 2 ** 60], [5n, 5], [null, undefined],
                      [undefined, null], [new Date(0), new Date(0)], [Object('a'), 'a']];
        for (const pair of keys) {
          for (const value of [new Map(pair.map((key, index) => [key, index])), [new Set(['x', ...pair])]]) {
            const found = await Promise.all(ways.map((way) => way(value).then(() => 'copied', message)));
            console.log(new Set(found).size === 1 ? found[0] : found);
          }
        }
        console.log(inspect(echo(new Map([[0, 1], ['0', 2], [NaN, 3], [null, 4], [-0, 5]]))));
    """
    pairs = [
        *("1 and true", "false and 0", "1 and true", "1 and 1n", f"{2**60} and {2.0**60!r}", "5n and 5"),
        *("null and undefined", "undefined and null", "1970-01-01 00:00:00+00:00 and 1970-01-01 00:00:00+00:00"),
        "'a' and 'a'",
    ]
    assert lines(host, script) == [
        *(
            f"TypeError: cannot copy a {what} {pair} are equal in Python"
            for pair in pairs
            for what in ("Map whose keys", "Set whose elements")
        ),
        "Map(4) { 0 => 5, '0' => 2, NaN => 3, null => 4 }",
    ]


def test_what_is_shared_between_threads_is_not_copied(host: Host) -> None:
    host.needs("shared memory", "workers")
    script = """
        for (const value of [new SharedArrayBuffer(1), new (require('worker_threads').MessageChannel)().port1]) {
          console.log(...new Set(await Promise.all(ways.map((way) => way(value).catch(message)))));
        }
    """
    assert lines(host, script) == [
        "TypeError: cannot copy a SharedArrayBuffer to Python",
        "TypeError: cannot copy a MessagePort to Python",
    ]


def test_a_string_of_any_length_and_width_arrives_as_it_is(host: Host) -> None:
    script = """
        const { units, unitsByReference } = more;
        const unitsOf = (text) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).join();
        const ends = ['', 'e', '\\xff', '\\u0100', '中', '😀', '\\ud800', '\\udc00', '\\udc00\\ud800'];
        const wrong = [];
        for (const length of [0, 1, 62, 63, 64, 65, 66, 200, 20_000]) {
          for (const end of ends) {
            for (const text of ['x'.repeat(length) + end, 'x'.repeat(length) + end + 'y', end + 'x'.repeat(length)]) {
              const isRight = units(text) === unitsOf(text) && unitsByReference(text) === unitsOf(text);
              if (!isRight || await echoTask(text) !== text) wrong.push([length, end]);
            }
          }
        }
        console.log(wrong);
    """
    library = """
@export
def units(text):
    return ",".join(map(str, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))

@register_module
def main(m):
    m.export_function("unitsByReference", lambda cx: cx.string(units(cx.argument(0, JsString).value())))
"""
    assert lines(host, script, library) == ["[]"]


def test_large_values_cross_and_deep_ones_are_refused(host: Host) -> None:
    script = """
        const wide = 'é☃😀x'.repeat(2_000_000), narrow = 'ab'.repeat(5_000_000);
        const long = Array.from({ length: 100_000 }, (_, n) => (n % 3 ? n / 7 : { n }));
        const nested = (depth) => { let value = []; for (let n = 0; n < depth; n++) value = [value]; return value; };
        for (const way of ways) {
          console.log(await way(wide) === wide, await way(narrow) === narrow, (await way([wide]))[0] === wide,
                      util.isDeepStrictEqual(await way(long), long));
          await way(nested(500)).then((value) => console.log(util.isDeepStrictEqual(value, nested(500))));
          await way(nested(100_000)).then(() => console.log('copied'), (error) => console.log(message(error)));
          const { deep, deepTask } = more;
          for (const make of [deep, deepTask]) {
            try { await make(100_000); } catch (error) { console.log(message(error)); }
          }
        }
    """
    library = """
def deep(depth: int):
    value = []
    for _ in range(depth):
        value = [value]
    return value
export(deep)
task(name="deepTask")(deep)
"""
    too_deep = "RecursionError: the value is nested deeper than 4000"
    refused = ["RangeError: Maximum call stack size exceeded", too_deep, too_deep]
    assert lines(host, script, library) == ["true true true true", "true", *refused] * 4


def test_a_list_that_its_elements_empty_meanwhile_is_an_error(host: Host) -> None:
    library = """
from collections import UserDict

class Emptying(UserDict):
    def keys(self):
        everything.clear()
        return []

everything = [Emptying(), *(object() for _ in range(10000))]

@task
def give(): return everything
"""
    script = "await more.give().catch((error) => console.log(message(error)));"
    assert lines(host, script, library) == ["RuntimeError: a list changed while it was copied"]


def test_numbers_of_numpy_are_numbers(host: Host) -> None:
    library = """
import numpy as np

@export
def numbers(): return [np.float64(1.5), np.int64(2**60), np.bool_(True), np.float32(0.5), np.array(3), np.str_("s")]
@export
def number(): return np.uint8(7)
"""
    script = "console.log(inspect(more.numbers()), more.number());"
    assert lines(host, script, library) == ["[ 1.5, 1152921504606846976n, true, 0.5, 3, 's' ] 7"]


VALUES = 20_000


def test_random_values_come_back_as_the_table_says(host: Host) -> None:
    """All in every way, so many to a call that calls cost little; the seed is fixed."""
    script = f"""
        const COUNT = {VALUES}, BATCH = 50;
        """ + r"""
        let state = 0x2545f491;
        const random = (below) => { // xorshift
          state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
          return (state >>> 0) % below;
        };
        const pick = (list) => list[random(list.length)];
        const real = () => (random(2 ** 32) - 2 ** 31) * 2 ** (random(120) - 60);
        const text = () => Array.from({ length: random(12) },
          () => String.fromCharCode(random(pick([128, 256, 65536])))).join('');
        const big = () => {
          let value = 0n;
          for (let n = random(6); n >= 0; n--) value = (value << 32n) | BigInt(random(2 ** 32));
          return random(2) ? value : -value;
        };
        const Views = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
                       Float32Array, Float64Array, BigInt64Array, BigUint64Array];
        const bytes = () => new Uint8Array(8 * random(4)).map(() => random(256));
        const scalars = [
          () => undefined, () => null, () => !random(2), () => random(100) - 50, real, big, text,
          () => pick([0, -0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 2 ** 53 - 1, 2 ** 31, -(2 ** 31), 2 ** 30,
                      5e-324, 1.7976931348623157e308, 2 ** 70]),
          () => pick([0n, 1n, -1n, 2n ** 53n, 2n ** 63n, -(2n ** 64n), 2n ** 70n]),
          () => pick(['', '\ud800', '\udc00\ud800', '\u0000', '😀', '__proto__', 'é']),
          () => new Date(random(2 ** 32) * 1000 - random(1000)),
          () => Object(pick([1.5, 'boxed', true, 7n])),
        ];
        const binary = [
          () => new (pick(Views))(bytes().buffer), () => Buffer.from(bytes()),
          () => isBare ? bytes().buffer : new DataView(bytes().buffer),
          () => new Int16Array(bytes().buffer, 0, 0),
        ];
        const times = (make) => Array.from({ length: random(5) }, make);
        const value = (depth) => {
          const kind = depth > 3 ? 0 : random(12);
          if (kind < 6) return pick(scalars)();
          if (kind < 7) return pick(binary)();
          const inner = () => value(depth + 1);
          if (kind < 8) return times(inner);
          if (kind < 9) { const holes = times(inner); holes.length += random(4); return holes; }
          if (kind < 10) return Object.fromEntries(times(() => [random(3) ? text() : String(random(20)), inner()]));
          if (kind < 11) return new Map(times(() => [pick([text, () => random(100), real])(), inner()]));
          return new Set(times(pick([text, real, () => random(100)])));
        };
        const item = (view) => new (view instanceof Uint8ClampedArray ? Uint8Array : view.constructor)(view);
        // What is to come back.
        const expected = (value) => {
          if (value === undefined || value === null) return null;
          if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
          if (typeof value !== 'object' || value instanceof Date) return value;
          if (util.types.isBoxedPrimitive(value)) return expected(value.valueOf());
          if (value instanceof ArrayBuffer) return new Uint8Array(value);
          if (value instanceof DataView || Buffer.isBuffer(value)) {
            return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
          }
          if (ArrayBuffer.isView(value)) return item(value);
          if (Array.isArray(value)) return Array.from(value, expected);
          if (value instanceof Set) return new Set([...value].map(expected));
          const entries = value instanceof Map ? [...value] : Object.entries(value);
          const converted = entries.map(([key, item]) => [key, expected(item)]);
          const named = converted.every(([key]) => typeof key === 'string');
          return named ? Object.fromEntries(converted) : new Map(converted);
        };
        let wrong = 0;
        let isBare = false; // an ArrayBuffer has all that it comes with cross in another way
        for (let n = 0; n < COUNT; n += BATCH) {
          isBare = !isBare;
          const batch = Array.from({ length: BATCH }, () => value(0));
          const right = expected(batch);
          const found = await Promise.all([...ways.slice(0, 3).map((way) => way(batch)),
                                           Promise.all(batch.slice(0, 10).map((one) => pick(ways)(one)))]);
          right.forEach((one, index) => {
            for (const values of index < 10 ? found : found.slice(0, 3)) {
              if (!util.isDeepStrictEqual(values[index], one) && wrong++ < 5) {
                console.log('expected', inspect(one), 'got', inspect(values[index]));
              }
            }
          });
        }
        console.log('wrong', wrong);
    """
    assert lines(host, script) == ["wrong 0"]


def test_what_is_in_a_value_many_times_is_gone_through_once(host: Host) -> None:
    """Two to the power of 40 ways lead to the empty object, which might be one of the platform's."""
    script = """
        let value = { empty: {}, url: undefined };
        const { empty } = value;
        for (let n = 0; n < 40; n++) value = n % 2 ? [value, value] : { value, again: value };
        empty.root = value;
        for (const way of ways) {
          const found = await way(value);
          console.log(found[0] === found[1], found[0].value === found[0].again);
        }
        empty.opaque = new URL('http://a');
        console.log(message(await echoTask(value).catch((error) => error)).replace(/value.*opaque/, 'value'));
    """
    assert lines(host, script) == [*["true true"] * 4, "TypeError: value: cannot copy a URL to Python"]
