"""Identity: what is one object on one side is one object on the other, for as long as it lives."""
from __future__ import annotations

from conftest import JS, Host

LIBRARY = """
import gc, weakref

kept = []
alive = weakref.WeakSet()

@export
class Counter:
    def __init__(self, start: int = 0) -> None:
        self.total = start
        alive.add(self)

    def me(self):
        return self

    @property
    def self(self):
        return self

    def nested(self):
        return {"list": [self, (self,)], "map": {1: self}, "self": self}

    @task
    def later(self):
        return self

    @task
    def later_nested(self):
        return [self, {"self": self}]

    async def soon(self):
        return [self]

    def keep(self) -> None:
        kept.append(self)

    @staticmethod
    def last():
        return kept[-1]

@export
class Single:
    only = None

    def __new__(cls):
        if cls.only is None:
            cls.only = super().__new__(cls)
        return cls.only

class Back(Task):
    def __init__(self, counter):
        self.counter = counter

    def perform(self):
        return self.counter

class Completed(Back):
    def complete(self, cx, result):
        return result.unwrap()

class ByReference:
    def __init__(self, cx):
        self.number = len(cx)

    def me(self, cx):
        return self

    def this(self, cx):
        return cx.this()

FAILURE = ValueError("the one")

@export
def fail():
    raise FAILURE

@task
def fail_later():
    raise FAILURE

@export
def fail_with_cause():
    raise KeyError("another") from FAILURE

@export
def is_failure(error) -> bool:
    return error is FAILURE

@export
def count_alive() -> int:
    gc.collect()
    return len(alive)

def same_error(cx):
    thrower, holder = cx.argument(0, JsFunction), cx.argument(1, JsArray)
    error = cx.try_catch(lambda cx: thrower()).error
    again = [cx.try_catch(lambda cx: thrower()).error for _ in range(12)]
    assert all(one is error for one in again)
    if holder[0].is_a(JsError):
        assert holder.get(0, JsError) is error and holder[0].downcast(JsError) is error
    assert error.thrown(cx).strict_equals(holder[0])
    raise error

def many_errors(cx):
    errors = [cx.try_catch(lambda cx: thrower.downcast(JsFunction)()).error for thrower in cx.argument(0, JsArray)]
    nested = cx.argument(1, JsFunction)
    for error in errors:
        def fail(cx, error=error):
            raise error
        assert cx.try_catch(lambda cx: nested(cx.function(fail))).error is error
    assert len({id(error) for error in errors}) == len(errors)
    return len(errors)

@register_module
def main(m):
    m.export_class("ByReference", ByReference)
    for function in (same_error, many_errors):
        m.export_function(function.__name__, function)
    m.export_function("scheduled", lambda cx: Back(cx.argument(0, JsBox).value()).schedule(cx.argument(1, JsFunction)))
    m.export_function("completed", lambda cx: Completed(cx.argument(0, JsBox).value()).promise(cx))
    m.export_function("called", lambda cx: cx.argument(1, JsFunction)(cx.argument(0, JsBox).value()))
    m.export_function("instance", lambda cx: cx.instance(cx.argument(0, JsBox).value()))
    m.export_function("boxes", lambda cx: [cx.boxed(kept), cx.boxed(kept)][0].strict_equals(cx.boxed(kept)))
"""


def test_an_instance_is_one_object_whichever_way_it_comes(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    class Louder extends m.Counter {
      #secret = 7;
      get secret() { return this.#secret; }
    }
    (async () => {
      for (const counter of [new m.Counter(1), new Louder(2)]) {
        counter.own = { mine: true };
        const { list: [first, [second]], map, self } = counter.nested();
        const [third, { self: fourth }] = await counter.laterNested();
        const ways = [
          counter.me(), counter.self, first, second, map.get(1), self, await counter.later(), third, fourth,
          (await counter.soon())[0], await m.completed(counter), m.called(counter, (one) => one), m.instance(counter),
          await new Promise((resolve) => m.scheduled(counter, (error, value) => resolve(value))),
        ];
        const seen = new Map([[counter, 'seen']]);
        console.log(ways.map((one) => one === counter && seen.get(one)).join() === ways.map(() => 'seen').join());
        counter.keep();
        console.log(m.Counter.last() === counter, m.Counter.last().own.mine, m.Counter.last().constructor.name);
      }
      console.log(m.Counter.last().secret, new Louder().me().secret);
      console.log(new m.Single() === new m.Single(), new m.Single() instanceof m.Single);
      const user = new m.ByReference();
      console.log(user.me() === user, user.this() === user, m.instance(user) === user, m.boxes());
    })();
    """
    assert host.lines(script) == [
        "true", "true true Counter", "true", "true true Louder", "7 7", "true true", "true true true false",
    ]  # fmt: skip


def test_each_worker_has_its_own(host: Host) -> None:
    host.needs("workers")
    host.module(LIBRARY)
    script = """
    const { isMainThread, Worker } = require('worker_threads');
    const { Counter } = require('./module');
    if (isMainThread) {
      const counter = new Counter(5);
      counter.own = 'of the main thread';
      counter.keep();
      new Worker(__filename).on('exit', () => console.log(Counter.last() === counter, Counter.last().own));
    } else {
      const counter = Counter.last();
      console.log(counter.own, counter === Counter.last(), counter.me() === counter, counter instanceof Counter);
    }
    """
    assert host.lines(script) == ["undefined true true true", "true of the main thread"]


def test_an_exception_is_one_error(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    const caught = (f) => { try { f(); } catch (error) { return error; } };
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    (async () => {
      const error = caught(m.fail);
      error.own = 1;
      await turn();
      const later = await m.failLater().catch((reason) => reason);
      await turn();
      console.log(caught(m.fail) === error, later === error, caught(m.failWithCause).cause === error, later.own);
      console.log(m.isFailure(error), String(error), caught(m.failWithCause) !== caught(m.failWithCause));
    })();
    """
    assert host.lines(script) == ["true true true 1", "true ValueError: the one true"]


def test_what_javascript_throws_is_one_exception(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    const m = require('./module');
    for (const value of [new Error('why'), { plain: true }, Object.freeze([1]), () => {}, Promise.resolve(1)]) {
      try { m.same_error(() => { throw value; }, [value]); } catch (error) { console.log(error === value); }
    }
    const throwers = Array.from({ length: 12 }, (_, number) => {
      const error = new Error(`${number}`);
      return () => { throw error; };
    });
    console.log(m.many_errors(throwers, (callback) => callback()));
    """
    assert host.lines(script) == ["true"] * 5 + ["12"]


def test_neither_side_keeps_the_other_for_good(host: Host) -> None:
    host.module(LIBRARY)
    script = f"""
    const {{ live }} = require({str(JS)!r});
    const m = require('./module');
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    class Louder extends m.Counter {{}}
    (async () => {{
      const held = Array.from({{ length: 300 }}, (_, number) => Object.assign(new Louder(number), {{ number }}));
      for (let round = 0; round < 20; round++) {{
        for (let number = 0; number < 500; number++) new m.Counter(number).me().nested();
        await new m.Counter(round).later();
        try {{ m.fail(); }} catch {{}}
        gc();
        await turn();
      }}
      console.log(held.every((one) => one.me() === one && one.me().number === one.self.number));
      while (m.countAlive() > held.length) {{ gc(); await turn(); }}
      held.length = 0;
      while (m.countAlive() > 0) {{ gc(); await turn(); }}
      while (live().references > 0) {{ gc(); await turn(); }}
      console.log('collected');
    }})();
    """
    assert host.lines(script) == ["true", "collected"]


def test_what_a_job_was_given_outlives_a_worker_that_ends_while_it_is_decoded(node: Host) -> None:
    """Decoding may run Python, here as garbage is collected, and another thread what the worker left behind."""
    node.module("""
        import gc
        import threading

        begun, gate, finished = (threading.Event() for _ in range(3))
        dropped, used = [], []

        @export
        class Thing:
            def __init__(self) -> None:
                gc.callbacks[:] = [wait]

            def __del__(self) -> None:
                dropped.append(1)

        def wait(phase: str, info: object) -> None:
            if threading.current_thread().name.startswith("bridge-pool") and not begun.is_set():
                begun.set()
                assert gate.wait(30)

        @task
        def use(many: list[dict], thing: Thing, nested: dict) -> None:
            used.append((type(thing), type(nested["things"][0])))
            finished.set()

        @task
        def begins() -> bool:
            return begun.wait(30)

        @task
        def end() -> int:
            before = len(dropped)
            gate.set()
            assert finished.wait(10)
            assert used == [(Thing, Thing)]
            return before
    """)
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        const { Thing, begins, end, use } = require('./module');
        if (isMainThread) {
          (async () => {
            const worker = new Worker(__filename);
            await begins();
            await worker.terminate();
            await begins();  // with what the worker left behind
            console.log(await end());
          })();
        } else {
          const many = Array.from({ length: 10000 }, (_, n) => ({ [n]: [n] }));
          use(many, new Thing(), { things: [new Thing()] });
        }
    """
    assert node.lines(script) == ["0"]
