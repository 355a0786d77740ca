"""Exports by copy: what JavaScript passes and gets, for `@task`, `@export` and `@export async def`."""
from __future__ import annotations

import json

from conftest import JS, Host

SHOWN = """
const show = (error) => (error ? `${error.name}: ${error.message}` : error);
const settled = (promise) => promise.then((value) => ['value', value], (error) => ['error', show(error)]);
const called = (call) => { try { return ['value', call()]; } catch (error) { return ['thrown', show(error)]; } };
const print = (...values) => console.log(JSON.stringify(values, (_, value) => (value === undefined ? '-' : value)));
"""


def answers(host: Host, script: str) -> list[list[object]]:
    """What a script hands to `print()`, call by call; `undefined` is "-"."""
    return [json.loads(line) for line in host.lines(SHOWN + "(async () => {" + script + "})();")]


def test_a_keyword_only_parameter_has_its_name_in_javascript(host: Host) -> None:
    library = """
        @export
        def sized(*, max_size: int = 1, b=2, **others): return [max_size, b, others]
        @export
        def only(*, max_size: int): return max_size
    """
    script = """
        const { sized, only } = require('./module');
        const found = [{ maxSize: 3 }, { max_size: 4, b: 5 }, { maxWidth: 6 }].map((given) => sized(given));
        found.push(only({ maxSize: 7 }));
        console.log(JSON.stringify(found));
        for (const given of [{ maxSize: 'x' }, { maxSize: 1, max_size: 2 }, { max: 1 }]) {
          try { only(given); } catch (error) { console.log(error.message); }
        }
    """
    host.module(library)
    assert host.lines(script) == [
        '[[3,2,{}],[4,5,{}],[1,2,{"maxWidth":6}],7]',
        "only: max_size: expected int, got str",
        "only: max_size: expected an argument, got two",
        "only: no parameter is called max",
    ]


def test_an_error_without_the_usual_constructor_keeps_its_class_and_tells_its_place(host: Host) -> None:
    library = """
        from collections import UserDict

        class Strange(ValueError):
            def __init__(self, one, two): super().__init__(f"{one} {two}")

        class Failing(UserDict):
            def keys(self): raise Strange("not", "now")

        @export
        def fail(): return [1, Failing()]
        @export
        def huge(): return 1 << (1 << 31)
        @task(name="hugeTask")
        def huge_task(): return 1 << (1 << 31)
    """
    script = """
        const { fail, huge, hugeTask } = require('./module');
        const told = (error) => console.log(error.constructor.name, error.message);
        try { fail(); } catch (error) { console.log(error.name, error.message); }
        try { huge(); } catch (error) { told(error); }
        hugeTask().catch(told);
    """
    host.module(library)
    strange, *same = host.lines(script)
    assert strange == "Strange result[1]: not now"
    assert same[0] == same[1]
    assert same[0].startswith("RangeError")


def test_a_callback_gets_two_arguments_and_a_call_without_one_gives_a_promise(host: Host) -> None:
    host.module("""
        @task
        def half(n: int) -> float:
            if n % 2:
                raise ValueError("odd")
            return n / 2

        @export
        async def half_async(n: int) -> float:
            return half(n)
    """)
    script = """
        const { half, halfAsync } = require('./module');
        for (const call of [half, halfAsync]) {
          for (const n of [34, 3, 'x']) {
            let returned;
            const got = await new Promise((resolve) => {
              returned = call(n, function (error) { resolve([arguments.length, show(error), arguments[1]]); });
            });
            print(returned, ...got);
            const promise = call(n);
            print(Object.getPrototypeOf(promise) === Promise.prototype, ...await settled(promise));
          }
        }
        print(await settled(half(() => {}, 1)), await settled(half({ callback() {} })));
    """
    names = ["half", "halfAsync"]
    expected = [
        line
        for name in names
        for line in (
            ["-", 2, None, 17],
            [True, "value", 17],
            ["-", 2, "ValueError: odd", "-"],
            [True, "error", "ValueError: odd"],
            ["-", 2, f"TypeError: {name}: n: expected int, got str", "-"],
            [True, "error", f"TypeError: {name}: n: expected int, got str"],
        )
    ]
    assert answers(host, script) == [
        *expected,
        [
            ["error", "TypeError: cannot copy a function to Python: a callback comes last"],
            ["error", "TypeError: value.callback: cannot copy a function to Python"],
        ],
    ]


def test_names_are_in_camel_case_unless_given(host: Host) -> None:
    host.module("""
        @task
        def with_three_words(): return 1
        @export
        def _kept_private(): return 2
        @export(name="UPPER")
        def lower(): return 3
        @task(name="$")
        def dollar(): return 4
        @export
        async def a_2b(): return 5
        export_constant("PRIMES", [2, 3, 5])
        export_constant("größe", {"a": None})
        assert lower() == 3 and with_three_words() == 1
    """)
    script = """
        const all = require('./module');
        print(Object.keys(all));
        print(Object.values(all).map((one) => typeof one === 'function' ? one.name : one));
    """
    names = ["withThreeWords", "_keptPrivate", "UPPER", "$", "a2b", "PRIMES", "größe"]
    assert answers(host, script) == [[names], [[*names[:-2], [2, 3, 5], {"a": None}]]]


PARAMETERS = """
def plain(a, b=2, c=3): return [a, b, c]
def named(a, b=2, *, c=3, d): return [a, b, c, d]
def rest(a, *others: int): return [a, others]
def anything(*all, **named): return [all, named]
def nothing(): return []

functions = plain, named, rest, anything, nothing
for function in functions:
    export(function)
    task(name="task_" + function.__name__)(function)
    def later(function=function):
        import functools, inspect
        @functools.wraps(function)
        async def run(*args, **kwargs): return function(*args, **kwargs)
        return run
    export(name="async_" + function.__name__)(later())
"""


def test_arguments_find_their_parameters(host: Host) -> None:
    """Defaults, named parameters, `undefined` among them, `*args`, `**kwargs`, too few and too many."""
    host.module(PARAMETERS)
    script = """
        const module = require('./module');
        const calls = [
          ['plain', 1], ['plain', undefined], ['plain', 1, undefined, 4], ['plain', 1, null], ['plain', 1, {}],
          ['plain'], ['plain', 1, 2, 3, 4],
          ['named', 1, { d: 4 }], ['named', 1, 5, { d: 4, c: 6 }], ['named', 1, undefined, { d: 4 }],
          ['named', 1, { d: 4, c: undefined }],
          ['named', 1, { d: undefined }], ['anything', { x: undefined, y: { z: undefined } }],
          ['named', 1, new Map([['d', 4]])], ['named', 1], ['named', 1, { d: 4, e: 5 }], ['named', { d: 4 }],
          ['rest', 1], ['rest', 1, 2, 3], ['rest', 1, 'x'],
          ['rest', ...Array(2000).keys()],
          ['anything'], ['anything', 1, undefined, { x: 2 }],
          ['nothing'], ['nothing', undefined],
        ];
        for (const [name, ...given] of calls) {
          const sync = called(() => module[name](...given));
          const inTask = await settled(module[`task_${name}`](...given));
          const inAsync = await settled(module[`async_${name}`](...given));
          const common = (outcome) => JSON.stringify(outcome).replace(/thrown/, 'error').replace(/(task|async)_/, '');
          const agree = common(sync) === common(inTask) && common(sync) === common(inAsync);
          if (given.length < 100) print(...sync, agree); else print(sync[1][1].length, agree);
        }
    """
    assert answers(host, script) == [
        ["value", [1, 2, 3], True],
        ["value", [None, 2, 3], True],
        ["value", [1, 2, 4], True],
        ["value", [1, None, 3], True],
        ["value", [1, {}, 3], True],
        ["thrown", "TypeError: plain: a: expected an argument, got none", True],
        ["thrown", "TypeError: plain: expected 3 arguments at most, got 4", True],
        ["value", [1, 2, 3, 4], True],
        ["value", [1, 5, 6, 4], True],
        ["value", [1, 2, 3, 4], True],
        ["value", [1, 2, 3, 4], True],
        ["thrown", "TypeError: named: d: expected an argument, got none", True],
        ["value", [[], {"y": {"z": None}}], True],
        ["thrown", "TypeError: named: d: expected an argument, got none", True],
        ["thrown", "TypeError: named: d: expected an argument, got none", True],
        ["thrown", "TypeError: named: no parameter is called e", True],
        ["thrown", "TypeError: named: d: expected an argument, got none", True],
        ["value", [1, []], True],
        ["value", [1, [2, 3]], True],
        ["thrown", "TypeError: rest: others: expected int, got str", True],
        [1999, True],
        ["value", [[], {}], True],
        ["value", [[1, None], {"x": 2}], True],
        ["value", [], True],
        ["thrown", "TypeError: nothing: expected 0 arguments at most, got 1", True],
    ]


TYPED = """
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Literal, NamedTuple, Optional, TypedDict, Union
from uuid import UUID

from bridge import *

class Color(Enum):
    RED = "red"

class Level(IntEnum):
    LOW = 1

@dataclass
class Item:
    name: str
    age: int = 7

class Options(TypedDict, total=False):
    items: list[Item]

class Point(NamedTuple):
    x: float
    y: float

annotations = {
    "int": int, "float": float, "str": str, "bool": bool, "Color": Color, "Level": Level, "Item": Item,
    "Options": Options, "Point": Point, "UUID": UUID, "Decimal": Decimal, "datetime": datetime, "date": date,
    "Literal": Literal["a", 2], "Optional": Optional[Item], "Union": Union[int, str, None], "nested": list[list[int]],
    "map": dict[int, Color], "set": set[str], "tuple": tuple[int, ...], "bytes": bytes, "memoryview": memoryview,
}

def make(name, annotation):
    def echo(value: annotation):
        seen.append(type(value).__name__)
        return value
    echo.__annotations__ = {"value": annotation}
    return echo

seen = []
for name, annotation in annotations.items():
    task(name=name)(make(name, annotation))

@export
def types() -> list[str]:
    return seen
"""


def test_annotations_make_types_and_types_go_back_as_plain_values(host: Host) -> None:
    folder = host.module("")
    (folder / "lib.py").write_text(TYPED)
    script = """
        const module = require('./module');
        const id = '12345678-1234-5678-1234-567812345678';
        const right = [
          ['int', 1], ['float', 1], ['str', 'x'], ['bool', true], ['Color', 'red'], ['Level', 1],
          ['Item', { name: 'a' }], ['Options', { items: [{ name: 'b', age: 2 }] }], ['Point', [1, 2.5]], ['UUID', id],
          ['Decimal', '1.50'], ['datetime', new Date(1e12)], ['date', '2020-02-29'], ['Literal', 2],
          ['Optional', null], ['Union', 'u'], ['nested', [[1], []]], ['map', new Map([[1, 'red']])],
          ['set', new Set(['s'])], ['tuple', [1, 2]], ['bytes', Buffer.from('hi')], ['memoryview', new Int8Array(1)],
        ];
        const plain = (value) =>
          value instanceof Map || value instanceof Set ? [...value] :
          ArrayBuffer.isView(value) ? [value.constructor.name, ...value] : value;
        for (const [name, value] of right) print(name, ...(await settled(module[name](value))).map(plain));
        print(module.types());
        const wrong = [
          ['int', 1.5], ['int', true], ['int', null], ['int', [1]], ['float', '1'], ['str', 1], ['bool', 1],
          ['Color', 'blue'], ['Item', { name: 1 }], ['Item', {}], ['Options', { items: [{ name: 'a' }, { name: 2 }] }],
          ['UUID', 'x'], ['Literal', 'b'], ['Union', 1.5], ['nested', [[1], ['x']]], ['memoryview', [1]],
        ];
        for (const [name, value] of wrong) print(...await settled(module[name](value)));
    """
    found = answers(host, script)
    assert found[:22] == [
        ["int", "value", 1],
        ["float", "value", 1],
        ["str", "value", "x"],
        ["bool", "value", True],
        ["Color", "value", "red"],
        ["Level", "value", 1],
        ["Item", "value", {"name": "a", "age": 7}],
        ["Options", "value", {"items": [{"name": "b", "age": 2}]}],
        ["Point", "value", [1, 2.5]],
        ["UUID", "value", "12345678-1234-5678-1234-567812345678"],
        ["Decimal", "value", "1.50"],
        ["datetime", "value", "2001-09-09T01:46:40.000Z"],
        ["date", "value", "2020-02-29"],
        ["Literal", "value", 2],
        ["Optional", "value", None],
        ["Union", "value", "u"],
        ["nested", "value", [[1], []]],
        ["map", "value", [[1, "red"]]],
        ["set", "value", ["s"]],
        ["tuple", "value", [1, 2]],
        ["bytes", "value", ["Buffer", 104, 105]],
        ["memoryview", "value", ["Int8Array", 0]],
    ]
    types = "int float str bool Color Level Item dict Point UUID Decimal datetime date int NoneType str list dict set"
    assert found[22] == [[*types.split(), "tuple", "bytes", "memoryview"]]
    assert [line[1] for line in found[23:]] == [
        "TypeError: int: value: expected int, got float",
        "TypeError: int: value: expected int, got bool",
        "TypeError: int: value: expected int, got None",
        "TypeError: int: value: expected int, got list",
        "TypeError: float: value: expected float, got str",
        "TypeError: str: value: expected str, got int",
        "TypeError: bool: value: expected bool, got int",
        "TypeError: Color: value: invalid enum value 'blue'",
        "TypeError: Item: value.name: expected str, got int",
        "TypeError: Item: value: object missing required field name",
        "TypeError: Options: value.items[1].name: expected str, got int",
        "TypeError: UUID: value: invalid UUID",
        "TypeError: Literal: value: invalid enum value 'b'",
        "TypeError: Union: value: expected int | str | null, got float",
        "TypeError: nested: value[1][0]: expected int, got str",
        "TypeError: memoryview: value: expected memoryview, got list",
    ]


def test_a_function_annotated_none_gives_undefined_and_others_null(host: Host) -> None:
    host.module("""
        def untold(): pass
        def nothing() -> None: pass
        def maybe() -> int | None: pass
        async def nothing_async() -> None: pass
        async def untold_async(): pass
        for function in untold, nothing, maybe:
            export(function)
            task(name=function.__name__ + "Task")(function)
        export(nothing_async)
        export(untold_async)
    """)
    script = "for (const [name, call] of Object.entries(require('./module'))) print(name, await call());"
    assert dict(answers(host, script)) == {  # type: ignore[arg-type]
        **dict.fromkeys(("untold", "untoldTask", "maybe", "maybeTask", "untoldAsync")),
        **dict.fromkeys(("nothing", "nothingTask", "nothingAsync"), "-"),
    }


def test_a_result_that_cannot_be_copied_names_the_place(host: Host) -> None:
    host.module("""
        from dataclasses import dataclass

        class Foo:
            pass

        @dataclass
        class Owned:
            owner: object

        def nested(): return {"items": [1, 2, 3, Owned(Foo())]}
        def bare(): return Foo()
        def keyed(): return {"a b": {1: (0, Foo())}}
        def lazy(): return (n for n in range(3))
        def kind(): return [Foo]
        for function in nested, bare, keyed, lazy, kind:
            export(function)
            task(name=function.__name__ + "Task")(function)
    """)
    script = """
        for (const call of Object.values(require('./module'))) {
          try { await call(); } catch (error) { print(error instanceof TypeError, show(error)); }
        }
    """
    sentences = [
        "result.items[3].owner: cannot copy a Foo to JavaScript",
        "cannot copy a Foo to JavaScript",
        "result['a b'][1][1]: cannot copy a Foo to JavaScript",
        "cannot copy a generator to JavaScript: write list(...)",
        "result[0]: cannot copy a type to JavaScript",
    ]
    assert answers(host, script) == [[True, f"TypeError: {text}"] for text in sentences for _ in range(2)]


def test_what_cannot_be_exported_fails_the_load(host: Host) -> None:
    reasons = {
        "@task\ndef f(): ...\n@export(name='f')\ndef g(): ...": "ValueError: f is exported twice",
        "export_constant('a', 1)\nexport_constant('a', 1)": "ValueError: a is exported twice",
        "@task\ndef f(n: 'Missing'): ...": "TypeError: f: its annotations cannot be read: name 'Missing' is not",
        "@task\nasync def f(): ...": "TypeError: f is async: export it with @export",
        "export(17)": "TypeError: expected a function, got int",
        "import functools\ntask(functools.partial(int))": "TypeError: expected a function, got partial",
    }
    for message, reason in zip(host.load_errors(reasons), reasons.values(), strict=True):
        assert reason in message


def test_decorated_and_registered_exports_stand_side_by_side(host: Host) -> None:
    host.module("""
        @task
        def one(): return 1

        @register_module
        def main(m):
            m.export_function("two", lambda cx: cx.number(2))
    """)
    assert answers(host, "const { one, two } = require('./module'); print(await one(), two());") == [[1, 2]]


def test_no_call_sees_the_context_variables_of_another(host: Host) -> None:
    host.module("""
        import asyncio
        from contextvars import ContextVar
        number = ContextVar("number", default=0)

        def swap(n: int):
            before = number.get()
            number.set(n)
            return before

        export(swap)
        task(name="swapTask")(swap)

        @export
        async def swap_async(n: int):
            before = swap(n)
            await asyncio.sleep(0)
            return [before, number.get()]
    """)
    script = """
        const { swap, swapTask, swapAsync } = require('./module');
        print(await Promise.all([1, 2, 3, 4].map((n) => swapAsync(n))));
        print([swap(1), swap(2), await swapTask(3), await swapTask(4), swap(5)]);
    """
    assert answers(host, script) == [[[[0, 1], [0, 2], [0, 3], [0, 4]]], [[0] * 5]]


def test_async_local_storage_is_kept(host: Host) -> None:
    host.needs("async_hooks")
    host.module(PARAMETERS)
    script = """
        const { AsyncLocalStorage } = require('async_hooks');
        const { task_plain, async_plain } = require('./module');
        const storage = new AsyncLocalStorage();
        await Promise.all([...Array(20).keys()].map((n) => storage.run(n, async () => {
          for (const call of [task_plain, async_plain]) {
            const seen = [await new Promise((resolve) => call(n, () => resolve(storage.getStore())))];
            await call(n);
            seen.push(storage.getStore());
            await call(n, () => {}, 1).catch(() => seen.push(storage.getStore()));
            await new Promise((resolve) => call(() => {}, () => { seen.push(storage.getStore()); resolve(); }));
            if (seen.length !== 4 || seen.some((each) => each !== n)) print(n, seen);
          }
        })));
    """
    assert answers(host, script) == []


def test_a_worker_that_loads_the_module_too_can_call_it(host: Host) -> None:
    host.needs("workers")
    host.module(PARAMETERS)
    script = """
        const { Worker, isMainThread, parentPort } = require('worker_threads');
        const module = require('./module');
        const { plain, task_plain, async_named } = module;
        const calls = async () => [plain(1), await task_plain(1, 5), await async_named(1, { d: 4 })];
        if (!isMainThread) {
          calls().then((found) => parentPort.postMessage(found));
        } else {
          const inWorker = () => new Promise((resolve, reject) => {
            new Worker(__filename).on('message', resolve).on('error', reject);
          });
          for (const found of await Promise.all([inWorker(), inWorker(), inWorker()])) print(found);
          print(await calls());
        }
    """
    assert answers(host, script) == [[[[1, 2, 3], [1, 5, 3], [1, 2, 3, 4]]]] * 4


def test_ten_thousand_calls_leave_no_job(host: Host) -> None:
    """Good ones and bad ones; the loaded check counts what is left at the end too."""
    host.module(PARAMETERS)
    script = f"""
        const {{ task_rest, async_rest }} = require('./module');
        const {{ live }} = require({str(JS)!r});
        let failed = 0;
        for (const call of [task_rest, async_rest]) {{
          await Promise.all([...Array(5000).keys()].map(
            (n) => call(n, n % 10 ? n : 'bad').catch(() => {{ failed++; }})));
        }}
        await new Promise(setImmediate); // the last Job is one until its Promise has called back
        const {{ jobs, contexts }} = live();
        print(failed, jobs, contexts);
    """
    assert answers(host, script) == [[1000, 0, 0]]
