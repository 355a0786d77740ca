"""Classes by reference: constructors and methods that take a FunctionContext."""
from __future__ import annotations

import sys

from conftest import Host

METHOD = "User.fail" if sys.version_info >= (3, 11) else "fail"  # code objects have no qualified name before
LIBRARY = """
import weakref
from bridge import *

alive = weakref.WeakSet()

class User:
    def __init__(self, cx):
        assert cx.kind() == "construct"
        self.name = cx.argument(0, JsString).value()
        self.friends = []
        alive.add(self)

    def greet(self, cx):
        return f"{self.name} greets {cx.argument(0, JsString).value()}"

    def get_this(self, cx):
        return cx.this()

    def is_friend(self, cx):
        return cx.argument(0, JsBox).value() in self.friends

    def befriend(self, cx):
        self.friends.append(cx.argument(0, JsBox).value())
        return cx.this()

    def fail(self, cx):
        raise LookupError(self.name)

    @property
    def title(self) -> str:
        return self.name.title()

    @title.setter
    def title(self, title: str) -> None:
        self.name = title

    @staticmethod
    def of(cx):
        return cx.constructor(User).construct(cx.argument(0, JsString))

    @classmethod
    def count_arguments(cls, cx):
        assert cls is User
        return len(cx)

    @task
    def later(self, suffix: str) -> str:
        return self.name + suffix

    def _private(self, cx):
        raise AssertionError

@export
def alive_count() -> int:
    return len(alive)

@export
def unwrap(user: User) -> str:
    return user.name

@register_module
def main(m):
    m.export_class("User", User)
    m.export_class("Same", User)
    m.export_function("make", lambda cx: cx.constructor(User).construct("made"))
"""


def test_a_class_is_a_javascript_class(host: Host) -> None:
    host.module(LIBRARY)
    script = """
        const { User, Same, make, unwrap } = require('./module');
        const user = new User('ann');
        console.log(typeof User, User.name, User === Same, user instanceof User, user.constructor === User);
        console.log(user.greet('bob'), user.getThis() === user, user.title, unwrap(user));
        user.title = 'ANNA';
        console.log(user.title, Object.keys(user).length, '_private' in user, user.private);
        console.log(User.of('carl').greet('x'), User.countArguments(1, 2, 3), make() instanceof User, make().title);
        const bob = new User('bob');
        console.log(user.isFriend(bob), user.befriend(bob) === user, user.isFriend(bob));
        user.later('!').then(console.log);
        try { user.fail(); } catch (error) { console.log(String(error), error.stack.includes(process.argv[2])); }
    """
    assert host.lines(script, METHOD) == [
        "function User true true true",
        "ann greets bob true Ann ann",
        "Anna 0 false undefined",
        "carl greets x 3 true Made",
        "false true true",
        "LookupError: ANNA true",
        "ANNA!",
    ]


def test_javascript_can_inherit_from_it(host: Host) -> None:
    host.module(LIBRARY)
    script = """
        const { User } = require('./module');
        class Admin extends User {
          constructor() { super('root'); this.level = 9; }
          greet(name) { return `${super.greet(name)} at level ${this.level}`; }
          static of() { return new this(); }
        }
        const admin = Admin.of();
        console.log(admin.greet('all'), admin instanceof Admin, admin instanceof User, admin.getThis() === admin);
        console.log(Reflect.construct(User, ['x'], Admin) instanceof Admin);
        console.log(admin.title, admin.befriend(admin) instanceof Admin);
    """
    assert host.lines(script) == ["root greets all at level 9 true true true", "true", "Root true"]


def test_what_is_no_instance_is_refused(host: Host) -> None:
    host.module(LIBRARY)
    script = """
        const { User, make } = require('./module');
        const attempts = {
          call: () => User('x'),
          apply: () => User.call(Object.create(User.prototype), 'x'),
          noArgument: () => new User(),
          wrongArgument: () => new User(5),
          foreignThis: () => User.prototype.greet.call({}, 'x'),
          primitiveThis: () => User.prototype.greet.call(5, 'x'),
          createdThis: () => Object.create(User.prototype).greet('x'),
          proxyThis: () => new Proxy(make(), {}).greet('x'),
          otherGetter: () => Object.create(User.prototype).title,
          argument: () => make().isFriend({}),
        };
        for (const [name, attempt] of Object.entries(attempts)) {
          try { console.log(name, attempt()); } catch (error) { console.log(name, error instanceof TypeError); }
        }
    """
    lines = host.lines(script)
    assert len(lines) == 10
    assert all(line.endswith(" true") for line in lines)


def test_a_python_object_becomes_an_instance_of_its_class(host: Host) -> None:
    body = """
        class Ready:
            def __init__(self, text): self.text = text
            def say(self, cx): return self.text
        made = cx.instance(Ready("ready"))
        assert made.instance_of(cx.constructor(Ready)) and made.downcast(JsBox).value(Ready).text == "ready"
        assert refused(DowncastError, made.downcast(JsBox).value, list) == "failed to downcast JsBox to list"
        assert refused(DowncastError, cx.boxed(5).value, str) == "failed to downcast JsBox to str"
        return made
    """
    assert host.check(body, "console.log(m.check().say(), m.check().constructor.name);") == ["ready Ready"]


def test_a_failing_constructor_makes_no_object(host: Host) -> None:
    body = """
        class Refusing:
            def __init__(self, cx):
                cx.throw_range_error("not today")
        class NoClass:
            def __new__(cls, cx): return 5
        array = cx.empty_array()
        for class_ in (Refusing, NoClass, Refusing): array.append(cx.constructor(class_))
        return array
    """
    script = """
        const [Refusing, NoClass, again] = m.check();
        console.log(Refusing === again, Refusing.name, new NoClass() instanceof NoClass);
        try { new Refusing(); } catch (error) { console.log(String(error)); }
    """
    assert host.check(body, script) == ["true Refusing true", "RangeError: not today"]


def test_the_python_object_lives_as_long_as_the_javascript_one(host: Host) -> None:
    host.module(LIBRARY)
    script = """
        const { User, aliveCount } = require('./module');
        const turn = () => new Promise(setImmediate);
        const kept = Array.from({ length: 10 }, () => new User('kept'));
        (async () => {
          for (let i = 0; i < 1000; i++) new User('dropped');
          while (aliveCount() > kept.length) { gc(); await turn(); }
          console.log(aliveCount(), kept.every((user) => user.title === 'Kept'));
          kept.length = 0;
          while (aliveCount() > 0) { gc(); await turn(); }
          console.log(aliveCount());
        })();
    """
    assert host.lines(script) == ["10 true", "0"]
