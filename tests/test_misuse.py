"""Misuse of what is by reference raises; it never crashes."""
from __future__ import annotations

import pytest
from conftest import ROOT, Host


def test_what_outlives_its_call_refuses(host: Host) -> None:
    body = """
        if not kept:
            kept.extend([cx, cx.argument(0, JsObject), cx.number(1), cx.argument(0, JsObject).get("f", JsFunction)])
            return
        old, o, number, f = kept
        for use in (
            old.null, lambda: old.argument(0, JsValue), lambda: old.throw_error("x"), old.promise, old.channel,
            lambda: old.task(print), old.this, old.kind, lambda: old.execute_scoped(print),
            lambda: o["a"], lambda: o.set("a", 1), o.keys, o.copy, lambda: o.is_a(JsArray), lambda: str(o),
            number.value, f, lambda: f.call(None), f.construct, lambda: o.strict_equals(o),
            lambda: cx.empty_object().set("x", o), lambda: cx.throw(o), lambda: Root(o),
            lambda: cx.argument(0, JsObject).set("x", number),
        ):
            assert "was used after its call had ended" in refused(RuntimeError, use)
        assert repr(o) == "<JsObject of a call that has ended>"
        kept.clear()
        return o
    """
    script = """
        m.check({ f() {} });
        try { m.check({}); } catch (error) { console.log(String(error)); }
    """
    assert host.check(body, script, "kept = []") == [
        "RuntimeError: a JsObject was used after its call had ended"
    ]


def test_none_is_no_context_and_no_handle(host: Host) -> None:
    body = """
        class Nothing(Task[None, JsUndefined]):
            def perform(self): return None
        for use in (
            lambda: Nothing().promise(None), lambda: Nothing().schedule(None), lambda: Root(None),
            lambda: JsNumber.new(None, 1), lambda: JsObject.new(None), lambda: JsError.new(None, "x"),
        ):
            refused((TypeError, AttributeError), use)
        return "refused"
    """
    assert host.check(body, "console.log(m.check());") == ["refused"]


def test_other_threads_are_refused(host: Host) -> None:
    body = """
        o, f = cx.argument(0, JsObject), cx.argument(0, JsObject).get("f", JsFunction)
        borrowing = cx.array_buffer(8)
        def misuse():
            for use in (
                cx.null, lambda: cx.number(1), lambda: cx.argument(0, JsObject), cx.promise, lambda: cx.function(print),
                cx.this, cx.kind, cx.channel, lambda: cx.execute_scoped(print), lambda: cx.throw_error("x"),
                lambda: o["a"], lambda: o.set("a", 1), o.keys, o.copy, lambda: o.is_a(JsArray), lambda: str(o),
                f, f.construct, lambda: Root(o), lambda: o.strict_equals(o), borrowing.borrow, lambda: cx.boxed(1),
                lambda: cx.constructor(int), lambda: Task().schedule(f), lambda: Task().promise(cx),
            ):
                assert "on JavaScript's thread only" in refused(RuntimeError, use)
            return "refused"
        with __import__("concurrent.futures").futures.ThreadPoolExecutor() as pool:
            return pool.submit(misuse).result()
    """
    assert host.check(body, "console.log(m.check({ f() {} }));") == ["refused"]


def test_another_environment_is_refused(host: Host) -> None:
    """A handle of the main thread, while a worker's call goes on: both are open."""
    host.needs("workers")
    body = """
        if cx.argument(0, JsBoolean):
            shared.extend([cx.empty_object(), cx])
            begun.set()
            ended.wait()
            return shared.clear()
        begun.wait()
        handle, context = shared
        messages = [
            refused(RuntimeError, cx.empty_object().set, "x", handle),
            refused(RuntimeError, cx.empty_object().strict_equals, handle),
            refused(RuntimeError, context.null),
            refused(RuntimeError, handle.keys),
        ]
        ended.set()
        return messages
    """
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        if (isMainThread) {
          new Worker(__filename);
          m.check(true);
        } else {
          console.log(m.check(false).join('\\n'));
        }
    """
    library = "shared, begun, ended = [], threading.Event(), threading.Event()"
    other = "a JsObject was used in another JavaScript environment than its own"
    used_itself = "a JavaScript value was used in another JavaScript environment than its own"
    assert host.check(body, script, library) == [other, other, used_itself, used_itself]


def test_an_outer_context_makes_what_ends_with_the_inner_call(host: Host) -> None:
    """Else what it made would be freed under it."""
    body = """
        made = []
        def inner(inner_cx):
            made.extend([cx.string("made"), outer_object["x"], cx.argument(0, JsObject)])
            assert [str(one) for one in made] == ["made", "5", "[object Object]"]
        outer_object = cx.argument(0, JsObject)
        cx.function(inner)()
        for handle in made:
            assert "after its call had ended" in refused(RuntimeError, handle.strict_equals, 1)
        assert outer_object["x"].value() == 5
        kept.append(cx)
        return cx.globals().get("byCopy", JsFunction)()
    """
    library = """
        kept = []

        @export
        def by_copy() -> str:
            return refused(RuntimeError, kept.pop().string, "x")
    """
    script = """
        globalThis.byCopy = m.byCopy;
        console.log(m.check({ x: 5 }));
    """
    assert host.check(body, script, library) == ["a FunctionContext was used in a call that has no Context"]


DIVE = """
def dive(cx):
    depth, down = cx.argument(0, JsNumber).value(), cx.argument(1, JsFunction)
    return down(depth - 1) if depth else "the bottom"

def endless(cx):
    return cx.argument(0, JsFunction)()

@export
def by_copy() -> int:
    return 1

@register_module
def main(m):
    m.export_function("dive", dive)
    m.export_function("endless", endless)
"""


def test_recursion_through_both_languages(host: Host) -> None:
    host.module("import sys\nsys.setrecursionlimit(10_000)\n" + DIVE)
    script = """
        const { dive } = require('./module');
        const down = (depth) => dive(depth, down);
        for (let attempt = 0; attempt < 3; attempt++) {
          console.log(down(100));
          try { console.log(down(5000)); } catch (error) { console.log(error instanceof RangeError); }
        }
        console.log(down(100));
    """
    assert host.lines(script) == ["the bottom", "true"] * 3 + ["the bottom"]


def test_how_deep_is_for_v8_to_say(node: Host) -> None:
    """V8's stack, one megabyte unless told otherwise, has room for some hundred calls there and back."""
    node.module("import sys\nsys.setrecursionlimit(10_000)\n" + DIVE)
    script = """
        const { dive } = require('./module');
        const down = (depth) => dive(depth, down);
        console.log(down(300));
        try { console.log(down(450)); } catch (error) { console.log(error instanceof RangeError); }
        console.log(down(300));
    """
    assert node.lines(script) == ["the bottom", "true", "the bottom"]
    deeper = node.run(script, flags=("--stack-size=6000",))
    assert deeper.stdout.splitlines() == ["the bottom"] * 3


@pytest.mark.parametrize("flags", [(), ("--stack-size=6000",)])
def test_endless_recursion_is_an_error(host: Host, flags: tuple[str, ...]) -> None:
    host.module(DIVE)
    script = """
        const { endless, byCopy } = require('./module');
        let depth = 0;
        const again = () => { depth++; return endless(again); };
        for (let i = 0; i < 3; i++) {
          try { again(); } catch (error) { console.log(error instanceof RangeError, depth > 100); }
        }
        const itself = () => itself() + 1;
        try { itself(); } catch (error) { console.log(error instanceof RangeError); }
        const getter = { get x() { return endless(() => this.x); } };
        try { getter.x; } catch (error) { console.log(error instanceof RangeError); }
        let calls = 0;
        const catching = () => { try { byCopy(); catching(); } catch { if (calls++ < 100) byCopy(); } };
        try { catching(); } catch (error) { console.log(error instanceof RangeError); }
        console.log(byCopy());
    """
    done = host.run(script, flags=flags)
    assert set(done.stdout.splitlines()) == {"true true", "true", "1"}


HOSTILE = """
    const mine = new Error('hostile');
    function fail() { throw mine; }
    const proxy = new Proxy(function () {}, new Proxy({}, { get: () => fail }));
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const accessors = { get x() { fail(); }, set x(_) { fail(); }, toString: fail, [Symbol.toPrimitive]: fail };
    const array = [1];
    Object.defineProperty(array, 0, { get: fail });
"""


def test_what_javascript_throws_inside_any_operation_comes_out(host: Host) -> None:
    body = """
        mine, proxy, accessors, array, has_instance, failing = list(cx.argument(0, JsArray))
        def x(): accessors["x"]
        def set_x(): accessors["x"] = 1
        operations = [
            x, set_x, lambda: str(array[0]), accessors.copy, lambda: accessors.call_method("x"),
            failing, failing.construct, lambda: cx.empty_object().instance_of(has_instance),
            lambda: proxy["x"], lambda: proxy.set("x", 1), lambda: "x" in proxy, lambda: proxy.delete("x"), proxy.keys,
            proxy.freeze, proxy.seal, proxy, proxy.construct, lambda: list(proxy), lambda: proxy.call(None, 1),
            lambda: failing.call(accessors), array.to_list, array.copy,
        ]
        for operation in operations:
            with pytest.raises(JsError) as caught:
                operation()
            assert caught.value.thrown(cx).strict_equals(mine), operation
        assert str(accessors) == "a JavaScript value that has no text" and "no text" in repr(accessors)
        assert proxy.strict_equals(proxy) and proxy.is_a(JsFunction)
        return "alive"
    """
    script = HOSTILE + """
        Object.defineProperty(fail, Symbol.hasInstance, { value: fail });
        console.log(m.check([mine, proxy, accessors, array, fail, fail]));
    """
    assert host.check(body, script) == ["alive"]


def test_a_revoked_proxy_is_refused(host: Host) -> None:
    body = """
        revoked = cx.argument(0, JsObject)
        for operation in (revoked.keys, revoked.freeze, revoked.copy, lambda: revoked["x"], lambda: "x" in revoked):
            assert refused(JsError, operation)
        return len(repr(revoked)) > 0
    """
    assert host.check(body, HOSTILE + "console.log(m.check(revoked.proxy));") == ["true"]


def test_an_exception_keeps_its_identity_however_often_it_crosses(host: Host) -> None:
    body = """
        kind, f = str(cx.argument(0, JsString)), cx.argument(1, JsFunction)
        if kind == "raise":
            error = ValueError("python's")
            raised.append(error)
            raise error
        try:
            return f()
        except (ValueError, JsError) as error:
            raised.append(error)
            raise
    """
    script = """
        const seen = [];
        const through = (f) => { try { return f(); } catch (error) { seen.push(error); throw error; } };
        const py = (kind, f) => m.check(kind, f);
        const thrice = (f) => through(() => py('pass', () => through(() => py('pass', () => through(f)))));
        try { thrice(() => py('raise', () => 0)); } catch {}
        console.log(seen.length, new Set(seen).size, seen[0].name, m.same());
        seen.length = 0;
        const thrown = new RangeError('JavaScript\\'s');
        try { thrice(() => { throw thrown; }); } catch {}
        console.log(seen.length, new Set(seen).size, seen[0] === thrown, m.same());
    """
    library = """
        raised = []

        @export
        def same() -> list[int]:
            counts = [len(raised), len({id(error) for error in raised})]
            raised.clear()
            return counts
    """
    assert host.check(body, script, library) == ["3 1 ValueError [ 3, 1 ]", "3 1 true [ 2, 1 ]"]


def test_values_that_one_side_accepts_and_the_other_refuses(node: Host) -> None:
    """`make asan` has a million of them cross, under sanitizers."""
    done = node.run(ROOT / "tests" / "fuzz_values" / "fuzz.js", "3000")
    assert done.stdout.startswith("3000 values: ")
    assert done.stderr == ""
