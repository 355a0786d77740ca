"""Garbage: what is made and dropped by the ten thousand leaves nothing behind, in either language."""
from __future__ import annotations

import pytest
from conftest import JS, MONKEY, Host

LIBRARY = """
import gc

class Thing:
    def __init__(self, cx): self.number = cx.argument(0, JsNumber).value()

@export
class Copied:
    def __init__(self, number: int) -> None: self.number = number

def objects(cx):
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: cx.empty_object().set("number", number))

def instances(cx):
    Class = cx.constructor(Thing)
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: Class.construct(number))

def functions(cx):
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: cx.function(lambda cx, bound=[number]: bound)())

def roots(cx):
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: Root(cx.empty_object()).to_inner(cx))

def boxes(cx):
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: cx.boxed([number]).value())

def deferreds(cx):
    def settle(cx, number):
        deferred, promise = cx.promise()
        if number % 2:
            deferred.resolve(cx.number(number))
        else:
            deferred.resolve(number)
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: settle(cx, number))

def errors(cx):
    thrower = cx.argument(1, JsFunction)
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: cx.try_catch(lambda cx: thrower()).error.thrown(cx))

def buffers(cx):
    for number in range(int(cx.argument(0, JsNumber))):
        cx.execute_scoped(lambda cx: cx.array_buffer(bytearray(64)).borrow()[0])

@export
def objects_alive() -> int:
    gc.collect()
    return len(gc.get_objects())

@export
def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

@register_module
def main(m):
    for function in (objects, instances, functions, roots, boxes, deferreds, errors, buffers):
        m.export_function(function.__name__, function)
"""


@pytest.mark.parametrize(
    "kind", ["objects", "instances", "copied", "functions", "roots", "boxes", "deferreds", "errors", "buffers"]
)
def test_tens_of_thousands_leave_nothing(host: Host, kind: str) -> None:
    """Not 14 bytes each, which is less than the least that C or Python allocates."""
    host.module(LIBRARY)
    count = 100_000 if host.node == MONKEY else 40_000  # V8's memory is the steadier
    script = f"""
        const {{ live }} = require({str(JS)!r});
        const m = require('./module');
        const COUNT = {count}, MOST_ROUNDS = 20, SLACK = 2 ** 19;
        const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
        const fail = () => {{ throw new Error('thrown'); }};
        m.copied = (count) => {{ for (let i = 0; i < count; i++) new m.Copied(i); }};

        async function settled() {{
          for (;;) {{
            gc();
            await turn();
            const {{ jobs, handles, references, contexts }} = live();
            if (jobs + handles + references + contexts === 0) return;
          }}
        }}

        (async () => {{
          const [, , kind] = process.argv;
          const sizes = [], objects = [];
          for (let round = 0; round < MOST_ROUNDS; round++) {{
            for (let i = 0; i < 10; i++) {{
              m[kind](COUNT / 10, fail);
              await turn();
            }}
            await settled();
            while (objects.length > 1 && m.objectsAlive() > objects[1] + 100) {{ gc(); await turn(); }}
            objects.push(m.objectsAlive());
            const size = m.resident();
            if (round > 1 && size <= Math.max(...sizes) + SLACK) return console.log('flat'); // allocators are filled
            sizes.push(size);
          }}
          console.log(`grew to ${{sizes}}`);
        }})();
    """
    assert host.lines(script, kind) == ["flat"]
