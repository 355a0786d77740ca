"""`bridge.testing`: what a test sees is what Node sees; and what is there for tests alone."""
from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Host, find_host

from bridge.testing import Module, PythonError, load, undefined

LIBRARY = '''
import asyncio, enum, threading, time, uuid
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
import numpy as np

@dataclass
class Point:
    x: float
    y: float = 0.0

class Colour(enum.Enum):
    RED = "red"

@export
class Person:
    LIMIT = 3

    def __init__(self, name: str, *, birth_year: int = 1815):
        self._name = name
        self._birth_year = birth_year

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    def say_hello(self, other: str = "you") -> str:
        return f"{self._name} to {other}"

    @staticmethod
    def born(year: int):
        return Person("nobody", birth_year=year)

    @task
    def long(self):
        return self

shared = [1]
many = [{"a": index, "b": Point(index)} for index in range(40)]
VALUES = [
    None, True, 1, 1.0, -0.0, 1.5, float("inf"), 2**53, 2**53 + 1, -(2**70), "text", "\\ud83d\\ude00", "\\udc00", [],
    (1, 2), {}, {"a": [1, {"b": (2.0,)}]}, {1: "one", "two": 2}, {1, 2}, frozenset(), Point(1), Colour.RED, many,
    datetime(2020, 1, 2, 3, 4, 5, 678901, timezone.utc), date(2020, 1, 2), timedelta(seconds=90), uuid.UUID(int=1),
    Decimal("1.10"), b"bytes", bytearray(b"array"), memoryview(b"view"), b"", np.arange(6.0).reshape(2, 3), np.int64(3),
    np.float32(1.5), np.zeros(3, "i8"), np.array([1, 2], "datetime64[s]"), np.ma.array([1, 2], mask=[0, 1]),
    [shared, shared], {"deep": b"x", "error": ValueError("inner")}, object(), [object()], {"a": {"b": range(3)}},
    np.zeros(2, "f2"), [np.zeros(2, "U2")], {1, True and 2.5}, lambda: 3, Person("Ada"), [Person("Bob")],
]

@export
def give(index: int):
    return VALUES[index]

@task
def give_later(index: int):
    return VALUES[index]

@export
def tell(value=1, *more) -> str:
    if more:
        return ", ".join(map(tell, (value, *more)))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{tell(key)}: {tell(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, set)):
        return f"{type(value).__name__}({', '.join(map(tell, value))})"
    if isinstance(value, memoryview):
        return f"memory {value.format} {value.shape} {value.tolist()} {value.readonly}"
    if isinstance(value, Person):
        return f"Person {value.name}"
    return repr(value)

@task
def tell_later(value) -> str:
    return tell(value)

@export
def named(value: float, *rest: int, key: str = "none", other_key: bytes | None = None) -> str:
    return tell([value, rest, key, other_key])

@export
def typed(points: list[Point], flag: bool = False, when: datetime | None = None) -> str:
    return repr((points, flag, when))

class Special(ValueError):
    KIND = "special"

    def __init__(self, message: str, **attributes):
        super().__init__(message)
        self.__dict__.update(attributes)

ERRORS = [
    lambda: 1 / 0, lambda: int("x"), lambda: [][1], lambda: {}["key"], lambda: open("/nowhere"), lambda: undefined_name,
    lambda: _raise(Special("text", places=[1, {"a": (2,)}], hidden=object(), records=many, code=7)),
    lambda: _raise(Special("outer"), ValueError("inner")), lambda: _raise(RuntimeError), lambda: _raise(SystemExit(3)),
    lambda: _raise(Special("with", error=KeyError("one"))), lambda: _raise(AssertionError("no")),
    lambda: _raise(SyntaxError("bad")), lambda: _raise(UnicodeDecodeError("utf-8", b"x", 0, 1, "bad")),
    lambda: _raise(asyncio.CancelledError("why")), lambda: _raise(OverflowError("large")), lambda: recurse(),
]

def recurse():
    return recurse()

def _raise(error, cause=None):
    raise error from cause

@export
def fail(index: int):
    return ERRORS[index]()

@task
def fail_later(index: int):
    return ERRORS[index]()

@export
async def fail_async(index: int):
    await asyncio.sleep(0)
    return ERRORS[index]()

@task
def count(most: int) -> Iterator[int]:
    for index in range(most):
        yield index
    raise ValueError("the end")

@task
def ask(most: int, told: Callback[[int, str], None], asked: Callback[[int], int]) -> list[int]:
    answers = []
    for index in range(most):
        told(index, str(index))
        answers.append(asked(index))
    return answers

@task
def guarded(asked: Callback[[], int]) -> str:
    try:
        return str(asked())
    except Exception as error:
        return f"{type(error).__name__} {error}"

@task
def total(items: Iterable[float]) -> float:
    return sum(items)

@export
async def total_async(items: AsyncIterator[float]) -> float:
    return sum([item async for item in items])

@task(timeout=0.02)
def endless():
    while True:
        time.sleep(0.001)

begun, stopped = threading.Event(), threading.Event()
goes_on, ended = threading.Event(), threading.Event()

@task(cancel="ask")
def slow() -> None:
    goes_on.wait()
    ended.set()

@task
def patient() -> None:
    try:
        while True:
            time.sleep(0.001)
            begun.set()
    finally:
        stopped.set()

export_constant("CONSTANT", {"a": (1.0,)})
'''

SCRIPT = """
    const m = require('./module');
    const told = (error) => ({
      constructor: error.constructor.name, name: error.name, message: error.message, code: error.code ?? null,
      text: String(error), frames: Math.min(9, error.stack.split('lib.py').length - 1),
      cause: error.cause === undefined ? null : told(error.cause),
      own: Object.keys(error).filter((name) => name !== 'code').map((name) => `${name}: ${m.tell(error[name])}`).sort(),
    });
    const attempt = async (run) => { try { return await run(); } catch (error) { return told(error); } };
    const copies = async (items) => { const all = []; for await (const each of items) all.push(each); return all; };
    (async () => {
      for (const run of RUNS) console.log(JSON.stringify(await attempt(run)));
    })();
"""


# What JavaScript writes, and what a test writes instead, where that is another thing.
CALLS = r"""
m.tell(null)                                        m.tell(None)
m.tell(true)                                        m.tell(True)
m.tell(1.0)
m.tell(-0)                                          m.tell(-0.0)
m.tell(NaN)                                         m.tell(float('nan'))
m.tell(1.5)
m.tell(2 ** 53)                                     m.tell(2.0**53)
m.tell(2n ** 70n)                                   m.tell(2**70)
m.tell(2 ** 70)                                     m.tell(2.0**70)
m.tell('text')
m.tell([1, [2.0]])                                  m.tell((1, [2.0]))
m.tell({ a: { b: null } })                          m.tell({'a': {'b': None}})
m.tell(new Map([[1, 2]]))                           m.tell({1: 2})
m.tell(new Set([1]))                                m.tell({1})
m.tell(new Date(1000.5))                            m.tell(datetime.fromtimestamp(1, timezone.utc))
m.tell(Buffer.from('abc'))                          m.tell(b'abc')
m.tell(new Uint8Array([1, 2]))                      m.tell(bytearray([1, 2]))
m.tell(Float64Array.of(1.5))                        m.tell(np.array([1.5]))
m.tell(BigInt64Array.of(3n))                        m.tell(np.array([3]))
m.tell([Uint8Array.of(1)])                          m.tell([memoryview(b'\1')])
m.tell(() => 3)                                     m.tell(lambda: 3)
m.tell({ a: [() => 3] })                            m.tell({'a': [lambda: 3]})
m.tellLater({ a: [() => 3] })                       m.tellLater({'a': [lambda: 3]})
m.tell(new m.Person('Ada'))                         m.tell(m.Person('Ada'))
m.tellLater([m.give(47)])
m.tell()
m.tell(undefined)
m.tell(1, undefined, null)                          m.tell(1, undefined, None)
m.named(1)
m.named(1, 2, 3)
m.named(1, { key: 'x' })                            m.named(1, key='x')
m.named(1, { key: 'x' })                            m.named(1, {'key': 'x'})
m.named(1, 2, { otherKey: null })                   m.named(1, 2, otherKey=None)
m.named(1, { other_key: 1 })                        m.named(1, other_key=1)
m.named(1, { wrong: 1 })                            m.named(1, wrong=1)
m.named()
m.named('x')
m.named(1, 'x')
m.named(1, new Map([[1, 2]]))                       m.named(1, {1: 2})
m.typed([{ x: 1 }])                                 m.typed([{'x': 1}])
m.typed([{ x: '1' }])                               m.typed([{'x': '1'}])
m.typed([{}])
m.typed([], 1)
m.typed([], true, new Date(0))                      m.typed([], True, datetime.fromtimestamp(0, timezone.utc))
m.typed([], true, null, 1)                          m.typed([], True, None, 1)
m.Person.LIMIT
new m.Person(3)                                     m.Person(3)
m.Person.born(1900).sayHello()
m.give(47).sayHello(3)
(await m.give(47).long()).name                      m.give(47).long().name
m.CONSTANT
m.ask(2, () => {}, (n) => n * 10)                   m.ask(2, lambda *_: None, lambda n: n * 10)
m.ask(2, () => {}, async (n) => n * 10)             m.ask(2, lambda *_: None, tenfold)
m.ask(2, () => {}, () => 'x')                       m.ask(2, lambda *_: None, lambda _: 'x')
m.ask(1, 2, 3)
m.guarded(() => { throw new RangeError('no'); })    m.guarded(refuse)
m.guarded(() => m.fail(1))                          m.guarded(lambda: m.fail(1))
m.total([1, 2])
m.total(new Set([1, 2]))                            m.total({1, 2})
m.total((function* () { yield 1; yield 2; })())     m.total(iter([1, 2]))
m.total(new Set([1, 'x']))                          m.total(iter([1, 'x']))
m.totalAsync((async function* () { yield 3; })())   m.totalAsync(numbers())
m.endless()
m.endless.with({ timeout: 10 })()                   m.endless.with_(timeout=10)()
copies(m.count(0))                                  list(m.count(0))
(await m.count(2).next()).value                     next(m.count(2))
"""
VALUES, ERRORS = 49, 17  # of the Module's


def calls() -> list[tuple[str, str]]:
    """Give each call in JavaScript and in Python."""
    written = [re.split(r"  +", line) for line in CALLS.strip().splitlines()]
    values = [[f"m.tell(await m.{name}({index}))"] for name in ("give", "giveLater") for index in range(VALUES)]
    errors = [[f"m.{name}({index})"] for name in ("fail", "failLater", "failAsync") for index in range(ERRORS)]
    return [(each[0], each[-1].replace("await ", "")) for each in (*written, *values, *errors)]


async def tenfold(number: int) -> int:
    await asyncio.sleep(0)
    return number * 10


async def numbers() -> AsyncIterator[int]:
    yield 3


def refuse() -> None:
    raise PythonError("RangeError", "RangeError", "no", stack="")


NAMES = {"np": np, "datetime": datetime, "timezone": timezone, "undefined": undefined}
NAMES |= {"tenfold": tenfold, "numbers": numbers, "refuse": refuse}


def attempt(module: Module, source: str) -> Any:
    try:
        return json.loads(json.dumps(eval(source, {**NAMES, "m": module})))  # noqa: S307 - the table's own
    except PythonError as error:
        return told(module, error)


def told(module: Module, error: PythonError) -> dict[str, Any]:
    known = ("constructor", "name", "message", "code", "cause", "stack")
    own = {name: value for name, value in vars(error).items() if name not in known}
    return {
        "constructor": error.constructor, "name": error.name, "message": error.message, "code": error.code,
        "text": str(error), "frames": min(9, error.stack.count("lib.py")),
        "cause": None if error.cause is None else told(module, error.cause),
        "own": sorted(f"{name}: {module.tell(value)}" for name, value in own.items()),
    }  # fmt: skip


def test_a_test_sees_what_node_sees(tmp_path: Path) -> None:
    node = find_host("node-18.4", tmp_path)
    module = load(node.module(LIBRARY))
    runs = ",\n".join(f"async () => {javascript}" for javascript, _ in calls())
    lines = node.run(SCRIPT.replace("RUNS", f"[{runs}]"), leaks=True).stdout.splitlines()
    for (javascript, python), line in zip(calls(), lines, strict=True):
        assert (python, attempt(module, python)) == (python, json.loads(line)), javascript


@pytest.fixture
def module(tmp_path: Path) -> Module:
    return load(Host("none", tmp_path).module(LIBRARY))


def test_names_are_those_of_javascript(module: Module) -> None:
    assert {"giveLater", "Person", "CONSTANT"} <= set(module) <= {*dir(module)}
    assert "giveLater" in module
    with pytest.raises(AttributeError, match="exports no give_later: JavaScript calls it giveLater"):
        _ = module.give_later
    with pytest.raises(AttributeError, match="exports no other: Person, give, giveLater, tell"):
        _ = module.other


def test_objects_of_exported_classes_keep_their_identity(module: Module) -> None:
    ada = module.Person("Ada", birthYear=1815)
    assert isinstance(ada, module.Person)
    assert ada.long() is ada
    assert module.giveLater(48)[0] is module.give(48)[0]
    ada.name = "Ada L."
    assert (ada.name, ada.__wrapped__._name) == ("Ada L.", "Ada L.")
    with pytest.raises(PythonError, match=r"TypeError: Person\.name: value: expected str, got int"):
        ada.name = 3
    with pytest.raises(AttributeError):
        ada.born_year = 3


def test_an_error_has_its_exception_as_the_cause(module: Module) -> None:
    with pytest.raises(PythonError, match=r"^ZeroDivisionError: division by zero$") as caught:
        module.failLater(0)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    with pytest.raises(PythonError) as caught:
        module.fail(4)
    assert (caught.value.errno, caught.value.filename) == (2, "/nowhere")


def test_what_javascript_does_not_have_is_the_tests_own_mistake(module: Module) -> None:
    with pytest.raises(TypeError, match=r"value\.a: cannot copy a object to JavaScript"):
        module.tell({"a": object()})


def test_memory_is_shared(module: Module) -> None:
    module.__wrapped__.VALUES.append(bytearray(2))
    given = module.give(len(module.__wrapped__.VALUES) - 1)
    given[0] = 7
    assert module.__wrapped__.VALUES[-1] == b"\7\0"
    assert module.give(module.__wrapped__.VALUES.index(b"bytes")) == b"bytes"


def test_callbacks_run_on_the_tests_thread_in_order(module: Module) -> None:
    seen: list[Any] = []

    def told(index: int, text: str) -> None:
        seen.append((index, text, threading.get_ident()))

    assert module.ask(3, told, lambda index: len(seen) * 10 + index) == [10, 21, 32]
    assert seen == [(index, str(index), threading.get_ident()) for index in range(3)]


def test_what_a_callback_raises_is_the_calls_error(module: Module) -> None:
    def refuse(*_: Any) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        module.ask(3, refuse, int)
    with pytest.raises(LookupError, match="mine"):
        module.ask(3, lambda *_: object(), refuse)


def test_a_stream_is_read_an_item_at_a_time(module: Module) -> None:
    stream = module.count(3)
    assert [next(stream), next(stream)] == [0, 1]
    stream.close()
    assert list(stream) == []
    with pytest.raises(PythonError, match="the end"):
        list(module.count(2))


def test_a_coroutine_awaits(module: Module) -> None:
    async def test() -> None:
        assert await module.ask.aio(2, lambda *_: None, tenfold) == [0, 10]
        assert await module.totalAsync.aio(numbers()) == 3
        stream = module.count(2)
        assert [await anext(stream), await anext(stream)] == [0, 1]
        with pytest.raises(PythonError, match="the end"):
            await anext(stream)
        call = asyncio.ensure_future(module.patient.aio())
        await asyncio.to_thread(module.__wrapped__.begun.wait)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        module.__wrapped__.stopped.wait()

    asyncio.run(test())


def test_what_ends_after_its_loop_ends_in_silence(module: Module, capfd: pytest.CaptureFixture[str]) -> None:
    async def leave() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(module.slow.aio(), 0.01)

    asyncio.run(leave())
    module.__wrapped__.goes_on.set()
    assert module.giveLater(2) == module.giveLater(2)
    module.__wrapped__.ended.wait()
    threading.Event().wait(0.02)
    assert capfd.readouterr().err == ""


def test_a_forked_process_says_that_it_has_no_threads(module: Module) -> None:
    module.tellLater(1)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            module.tellLater(1)
        except BaseException as error:
            os.write(write, str(error).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 1000).decode().startswith("a forked process has no threads for tasks: ")


def test_debuggers_and_coverage_see_tasks(module: Module) -> None:
    seen = []
    before = threading.gettrace()
    threading.settrace(lambda frame, *_: seen.append(frame.f_code.co_name))
    try:
        module.tellLater(1)
    finally:
        threading.settrace(before)
    assert "tell_later" in seen


def test_what_takes_a_context_needs_an_engine(tmp_path: Path) -> None:
    library = """
        @register_module
        def main(m: ModuleContext) -> None:
            m.export_function("hello", lambda cx: cx.string("hello"))
    """
    module = load(Host("none", tmp_path).module(library))
    with pytest.raises(AttributeError, match="hello may be exported under @register_module: it needs a Java"):
        module.hello()


def test_it_needs_no_host_and_holds_up_no_exit(tmp_path: Path) -> None:
    Host("none", tmp_path).module(LIBRARY)
    program = """
        import sys
        from bridge.testing import PythonError, load
        m = load("module")
        stream = m.count(3)
        print(next(stream), m.totalAsync([1, 2]), m.giveLater(2))
        try:
            m.patient.with_(timeout=1)()
        except PythonError as error:
            print(error)
        hosts = ("pythonmonkey", "bridge._monkey", "bridge._node")
        print([name for name in sys.modules if name.startswith(hosts)])
    """
    command = [sys.executable, "-X", "dev", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["0 3 1", "TimeoutError: The operation was aborted due to timeout", "[]"]
