"""Arguments: which are options, what `undefined` is, and how they are refused; in whatever is called."""
from __future__ import annotations

from typing import Any

from conftest import Host
from test_exports import answers

OPTIONS = """
def take(x, data=None, *, flag=False): return [type(data).__name__, flag]
export(take)
task(name="takeTask")(take)
@export
async def take_async(x, data=None, *, flag=False): return take(x, data, flag=flag)

@export
class Taker:
    def __init__(self, x, data=None, *, flag=False): self.took = take(x, data, flag=flag)
    @property
    def seen(self): return self.took
    def take(self, x, data=None, *, flag=False): return take(x, data, flag=flag)
    @task
    def take_later(self, x, data=None, *, flag=False): return take(x, data, flag=flag)
    @staticmethod
    def take_static(x, data=None, *, flag=False): return take(x, data, flag=flag)
    @classmethod
    def take_class(cls, x, data=None, *, flag=False): return take(x, data, flag=flag)
"""


def test_only_a_plain_object_that_comes_last_has_the_keyword_only_arguments(host: Host) -> None:
    """In whatever is called, and of whichever realm the object is."""
    host.module(OPTIONS)
    script = """
        const { Taker, take, takeAsync, takeTask } = require('./module');
        const taker = new Taker(1);
        const calls = [
          take, takeTask, takeAsync, Taker.takeStatic, Taker.takeClass,
          (...values) => taker.take(...values), (...values) => taker.takeLater(...values),
          (...values) => new Taker(...values).seen,
        ];
        class Settings { flag = true; }
        const bare = Object.assign(Object.create(null), { flag: true });
        const options = [{ flag: true }, bare, { get flag() { return true; } }];
        try { options.push(require('vm').runInNewContext('({ flag: true })')); } catch { /* no realms here */ }
        const others = [
          new Map([['flag', true]]), new Settings(), Object.assign([], { flag: true }),
          Object.assign(new Date(0), { flag: true }), Object.assign(Object.create({}), { flag: true }), new Map(),
          new Set([1]), Object.assign(new Error('x'), { flag: true }), taker, new Uint8Array(1),
        ];
        for (const call of calls) {
          const all = [];
          for (const each of options) all.push((await call(1, each)).join());
          print([...new Set(all)]);
          print(await Promise.all(others.map(async (each) => (await call(1, each)).join())));
          print(await call(1, {}, { flag: true }), await call(1, null, {}), await call(1, { flag: undefined }));
        }
    """
    not_options = ["dict", "dict", "list", "datetime", "dict", "dict", "set", "Exception", "Taker", "memoryview"]
    for plain, others, more in zip(*[iter(answers(host, script))] * 3, strict=True):
        assert plain == [["NoneType,true"]]
        assert others == [[f"{name},false" for name in not_options]]
        assert more == [["dict", True], ["NoneType", False], ["NoneType", False]]


UNDEFINED = """from __future__ import annotations
from dataclasses import dataclass, field
from typing import Any, TypedDict

from bridge import *

@dataclass
class Options:
    width: int | None
    scale: float = 0.5
    tags: list[str] = field(default_factory=list)
    inner: Options | None = None

class Keys(TypedDict, total=False):
    width: int

def one(options: Options): return options
def many(options: list[Options], more: dict[str, Options]): return [options, more]
def keys(options: Keys): return options
def rest(*options: Options): return options
def named(*, width: int = 3, options: Options | None = None, **others: Options): return [width, options, others]
def unannotated(one, two: dict, three: dict[str, int | None], four: Any = 5): return [one, two, three, four]

for function in one, many, keys, rest, named, unannotated:
    export(function)
    task(name=function.__name__ + "Task")(function)
"""


def test_what_is_undefined_is_as_if_it_were_not_there_where_it_has_a_default(host: Host) -> None:
    (host.module("") / "lib.py").write_text(UNDEFINED)
    script = """
        const module = require('./module');
        const none = { width: undefined, scale: undefined, tags: undefined };
        const calls = [
          ['one', { width: 1, scale: undefined, other: undefined }],
          ['one', none],
          ['one', { width: null, tags: undefined, inner: { width: 2, scale: undefined } }],
          ['many', [{ width: 1, scale: undefined }, { width: 2, scale: 3 }], { a: none, b: none }],
          ['keys', { width: undefined }],
          ['rest', { width: 1, scale: undefined }, { width: 2, tags: undefined }],
          ['named', { width: undefined }],
          ['named', { options: none, other: none, another: undefined }],
          ['unannotated', { a: undefined, b: [undefined] }, { a: undefined }, { a: undefined }, { a: undefined }],
          ['one', { width: 1, scale: null }],
        ];
        for (const [name, ...given] of calls) {
          print(...called(() => module[name](...given)));
          print(...await settled(module[`${name}Task`](...given)));
        }
    """
    found = answers(host, script)
    for now, later in zip(found[::2], found[1::2], strict=True):
        assert now[1:] == later[1:] or str(later[1]).replace("Task", "") == now[1]
    none: dict[str, Any] = {"width": None, "scale": 0.5, "tags": [], "inner": None}
    assert [line[1] for line in found[::2]] == [
        {**none, "width": 1},
        none,
        {**none, "inner": {**none, "width": 2}},
        [[{**none, "width": 1}, {**none, "width": 2, "scale": 3}], {"a": none, "b": none}],
        {},
        [{**none, "width": 1}, {**none, "width": 2}],
        [3, None, {}],
        [3, none, {"other": none}],
        [{"a": None, "b": [None]}, {"a": None}, {"a": None}, {"a": None}],
        "TypeError: one: options.scale: expected float, got null",
    ]


REFUSING = """
from dataclasses import dataclass
from datetime import datetime

class Odd(ValueError): pass

@dataclass
class Positive:
    n: int
    def __post_init__(self):
        if self.n < 0: raise Odd("negative")

def one(n: int, m: float = 1, *, size: bytes | str = ""): raise TypeError(f"mine: {n}")
def positive(value: Positive): return value.n
def anything(value): raise ValueError("mine")
def date(value: datetime): return value

for function in one, positive, anything, date:
    export(function)
    task(name=function.__name__ + "Task")(function)
    def later(function=function):
        import functools
        @functools.wraps(function)
        async def run(*args, **kwargs): return function(*args, **kwargs)
        return run
    export(name=function.__name__ + "Async")(later())

@export
class Thing:
    def __init__(self, n: int): self.n = n
    def add(self, n: int): raise TypeError("mine")
    @property
    def size(self): return self.n
    @size.setter
    def size(self, value: int): self.n = value
"""


def test_a_refused_argument_has_a_code_of_its_own(host: Host) -> None:
    """Whatever its class; and what the author's own code raises never has it."""
    host.module(REFUSING)
    script = """
        const module = require('./module');
        const { Thing } = module;
        const refused = [
          ['one', 'x'], ['one', 1.5], ['one'], ['one', 1, 2, 3], ['one', 1, { size: 5 }], ['one', 1, { color: 5 }],
          ['one', 1, { size: '', Size: '' }], ['positive', { n: 'x' }], ['positive', { n: -1 }], ['positive', {}],
          ['date', new Date(NaN)], ['anything', [new Date(NaN)]], ['anything', new Set([[]])],
          ['anything', Object.assign([], { length: 2 ** 31 })],
        ];
        const mine = [['one', 1], ['one', 1, { size: 'a' }], ['anything', 1]];
        const told = (error) => [error.name, error.code, error instanceof TypeError, error.cause?.message ?? null];
        for (const [name, ...given] of [...refused, ...mine]) {
          const all = new Set();
          for (const call of [module[name], module[`${name}Task`], module[`${name}Async`]]) {
            try { await call(...given); all.add('nothing'); } catch (error) { all.add(JSON.stringify(told(error))); }
            if (call !== module[name]) {
              await new Promise((resolve) => call(...given, (error) => resolve(all.add(JSON.stringify(told(error))))));
            }
          }
          console.log([...all].join());
        }
        const thing = new Thing(1);
        const calls = [() => new Thing('x'), () => { thing.size = 'x'; }];
        calls.push(() => thing.add('x'), () => thing.add(), () => thing.add(1));
        for (const call of calls) {
          try { call(); } catch (error) { print(...told(error)); }
        }
    """
    refusal = ["TypeError", "ERR_PYTHON_ARGUMENT", True, None]
    invalid = ["ValueError", "ERR_PYTHON_ARGUMENT", False, None]
    mine = ["TypeError", "ERR_PYTHON_TYPEERROR", True, None]
    assert answers(host, script) == [
        *[refusal] * 8,
        [*refusal[:3], "negative"],
        refusal,
        invalid,
        invalid,
        refusal,
        invalid,
        mine,
        mine,
        ["ValueError", "ERR_PYTHON_VALUEERROR", False, None],
        *[refusal] * 4,
        mine,
    ]


def test_an_annotation_that_cannot_be_met_fails_the_load(host: Host) -> None:
    imports = "from collections.abc import Callable, Iterator\n"
    reasons = {
        "@task\ndef f(a, on_step: Callable[[int], None]): ...": "f: on_step: no Callable can come",
        "@export\ndef f(*, items: list[Iterator[int]]): ...": "f: items: no Iterator can come",
        "@export\nclass A:\n    def f(self, n: complex): ...": "A.f: n: no complex can come",
        "@export\nclass A:\n    def __init__(self, n: complex): ...": "A: n: no complex can come",
    }
    found = host.load_errors(imports + library for library in reasons)
    for message, reason in zip(found, reasons.values(), strict=True):
        assert f"TypeError: {reason} from JavaScript by copy" in message


def test_a_parameter_that_need_not_be_given_does_not_fail_the_load(host: Host) -> None:
    host.module("""
        from collections.abc import Callable
        @export
        def f(n: int, on_step: Callable[[int], None] = print, *more: Callable, log: Callable = print): return n
    """)
    script = "const { f } = require('./module'); print(f(1), called(() => f(1, 2)), called(() => f(1, { log: 3 })));"
    assert answers(host, script) == [
        [
            1,
            ["thrown", "TypeError: f: on_step: expected Callable[[int], None], got int"],
            ["thrown", "TypeError: f: log: expected Callable, got int"],
        ]
    ]
