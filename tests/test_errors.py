"""A Python exception crosses whole: with its attributes, its group, its causes, and the frames of both sides."""

from __future__ import annotations

import json
import sys

import pytest
from conftest import Host

needs_groups = pytest.mark.skipif(sys.version_info < (3, 11), reason="groups came with Python 3.11")

ATTRIBUTES = """
import json, pickle, subprocess, urllib.error
from dataclasses import dataclass

class Slotted(Exception):
    __slots__ = ("limit", "unset")
    status = 429
    kinds = {"not": "a constant"}
    _private = 1

    @property
    def computed(self):
        raise SystemExit(3)

    def method(self):
        pass

@dataclass
class Data(Exception):
    code: int
    message: str
    status_code: int

class Odd(Exception):
    def __getattr__(self, name):
        raise SystemExit(4)

def with_attributes(error, **attributes):
    vars(error).update(attributes)
    return error

def slotted():
    error = Slotted("slow down")
    error.limit = 5
    return error

def changed():
    Slotted.status = 430
    return slotted()

def taken(error):
    return with_attributes(error, name="n", message="m", stack="s", code="c", cause="x", kept=1)

def open_nothing():
    try:
        open("/nowhere/to/be/found")
    except OSError as error:
        return error

def decode():
    try:
        json.loads("[1,")
    except ValueError as error:
        return error

def related():
    error = ValueError("related")
    error.inner = KeyError("inner")
    error.inner.back = [error]
    return error

MAKE = {
    "os": open_nothing,
    "process": lambda: subprocess.CalledProcessError(3, ["ls"], b"out"),
    "json": decode,
    "slots": slotted,
    "changed": changed,
    "data": lambda: Data(5, "text", 404),
    "taken": lambda: taken(ValueError("own")),
    "no data": lambda: with_attributes(
        ValueError("x"), file=object(), call=print, kept=[1, {"a": None}], deep=[[object()]], _private=1, none=None),
    "related": related,
    "odd": lambda: Odd("odd"),
    "missing": lambda: with_attributes(AttributeError("a", name="b", obj=[1]), kept=1),
}

@export
def throw_now(name):
    raise MAKE[name]()

@task
def throw(name):
    raise MAKE[name]()

@export
async def throw_soon(name):
    raise MAKE[name]()

@task
def give(name):
    return [MAKE[name]()]
"""


def test_an_exceptions_attributes_are_properties(host: Host) -> None:
    """Thrown, rejected, given to a callback, and inside a value; what cannot be copied is left out."""
    host.module(ATTRIBUTES)
    names = ["os", "process", "json", "slots", "changed", "data", "taken", "no data", "related", "odd", "missing"]
    script = f"""
        const {{ deepStrictEqual }} = require('assert');
        const m = require('./module');
        const show = (error) => [error.name, error.message.split('\\n')[0], Object.fromEntries(Object.keys(error)
          .filter((key) => key !== 'code').sort().map((key) => [key, error[key]]))];
        (async () => {{
          for (const name of {json.dumps(names)}) {{
            let thrown;
            try {{ m.throwNow(name); }} catch (error) {{ thrown = error; }}
            const errors = [await m.throw(name).catch((error) => error), (await m.give(name))[0],
              await m.throwSoon(name).catch((error) => error), await new Promise((resolve) => m.throw(name, resolve))];
            if (name === 'related') {{
              for (const each of [thrown, ...errors]) {{
                if (each.inner.back[0] !== each || each.inner.name !== 'KeyError') throw new Error('related');
                delete each.inner;
              }}
            }}
            for (const each of errors) deepStrictEqual(show(each), show(thrown));
            for (const each of [thrown, ...errors]) {{
              deepStrictEqual([each.code, typeof each.stack], [`ERR_PYTHON_${{each.name.toUpperCase()}}`, 'string']);
            }}
            console.log(JSON.stringify(show(thrown)));
          }}
        }})();
    """
    out = {"type": "Buffer", "data": [*b"out"]}
    assert [json.loads(line) for line in host.lines(script)] == [
        ["FileNotFoundError", "[Errno 2] No such file or directory: '/nowhere/to/be/found'",
         {"errno": 2, "filename": "/nowhere/to/be/found", "strerror": "No such file or directory"}],
        ["CalledProcessError", "Command '['ls']' returned non-zero exit status 3.",
         {"cmd": ["ls"], "output": out, "returncode": 3, "stderr": None}],
        ["JSONDecodeError", "Expecting value: line 1 column 4 (char 3)",
         {"colno": 4, "doc": "[1,", "lineno": 1, "msg": "Expecting value", "pos": 3}],
        ["Slotted", "slow down", {"limit": 5, "status": 429}],
        ["Slotted", "slow down", {"limit": 5, "status": 430}],
        ["Data", "(5, 'text', 404)", {"status_code": 404}],
        ["ValueError", "own", {"kept": 1}],
        ["ValueError", "x", {"kept": [1, {"a": None}], "none": None}],
        ["ValueError", "related", {}],
        ["Odd", "odd", {}],
        ["AttributeError", "a", {"kept": 1}],
    ]  # fmt: skip


@needs_groups
def test_a_group_is_an_aggregate_error(host: Host) -> None:
    host.module("""
        import asyncio

        def make():
            deep = ExceptionGroup("deep", [KeyError("third")])
            inner = BaseExceptionGroup("inner", [TypeError("second"), deep])
            return ExceptionGroup("many", [ValueError("first"), inner])

        @task
        def throw():
            raise make()

        @export
        def throw_now():
            raise make() from ExceptionGroup("cause", [make()])

        async def fail():
            raise ValueError("the reason")

        @export
        async def throw_soon():
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())

        @task
        def give():
            return {"error": make()}
    """)
    script = """
        const m = require('./module');
        const show = (error) => [error.name, error instanceof AggregateError, error.errors?.map(show) ?? error.message];
        (async () => {
          let now;
          try { m.throwNow(); } catch (error) { now = error; }
          const soon = await m.throwSoon().catch((error) => error);
          console.log(JSON.stringify(show(soon)));
          console.log(Object.keys(soon).join(), soon.code, soon.message);
          const all = [now, now.cause.errors[0], await m.throw().catch((error) => error), (await m.give()).error];
          for (const error of all) console.log(JSON.stringify(show(error)));
        })();
    """
    soon, keys, *all_ = host.lines(script)
    assert json.loads(soon) == ["ExceptionGroup", True, [["ValueError", False, "the reason"]]]
    message = "unhandled errors in a TaskGroup (1 sub-exception)"
    assert keys == f"code ERR_PYTHON_EXCEPTIONGROUP {message}"
    inner = [["TypeError", False, "second"], ["ExceptionGroup", True, [["KeyError", False, "'third'"]]]]
    many = ["ExceptionGroup", True, [["ValueError", False, "first"], ["ExceptionGroup", True, inner]]]
    assert [json.loads(line) for line in all_] == [many] * 4


def test_broken_text_hides_no_message(host: Host) -> None:
    host.module("""
        class Mute(Exception):
            def __str__(self):
                raise ValueError("no text")

        class Loud:
            def __str__(self):
                raise SystemExit(3)

        def noted(notes, error=None):
            error = error or ValueError("message")
            error.__notes__ = notes
            return error

        MAKE = [lambda: noted(["one", 2, None, Loud()]), lambda: noted(5), lambda: noted(None), lambda: noted("text"),
                lambda: noted(("a", "b")), lambda: noted(["note"], Mute())]

        @task
        def throw(index):
            raise MAKE[index]()
    """)
    script = """
        const m = require('./module');
        (async () => {
          for (let index = 0; index < 6; index++) {
            await m.throw(index).catch((error) => console.log(JSON.stringify(error.message)));
          }
        })();
    """
    assert [json.loads(line) for line in host.lines(script)] == [
        "message\none\n2\nNone\nLoud, whose text cannot be had: SystemExit",
        "message\n5",
        "message\nNone",
        "message\ntext",
        "message\na\nb",
        "Mute, whose text cannot be had: ValueError\nnote",
    ]


def test_a_broken_prepare_stack_trace_replaces_no_error(node: Host) -> None:
    node.module("""
        @export
        def throw_now():
            raise ValueError("mine")

        @task
        def throw():
            raise ValueError("mine")

        @task
        def tell(error):
            return [type(error).__name__, str(error)]
    """)
    script = """
        const m = require('./module');
        (async () => {
          const fail = () => { throw new Error('broken'); };
          for (const broken of [fail, (error, sites) => sites, () => 5, () => undefined]) {
            Error.prepareStackTrace = broken;
            const errors = [await m.throw().catch((error) => error)];
            try { m.throwNow(); } catch (error) { errors.push(error); }
            const told = await m.tell(new RangeError('far'));
            const nested = await m.tell([new RangeError('far'), { of: new RangeError('far') }]);
            Error.prepareStackTrace = undefined;
            for (const { name, message, stack } of errors) {
              console.log(name, message, stack.split('\\n')[1].slice(0, 12));
            }
            console.log(...told, nested[0]);
          }
          Error.prepareStackTrace = (error, sites) => [error, ...sites.map((site) => `    at my ${site}`)].join('\\n');
          await m.throw().catch((error) => console.log(error.stack.split('\\n').pop().slice(0, 16)));
        })();
    """
    each = ["ValueError mine     at throw", "ValueError mine     at throw", "ValueError far list"]
    *lines, last = node.lines(script)
    assert lines == each * 4
    assert last == "    at my async "


FRAMES = """
class Failing(Task):
    def perform(self):
        raise ValueError("failed")

class Completing(Failing):
    def complete(self, cx, result):
        result.unwrap()

def work():
    raise ValueError("failed")

def reject(cx):
    deferred, promise = cx.promise()
    threading.Thread(target=deferred.reject, args=[ValueError("failed")]).start()
    return promise

@task
def task_function():
    work()

@export
async def async_export():
    work()

@register_module
def main(m):
    m.export_function("promise", lambda cx: Failing().promise(cx))
    m.export_function("completing", lambda cx: Completing().promise(cx))
    m.export_function("built", lambda cx: cx.task(work).promise())
    m.export_function("completed", lambda cx: cx.task(int).promise(lambda cx, _: work()))
    m.export_function("reject", reject)
"""


def test_a_rejection_has_the_frames_of_who_awaits_it(node: Host) -> None:
    """As what Node's own fs/promises rejects with. Each Promise is reported once where nobody handles it."""
    node.module(f"import threading\n{FRAMES}")
    script = """
        const m = require('./module');
        const inner = async (name) => { await m[name](); };
        async function outer(name) { await inner(name); }
        process.on('unhandledRejection', (error, promise) => console.log('unhandled', error.name, promise === left));
        let left;
        (async () => {
          for (const name of Object.keys(m)) {
            const error = await outer(name).catch((error) => error);
            const frames = error.stack.match(/(?<=async )(inner|outer)/g);
            console.log(name, error.stack.startsWith('ValueError: failed\\n    at '), frames.join());
            const reported = new Promise((resolve) => process.once('unhandledRejection', resolve));
            left = m[name]();
            await reported;
          }
          const [{ reason }] = await Promise.allSettled([m.taskFunction()]);
          const waits = async () => { await Promise.all([m.taskFunction()]); };
          const all = await waits().catch((error) => error);
          console.log(reason.message, /async Promise.all [^]*async waits/.test(all.stack));
        })();
    """
    names = ["promise", "completing", "built", "completed", "reject", "taskFunction", "asyncExport"]
    *lines, last = node.lines(script)
    assert sorted(lines) == sorted(
        line for name in names for line in (f"{name} true inner,outer", "unhandled ValueError true")
    )
    assert last == "failed true"
