"""The callback: its two arguments and its `this`, as a Promise or promisified; a Task is scheduled only once."""
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
        plain=(lambda cx, result: 17,),
        wrong=(lambda cx, result: print,),
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
        "plain 2 null 17",
        "wrong 2 TypeError: cannot copy a builtin_function_or_method to JavaScript undefined",
    ]


@pytest.mark.parametrize("strict", ["", "'use strict';"], ids=["sloppy", "strict"])
def test_this_is_the_global_object(host: Host, strict: str) -> None:
    host.module(ANSWER)
    script = """
        const { answer } = require('./module');
        answer(function () { %s console.log(this === globalThis); });
        answer.call({}, function () { %s console.log(this === globalThis); });
    """
    assert host.lines(script % (strict, strict)) == ["true", "true"]


GOT = ["undefined", "null", "a number", "a string", "an object", "an Array", "an Error", "a Promise"]
ANSWER = """
class Answer(Task):
    def perform(self):
        return 17

def answer(cx):
    assert type(Answer().schedule(cx.argument(0, JsFunction))) is Scheduled

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
    refusal = "true answer: argument 0: failed to downcast any to function, got"
    wrong = ["true not enough arguments", *[f"{refusal} {got}" for got in GOT]]
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
