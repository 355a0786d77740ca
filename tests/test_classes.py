"""Exported classes: JavaScript classes whose instances each stand for a Python object."""

from __future__ import annotations

import pytest
from conftest import Host

LIBRARY = """
import asyncio
import weakref

alive = weakref.WeakSet()

@export
class Counter:
    step = 1

    def __init__(self, start: int = 0) -> None:
        self.total = start
        alive.add(self)

    def add_up(self, by: int = 1) -> int:
        self.total += by
        return self.total

    @task
    def later(self, by: int) -> int:
        return self.total + by

    async def soon(self) -> int:
        await asyncio.sleep(0)
        return self.total

    def fail(self):
        raise KeyError("no")

    def me(self):
        return self

    @property
    def value(self) -> int:
        return self.total

    @value.setter
    def value(self, total: int) -> None:
        self.total = total

    @property
    def read_only(self) -> str:
        return "as it is"

    @staticmethod
    def of(total: int) -> "Counter":
        return Counter(total)

    @classmethod
    def pair(cls, total: int) -> list:
        return [cls(total), {"second": cls(total + 1)}]

    def _private(self):
        pass

@export(name="Renamed")
class Special(Counter):
    def add_up(self, by: int = 1) -> int:
        return super().add_up(by * 2)

@export
class Other:
    pass

@task
def total_of(counter: Counter) -> int:
    return counter.total

@task
def total_of_all(counters: list[Counter]) -> int:
    return sum(counter.total for counter in counters)

@export
def are_counters(values) -> list[bool]:
    return [isinstance(value, Counter) for value in values]

@export
def count_alive() -> int:
    return len(alive)
"""


@pytest.fixture
def counters(host: Host) -> Host:
    host.module(LIBRARY)
    return host


def test_methods_and_properties_reach_the_python_object(counters: Host) -> None:
    script = """
    const { Counter, Renamed } = require("./module");
    (async () => {
      const counter = new Counter(3);
      console.log(counter instanceof Counter, Counter.name, Object.keys(Counter.prototype).sort().join());
      console.log(counter.addUp(), counter.addUp(5), counter.value, await counter.later(10), await counter.soon());
      counter.value = 40;
      console.log(counter.addUp(2), counter.readOnly, counter._private, new Renamed().addUp(4));
      counter.later(1, function (...all) { console.log(all.length, ...all); });
    })();
    """
    assert counters.lines(script) == [
        "true Counter readOnly,value",
        "4 9 9 19 9",
        "42 as it is undefined 8",
        "2 null 43",
    ]


def test_objects_come_back_as_instances(counters: Host) -> None:
    """Returned or passed, alone or in a list, an object is an instance on one side and itself on the other."""
    script = """
    const { Counter, areCounters, totalOf, totalOfAll } = require("./module");
    (async () => {
      const [first, { second }] = Counter.pair(7);
      const all = [Counter.of(5), first, second, new Counter(1).me()];
      console.log(all.every((one) => one instanceof Counter), all.map((one) => one.value).join());
      console.log(await Promise.all(all.map((one) => totalOf(one))), await totalOfAll(all), await totalOfAll([]));
      first.own = 1; // what JavaScript adds to it is JavaScript's
      console.log(areCounters([first, {}, Object.create(Counter.prototype), second, first]));
      console.log(await totalOf({ counter: first }).catch(({ message }) => message));
      const same = all[0].me();
      same.addUp(10);
      console.log(all[0].value);
    })();
    """
    assert counters.lines(script) == [
        "true 5,7,8,1",
        "[ 5, 7, 8, 1 ] 21 0",
        "[ true, false, false, true, true ]",
        "totalOf: counter: expected Counter, got dict",
        "15",
    ]


def test_javascript_can_inherit(counters: Host) -> None:
    script = """
    const { Counter } = require("./module");
    class Louder extends Counter {
      constructor() { super(20); }
      addUp(by) { return `${super.addUp(by)}!`; }
    }
    const louder = new Louder();
    console.log(louder instanceof Counter, louder instanceof Louder, louder.addUp(2), louder.value);
    """
    assert counters.lines(script) == ["true true 22! 22"]


MISUSE = {
    "Counter(1)": "TypeError: a class of Python's cannot be called without new",
    "new Counter('x')": "TypeError: Counter: start: expected int, got str",
    "new Counter(1, 2)": "TypeError: Counter: expected 1 argument at most, got 2",
    "counter.addUp('x')": "TypeError: Counter.addUp: by: expected int, got str",
    "counter.addUp(1, 2)": "TypeError: Counter.addUp: expected 1 argument at most, got 2",
    "counter.later()": "TypeError: Counter.later: by: expected an argument, got none",
    "counter.fail()": "KeyError: 'no'",
    "counter.value = 'x'": "TypeError: Counter.value: total: expected int, got str",
    "counter.addUp.call({})": "TypeError: Illegal invocation",
    "counter.addUp.call(new Other())": "TypeError: Illegal invocation",
    "counter.later.call(undefined, 1)": "TypeError: Illegal invocation",
    "counter.addUp.call(Object.create(counter))": "TypeError: Illegal invocation",
    "totalOf(new Other())": "TypeError: totalOf: counter: expected Counter, got Other",
    "totalOf({ total: 1 })": "TypeError: totalOf: counter: expected Counter, got dict",
}


def test_misuse_is_a_clear_error(host: Host) -> None:
    host.module(LIBRARY)
    attempts = ", ".join(f"async () => {expression}" for expression in MISUSE)
    script = f"""
    'use strict';
    const {{ Counter, Other, totalOf }} = require("./module");
    const counter = new Counter();
    (async () => {{
      for (const attempt of [{attempts}]) {{
        await attempt().then(() => console.log('no error'), (error) => console.log(String(error)));
      }}
    }})();
    """
    assert host.lines(script) == list(MISUSE.values())


def test_a_property_without_a_setter_is_read_only(host: Host) -> None:
    host.module(LIBRARY)
    script = """
    'use strict';
    const { Counter } = require("./module");
    const counter = new Counter();
    const before = counter.readOnly;
    try { counter.readOnly = before + 1; } catch (error) { console.log(error.constructor.name, error.message); }
    console.log(counter.readOnly === before);
    """
    refusal, same = host.lines(script)
    assert refusal in {
        "TypeError Cannot set property readOnly of #<Counter> which has only a getter",  # V8's words
        'TypeError setting getter-only property "readOnly"',  # SpiderMonkey's
    }
    assert same == "true"


def test_the_python_object_lives_as_long_as_the_javascript_one(counters: Host) -> None:
    script = """
    const { Counter, countAlive } = require("./module");
    const kept = new Counter();
    let pending = kept.later(1);
    for (let i = 0; i < 20000; i++) new Counter(i).me();
    const settle = async () => {
      for (let attempt = 0; attempt < 300 && countAlive() > 1; attempt++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      console.log(countAlive(), kept.value, await pending);
    };
    settle();
    """
    assert counters.lines(script) == ["1 0 1"]


def test_members_have_the_names_that_they_were_given(host: Host) -> None:
    host.module("""
        @export
        class Named:
            @export(name="toString")
            def as_text(self) -> str: return "as text"

            @task(name="soon")
            def in_background(self) -> str: return "soon"

            @export(name="sooner")
            async def on_the_loop(self) -> str: return "sooner"

            @staticmethod
            @export(name="make")
            def create() -> str: return "static below"

            @export(name="build")
            @staticmethod
            def create_too() -> str: return "static above"

            @classmethod
            @export(name="of")
            def create_of(cls) -> str: return cls.__name__

            @property
            @export(name="URL")
            def url(self) -> str: return "a property"

            @export(name="hidden")
            def _private(self, number: int) -> None: pass

        class ByReference:
            def __init__(self, cx): self.this = Root(cx.this())

            @export(name="copied")
            def by_copy(self, number: int) -> int: return number

            def is_this(self, cx): return self.this.to_inner(cx) == cx.this()

            def number(self, cx): return cx.argument(0, JsNumber)

            def drop(self, cx): self.this.drop()

        @register_module
        def main(m):
            m.export_class("ByReference", ByReference)
    """)
    script = """
    const { Named, ByReference } = require("./module");
    const named = new Named();
    const caught = (f) => { try { f(); } catch (error) { return error.message; } };
    (async () => {
      console.log(`${named}`, await named.soon(), await named.sooner());
      console.log(Named.make(), Named.build(), Named.of(), named.URL);
      console.log(named.asText, named.inBackground, Named.create, named.url, caught(() => named.hidden('x')));
      class Derived extends ByReference {}
      const it = new Derived();
      console.log(it.isThis(), it.copied(5), caught(() => it.copied('x')));
      console.log(caught(() => it.number('x')));
      it.drop();
    })();
    """
    assert host.lines(script) == [
        "as text soon sooner",
        "static below static above Named a property",
        "undefined undefined undefined undefined Named.hidden: number: expected int, got str",
        "true 5 ByReference.copied: number: expected int, got str",
        "ByReference.number: argument 0: failed to downcast any to number, got a string",
    ]


def test_a_name_is_of_one_member(host: Host) -> None:
    host.module("""
        @export
        class Twice:
            def add_up(self): pass
            def addUp(self): pass
    """)
    script = "try { require('./module'); } catch (error) { console.log(error.cause.message); }"
    assert host.lines(script) == ["Twice.addUp is exported twice"]


def test_class_attributes_are_constants(host: Host) -> None:
    host.module("""
        import datetime, logging
        from dataclasses import dataclass
        from typing import ClassVar

        @export
        class Settings:
            MAX_SIZE = 2**60
            default_name = "none"
            ratio, is_on, nothing = 0.5, False, None
            names = ("a", ("b",))
            since = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
            raw = b"ab"
            name, length, prototype = "no name", 5, 6
            log = logging.getLogger()
            shared = []
            table = {}
            mixed = ([],)
            _private = 1
            __slots__ = ("slot",)

            class Inner: pass

        @export
        @dataclass
        class Point:
            x: int = 3
            ORIGIN: ClassVar[int] = 7

        class ByReference:
            limit = 10
            def __init__(self, cx): pass

        @register_module
        def main(m):
            m.export_class("ByReference", ByReference)
    """)
    script = """
    const { Settings, Point, ByReference } = require("./module");
    console.log(Object.keys(Settings).sort().join(), Settings.name, Settings.length, typeof Settings.prototype);
    console.log(Settings.MAX_SIZE, Settings.defaultName, Settings.ratio, Settings.isOn, Settings.nothing);
    console.log(Settings.names, Settings.since.toISOString(), Settings.raw.toString());
    console.log(Object.keys(Point), Point.ORIGIN, ByReference.limit, new Settings() instanceof Settings);
    """
    assert host.lines(script) == [
        "MAX_SIZE,defaultName,isOn,names,nothing,ratio,raw,since Settings 0 object",
        "1152921504606846976n none 0.5 false null",
        "[ 'a', [ 'b' ] ] 2020-01-01T00:00:00.000Z ab",
        "[ 'ORIGIN' ] 7 10 true",
    ]
