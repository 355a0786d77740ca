"""What fails in Python becomes `err`, whatever it is, and ends neither the process nor the Task."""
from __future__ import annotations

import json
import re

from conftest import Host

FAILURES = """
import asyncio
import sys

def recurse(depth=0):
    return recurse(depth + 1) + 1

class Own(BaseException):
    pass

class Mute(Exception):
    def __str__(self):
        raise ValueError("no text")

class Mutest(Exception):
    def __str__(self):
        raise SystemExit(3)

class Equal(Exception):
    '''Exceptions that say they are one another are still two.'''
    def __eq__(self, other):
        return True
    __hash__ = None

class Quarrelsome(Exception):
    def __eq__(self, other):
        raise SystemExit(4)
    __hash__ = None

class Empty(Exception):
    '''An exception may be false.'''
    def __len__(self):
        return 0

def throw(error):
    raise error

def cause(first, then):
    try:
        raise first
    except BaseException as error:
        raise then from error

def context(first, then):
    try:
        raise first
    except BaseException:
        raise then

def suppress(first, then):
    try:
        raise first
    except BaseException:
        raise then from None

def cycle():
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    raise first

def itself():
    error = ValueError("itself")
    error.__cause__ = error
    raise error

def note():
    error = ValueError("text")
    error.__notes__ = ["one", "two"]
    raise error

FAILURES = {
    "exit": lambda: sys.exit(3),
    "interrupt": lambda: throw(KeyboardInterrupt()),
    "generator": lambda: throw(GeneratorExit("closed")),
    "cancelled": lambda: throw(asyncio.CancelledError()),
    "stop": lambda: throw(StopIteration(17)),
    "recursion": recurse,
    "memory": lambda: throw(MemoryError()),
    "no memory": lambda: bytearray(2**62),
    "own": lambda: throw(Own("own")),
    "syntax": lambda: eval("1 +"),
    "type": lambda: len(17),
    "index": lambda: [][0],
    "mute": lambda: throw(Mute()),
    "mutest": lambda: throw(Mutest()),
    "surrogate": lambda: throw(ValueError("\\ud800 \\0 \\U0001f600")),
    "cause": lambda: cause(Own("first"), ValueError("then")),
    "context": lambda: context(ValueError("first"), KeyError("then")),
    "suppress": lambda: suppress(ValueError("first"), KeyError("then")),
    "equal": lambda: cause(Equal("first"), Equal("then")),
    "quarrelsome": lambda: cause(Quarrelsome("first"), Quarrelsome("then")),
    "empty": lambda: cause(Empty("first"), ValueError("then")),
    "cycle": cycle,
    "itself": itself,
    "note": note,
}

class Performing(Task):
    def __init__(self, fail):
        self.fail = fail

    def perform(self):
        self.fail()

class Unwrapping(Performing):
    def complete(self, cx, result):
        return cx.number(result.unwrap())

class Completing(Performing):
    def perform(self):
        return 17

    def complete(self, cx, result):
        self.fail()

class Both(Performing):
    def complete(self, cx, result):
        try:
            result.unwrap()
        finally:
            raise LookupError("complete() too")

PLACES = {"perform": Performing, "unwrap": Unwrapping, "complete": Completing, "both": Both}

def schedule(cx):
    make, fail = PLACES[cx.argument(0, JsString).value()], FAILURES[cx.argument(1, JsString).value()]
    make(fail).schedule(cx.argument(2, JsFunction))

def promise(cx):
    make, fail = PLACES[cx.argument(0, JsString).value()], FAILURES[cx.argument(1, JsString).value()]
    return make(fail).promise(cx)

@register_module
def main(m):
    m.export_function("schedule", schedule)
    m.export_function("promise", promise)
"""

# Each error and its causes: JavaScript's class, the name, the message.
EXPECTED = {
    "exit": [("Error", "SystemExit", "3")],
    "interrupt": [("Error", "KeyboardInterrupt", "")],
    "generator": [("Error", "GeneratorExit", "closed")],
    "cancelled": [("Error", "CancelledError", "")],
    "stop": [("Error", "StopIteration", "17")],
    "recursion": [("RangeError", "RecursionError", "maximum recursion depth exceeded")],
    "memory": [("Error", "MemoryError", "")],
    "no memory": [("Error", "MemoryError", "")],
    "own": [("Error", "Own", "own")],
    "syntax": [("SyntaxError", "SyntaxError", "invalid syntax (<string>, line 1)")],
    "type": [("TypeError", "TypeError", "object of type 'int' has no len()")],
    "index": [("RangeError", "IndexError", "list index out of range")],
    "mute": [("Error", "Mute", "Mute, whose text cannot be had: ValueError")],
    "mutest": [("Error", "Mutest", "Mutest, whose text cannot be had: SystemExit")],
    "surrogate": [("Error", "ValueError", "\ud800 \0 \U0001f600")],
    "cause": [("Error", "ValueError", "then"), ("Error", "Own", "first")],
    "context": [("Error", "KeyError", "'then'"), ("Error", "ValueError", "first")],
    "suppress": [("Error", "KeyError", "'then'")],
    "equal": [("Error", "Equal", "then"), ("Error", "Equal", "first")],
    "quarrelsome": [("Error", "Quarrelsome", "then"), ("Error", "Quarrelsome", "first")],
    "empty": [("Error", "ValueError", "then"), ("Error", "Empty", "first")],
    "cycle": [("Error", "ValueError", "first"), ("Error", "KeyError", "'second'")],
    "itself": [("Error", "ValueError", "itself")],
    "note": [("Error", "ValueError", "text\none\ntwo")],
}

DESCRIBE = """
function describe(error) {
  const chain = [];
  for (let each = error; each !== undefined; each = each.cause) {
    if (each.code !== `ERR_PYTHON_${each.name.toUpperCase()}`) throw new Error(each.code);
    if (!each.stack.startsWith(`${each.name}: ${each.message}`)) throw new Error(each.stack);
    chain.push([Object.getPrototypeOf(each).constructor.name, each.name, each.message]);
  }
  return chain;
}
"""


BOTH = ("Error", "LookupError", "complete() too")


def test_what_python_raises_becomes_the_error(host: Host) -> None:
    """Exits and interrupts included, in perform() as in complete(), for a callback as for a Promise."""
    host.module(FAILURES)
    places = ["perform", "unwrap", "complete", "both"]
    script = DESCRIBE + f"""
        const {{ schedule, promise }} = require('./module');
        (async () => {{
          for (const place of {places}) for (const name of {json.dumps(list(EXPECTED))}) {{
            const given = await new Promise((resolve) => schedule(place, name, (...given) => resolve(given)));
            if (given.length !== 2 || given[1] !== undefined) throw new Error(name);
            const rejected = await promise(place, name).catch((error) => error);
            console.log(JSON.stringify([place, name, describe(given[0]), describe(rejected)]));
          }}
        }})();
    """
    expected = []
    for place in places:
        for name, chain in EXPECTED.items():
            told = [list(each) for each in ([BOTH, *chain] if place == "both" else chain)]
            expected.append([place, name, told, told])
    assert [json.loads(line) for line in host.lines(script)] == expected


def test_a_failure_names_its_frames(host: Host) -> None:
    folder = host.module(FAILURES)
    script = """
        require('./module').schedule('perform', 'cause', (err) => console.log(err.stack));
    """
    first, second, *_ = host.lines(script)
    assert first == "ValueError: then"
    assert re.fullmatch(rf"    at cause \({re.escape(str(folder / 'lib.py'))}:\d+\)", second)


def test_an_exception_that_comes_back_is_the_same_object(host: Host) -> None:
    """As a callback's error, a cause, a rejection, or what an exported function throws."""
    host.module("""
        raised = {}

        class Failing(Task):
            def perform(self):
                raised["cause"], raised["error"] = KeyError("cause"), ValueError("error")
                raise raised["error"] from raised["cause"]

        class Again(Task):
            def __init__(self, error):
                self.error = error

            def perform(self):
                raise self.error

        def throw(cx):
            raised["error"] = ValueError("thrown")
            raise raised["error"]

        def same(cx):
            return cx.boolean(cx.argument(0, JsError).original is raised[cx.argument(1, JsString).value()])

        @register_module
        def main(m):
            m.export_function("schedule", lambda cx: Failing().schedule(cx.argument(0, JsFunction)))
            m.export_function("promise", lambda cx: Failing().promise(cx))
            m.export_function("again", lambda cx: Again(cx.argument(0, JsError)).promise(cx))
            m.export_function("throw", throw)
            m.export_function("same", same)
            m.export_function("forget", lambda cx: raised.clear())
    """)
    script = """
        const native = require('./module');
        const check = (error) => console.log(native.same(error, 'error'), error.message);
        native.schedule(async (error) => {
          check(error);
          console.log(native.same(error.cause, 'cause'), native.same(error.cause, 'error'));
          await native.again(error).catch((again) => console.log(again === error));
          await native.promise().catch(check);
          try { native.throw(); } catch (thrown) { check(thrown); }
          console.log(native.same(new Error('other'), 'error'));
          native.forget();
        });
    """
    assert host.lines(script) == ["true error", "true false", "true", "true error", "true thrown", "false"]


def test_a_then_that_throws_is_the_rejection_and_nothing_else(host: Host) -> None:
    """Of a result, and of what a Deferred or a `complete()` resolves with: older Nodes threw it a second time."""
    host.module(
        """
        @export
        class Refuses:
            @property
            def then(self): raise ValueError("no then")

        @task
        def later(): return Refuses()
        @export
        async def on_the_loop(): return Refuses()

        class Completes(Task):
            def __init__(self, root): self.root = root
            def perform(self): return None
            def complete(self, cx, result): return self.root.into_inner(cx)

        def defer(cx):
            deferred, promise = cx.promise()
            deferred.resolve(cx.argument(0, JsObject))
            return promise

        def complete(cx):
            return Completes(Root(cx.argument(0, JsObject))).promise(cx)

        @register_module
        def main(m):
            m.export_function("defer", defer)
            m.export_function("complete", complete)
        """
    )
    script = """
    const { later, onTheLoop, defer, complete } = require('./module');
    process.on('uncaughtException', (error) => console.log('again:', error.message));
    const thenable = () => ({ get then() { throw new Error('no then'); } });
    (async () => {
      for (const call of [later, onTheLoop, () => defer(thenable()), () => complete(thenable())]) {
        await call().then(() => console.log('resolved'), (error) => console.log(error.message));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    """
    assert host.lines(script) == ["no then"] * 4


def test_python_called_while_a_result_is_made_leaves_it_as_it_is(node: Host) -> None:
    """An Error beside it has `Error.prepareStackTrace` run, which may call Python, whose result comes the same way."""
    node.module(
        """
        @export
        def outer(): return {"name": "outer", "list": [1, 2, 3], "error": ValueError("beside"), "more": ["x"] * 9}
        @task
        def outer_task(): return outer()
        @export
        def inner(): return {"name": "inner", "list": ["something else altogether"] * 20}
        """
    )
    script = """
    const { outer, outerTask, inner } = require('./module');
    let calls = 0;
    Error.prepareStackTrace = (error) => { calls += inner().list.length; return String(error); };
    (async () => {
      for (const { name, list, error, more } of [outer(), await outerTask()]) {
        console.log(name, list.join(), error.message, more.join(''), calls > 0);
      }
    })();
    """
    assert node.lines(script) == ["outer 1,2,3 beside xxxxxxxxx true"] * 2


def test_an_array_too_large_for_javascript_is_given_back_once(node: Host) -> None:
    """Node finalizes what it refuses. What it takes, newer ones do, is as large as it was."""
    node.module(
        """
        import numpy as np

        @task
        def make(size: int): return np.zeros(size, "uint8")
        """
    )
    script = """
    const { make } = require('./module');
    (async () => {
      for (let size = 2 ** 32 + 1; size < 2 ** 32 + 6; size++) {
        const isRefusal = (error) => /larger than/.test(error.message);
        const found = await make(size).then((array) => array.length === size, isRefusal);
        if (!found) console.log(size);
        for (let n = 0; n < 5; n++) { gc(); await new Promise(setImmediate); }
      }
    })();
    """
    assert node.lines(script) == []


REFUSING = r"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdatomic.h>
    #include <string.h>

    void *__libc_malloc(size_t size);
    void *__libc_calloc(size_t count, size_t size);

    _Atomic int left = 0;

    static int is_refused(void *caller) {
      Dl_info found;
      if (atomic_load(&left) <= 0 || !dladdr(caller, &found) || !strstr(found.dli_fname, "/bridge/")) return 0;
      return atomic_fetch_sub(&left, 1) == 1;
    }

    void *malloc(size_t size) {
      return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
    }

    void *calloc(size_t count, size_t size) {
      return is_refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
    }
"""


def test_memory_that_the_bridge_is_refused_is_an_error(node: Host) -> None:
    """Whichever allocation of its own it is that fails, in whichever way of calling: an answer, or an Error."""
    node.environment["LD_PRELOAD"] = str(node.extension("refusing", REFUSING))
    node.module(
        """
        import ctypes

        left = ctypes.c_int.in_dll(ctypes.CDLL(None), "left")

        @export
        def refuse(number: int) -> int:
            before, left.value = left.value, number
            return before

        def echo(*values): return [*values, "answer", ValueError("beside"), bytearray(1)]
        export(echo)
        task(name="echoTask")(echo)
        @export
        async def echo_async(*values): return echo(*values)
        """
    )
    script = """
    const { refuse, echo, echoTask, echoAsync } = require('./module');
    const many = Array.from({ length: 40 }, (_, n) => n);
    const given = [[], [1, 'text', { a: [null] }], [new Uint8Array(8), new Error('x')], many, [[() => {}]]];
    const withCallback = (...values) =>
      new Promise((done) => echoTask(...values, (error, value) => done(error ?? value)));
    (async () => {
      for (const call of [echo, echoTask, echoAsync, withCallback]) {
        const found = new Set();
        for (const values of given) {
          for (let number = 1, all = false; !all; number++) {
            refuse(number);
            let what;
            try { what = await call(...values); } catch (error) { what = error ?? String(error); }
            try { all = refuse(0) > 0; } catch { all = true; } // what was refused is its own
            if (!(what instanceof Error || Array.isArray(what))) found.add(`${number}: ${what}`);
          }
        }
        console.log(call.name, ...found);
      }
    })();
    """
    assert node.run(script).stdout.split("\n") == ["echo", "echoTask", "echoAsync", "withCallback", ""]
