"""What happens later: Roots, Deferreds, Channels, `cx.task()`, Promises as Futures."""
from __future__ import annotations

import pytest
from conftest import JS, Host


def test_a_root_keeps_its_value(host: Host) -> None:
    body = """
        if not roots:
            roots.append(Root(cx.argument(0, JsFunction)))
            roots.append(roots[0].clone())
            return
        first, second = roots
        assert first.to_inner(cx)("x").value() == "called x" and first.to_inner(cx).is_a(JsFunction)
        function = first.into_inner(cx)
        assert function("y").value() == "called y"
        assert "after it had been dropped" in refused(RuntimeError, first.to_inner, cx)
        first.drop()
        assert second.to_inner(cx).strict_equals(function) and cx.value(second).strict_equals(function)
        roots.clear()
    """
    script = """
        m.check((x) => `called ${x}`);
        setImmediate(() => { gc(); m.check(); });
    """
    assert host.check(body, script, "roots = []") == []


def test_any_thread_may_drop_or_forget_a_root(host: Host) -> None:
    body = """
        roots = [Root(cx.argument(0, JsObject)) for _ in range(100)]
        assert references(cx) == 100
        threads = [threading.Thread(target=root.drop) for root in roots[:50]]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert references(cx) == 50
        def forget(forgotten): forgotten.clear()
        thread = threading.Thread(target=forget, args=[roots]); thread.start(); thread.join()
        assert references(cx) == 0
        return [refused(RuntimeError, root.to_inner, cx) for root in roots]
    """
    library = """
        def references(cx):
            return cx.globals().get("references", JsFunction)().value()
    """
    script = f"""
        globalThis.references = () => require({str(JS)!r}).live().references;
        m.check({{}});
    """
    assert host.check(body, script, library) == []


def test_a_root_belongs_to_its_thread(host: Host) -> None:
    body = """
        root, found = Root(cx.empty_object()), []
        thread = threading.Thread(target=lambda: found.append(refused(RuntimeError, root.to_inner, cx)))
        thread.start(); thread.join()
        return found
    """
    assert host.check(body, "console.log(...m.check());") == [
        "JavaScript values may be used on JavaScript's thread only"
    ]


def test_a_root_belongs_to_its_environment(host: Host) -> None:
    host.needs("workers")
    body = """
        if cx.argument(0, JsBoolean):
            roots.extend([Root(cx.empty_object()), cx.error("of the main thread")])
            return []
        root, error = roots
        try:
            return [
                refused(RuntimeError, use)
                for use in (lambda: root.to_inner(cx), root.clone, lambda: cx.value(root), lambda: error.get("message"))
            ]
        finally:
            roots.clear()
    """
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        for (const refusal of m.check(isMainThread)) console.log(refusal.replace(/^a .* was/, 'it was'));
        if (isMainThread) new Worker(__filename);
    """
    assert host.check(body, script, "roots = []") == ["it was used in another JavaScript environment than its own"] * 4


def test_a_deferred_settles_its_promise_from_any_thread(host: Host) -> None:
    body = """
        def settle(how, *values):
            deferred, promise = cx.promise()
            threading.Timer(0.01, getattr(deferred, how), values).start()
            return promise
        here, promise_here = cx.promise()
        here.resolve(cx.argument(0, JsObject))
        refusing, promise_refused = cx.promise()
        refusing.reject(cx.argument(0, JsObject))
        promises = [
            settle("resolve", {"a": [1]}), settle("reject", ValueError("no")), settle("reject", "a reason"),
            settle("resolve"), settle("resolve", object()), promise_here, promise_refused,
        ]
        array = cx.empty_array()
        for promise in promises: array.append(promise)
        assert refused(RuntimeError, here.resolve, 1) == "it is settled already"
        assert refused(RuntimeError, refusing.reject, cx.null()) == "it is settled already"
        return array
    """
    script = """
        const object = { mine: true };
        Promise.allSettled(m.check(object)).then((all) => {
          for (const { status, value, reason } of all) {
            const given = reason ?? value;
            console.log(status, given === object ? 'object' : reason ? String(reason) : JSON.stringify(value));
          }
        });
    """
    assert host.check(body, script) == [
        'fulfilled {"a":[1]}',
        "rejected ValueError: no",
        "rejected a reason",
        "fulfilled null",
        "rejected TypeError: cannot copy a object to JavaScript",
        "fulfilled object",
        "rejected object",
    ]


def test_a_deferred_that_is_dropped_rejects_its_promise(host: Host) -> None:
    script = "m.check().catch((error) => console.log(error.name, error.message));"
    assert host.check("return cx.promise()[1]", script) == ["RuntimeError a Deferred was dropped before it was settled"]


def test_a_deferred_is_settled_with_what_a_channel_makes(host: Host) -> None:
    body = """
        channel = cx.channel()
        deferred, promise = cx.promise()
        failing, failure = cx.promise()
        def work():
            deferred.settle_with(channel, lambda cx: cx.value({"made": "there"}))
            failing.settle_with(channel, lambda cx: cx.throw_range_error("no"))
        threading.Thread(target=work).start()
        array = cx.empty_array(); array.append(promise); array.append(failure)
        return array
    """
    script = "Promise.allSettled(m.check()).then(([one, two]) => console.log(one.value.made, String(two.reason)));"
    assert host.check(body, script) == ["there RangeError: no"]


def test_a_channel_runs_functions_on_javascripts_thread_in_order(host: Host) -> None:
    body = """
        channel, callback = cx.channel(), Root(cx.argument(0, JsFunction))
        javascripts = threading.get_ident()
        def work():
            futures = [channel.send(lambda cx, i=i: callback.to_inner(cx)(i).value() * 2) for i in range(5)]
            assert [future.result() for future in futures] == [0, 2, 4, 6, 8]
            assert channel.send(lambda cx: threading.get_ident()).result() == javascripts
            assert isinstance(channel.send(lambda cx: 1 / 0).exception(), ZeroDivisionError)
            error = channel.send(lambda cx: cx.throw_error("x")).exception()
            assert isinstance(error, JsError) and str(error) == "Error: x"
            closed = channel.send(lambda cx: cx).result()
            assert "after its call had ended" in channel.send(lambda cx: refused(RuntimeError, closed.null)).result()
            def tell(future):
                channel.send(lambda cx: callback.to_inner(cx)(future.result()))
            channel.try_send(lambda cx: "done").add_done_callback(tell)
        threading.Thread(target=work).start()
    """
    assert host.check(body, "m.check((x) => { console.log(x); return x; });") == ["0", "1", "2", "3", "4", "done"]


def test_an_exception_that_nobody_takes_is_uncaught(host: Host) -> None:
    body = """
        channel = cx.channel()
        cx.task(lambda: [channel.send(lambda cx: 1 / 0), None][1]).and_then(lambda cx, result: None)
    """
    script = """
        process.on('uncaughtException', (error, origin) => console.log(error.name, origin));
        m.check();
    """
    assert host.check(body, script) == ["ZeroDivisionError uncaughtException"]


@pytest.mark.parametrize("ending", ["del channel", "channel.unref()", "channel.ref().unref().unref()"])
def test_a_channel_keeps_the_event_loop_alive_until_it_is_let_go(host: Host, ending: str) -> None:
    body = f"""
        channel = cx.channel()
        if not len(cx):
            {ending}
            return
        kept.append(channel)
        def end():
            channel.send(lambda cx: print("still here", flush=True)).result()
            kept.clear()
        threading.Timer(0.2, end).start()
    """
    assert host.check(body, "m.check(); m.check(1);", "kept = []") == ["still here"]
    assert host.lines("require('./module').check();") == []


def test_a_channel_outlives_its_environment_without_harm(host: Host) -> None:
    host.needs("workers")
    body = """
        if len(cx):
            channel = channels.pop()
            assert channel.try_send(lambda cx: 1) is None
            assert refused(RuntimeError, channel.send, print) == "cannot send to JavaScript: its environment has ended"
        else:
            channels.append(cx.channel())
            waiting.append(channels[0].send(lambda cx: 1))
    """
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        if (isMainThread) new Worker(__filename).on('exit', () => m.check(1));
        else { m.check(); process.exit(); }
    """
    library = "channels, waiting = [], []\n"
    assert host.check(body, script, library) == []


def test_javascripts_thread_does_not_wait_for_itself(host: Host) -> None:
    body = """
        channel = cx.channel()
        assert "would wait for itself" in refused(RuntimeError, channel.send(lambda cx: 1).result)
        channel.unref()
    """
    assert host.check(body) == []


def test_a_task_of_a_function(host: Host) -> None:
    body = """
        def fail(): raise KeyError("lost")
        here = threading.get_ident()
        def complete(cx, result):
            assert threading.get_ident() == here
            return cx.value([result, "completed"])
        elsewhere = cx.task(lambda: threading.get_ident() != here)
        elsewhere.and_then(lambda cx, result: print("and then", result, flush=True))
        cx.task(fail).and_then(lambda cx, result: print("never"))
        cx.task(lambda: 1).and_then(lambda cx, result: cx.throw_error("thrown"))
        array = cx.empty_array()
        for promise in (
            cx.task(lambda: {"copied": 1}).promise(), cx.task(lambda: 17).promise(complete),
            cx.task(fail).promise(), cx.task(fail).promise(complete),
            cx.task(lambda: 1).promise(lambda cx, one: one / 0),
        ):
            array.append(promise)
        return array
    """
    script = """
        process.on('uncaughtException', (error) => console.log('uncaught', String(error)));
        const shown = ({ value, reason }) => (reason ? String(reason) : JSON.stringify(value));
        Promise.allSettled(m.check()).then((all) => console.log(all.map(shown).join()));
    """
    assert sorted(host.check(body, script)) == sorted(
        [
            "and then True",
            "uncaught KeyError: 'lost'",
            "uncaught Error: thrown",
            '{"copied":1},[17,"completed"],KeyError: \'lost\',KeyError: \'lost\',ZeroDivisionError: division by zero',
        ]
    )


def test_a_promise_is_a_future_to_other_threads(host: Host) -> None:
    body = """
        futures = [promise.to_future(cx) for promise in cx.argument(0, JsArray)]
        futures.append(cx.argument(1, JsPromise).to_future(cx, lambda value: str(value)))
        failure = ValueError("python's")
        deferred, promise = cx.promise()
        futures.append(promise.to_future(cx))
        deferred.reject(failure)
        def wait():
            assert futures[0].result() == {"a": 1}
            assert str(futures[1].exception()) == "Error: no" and isinstance(futures[1].exception(), JsError)
            assert isinstance(futures[2].exception(), JsError)
            assert futures[3].result() == "text of it"
            assert futures[4].exception() is failure
            return "all"
        return cx.task(wait).promise()
    """
    script = """
        m.check([Promise.resolve({ a: 1 }), Promise.reject(new Error('no')), Promise.resolve(() => {})],
          Promise.resolve({ toString: () => 'text of it' })).then(console.log);
    """
    assert host.check(body, script) == ["all"]


def test_javascript_called_by_complete_keeps_its_async_context(host: Host) -> None:
    host.needs("async_hooks")
    body = """
        callback = Root(cx.argument(0, JsFunction))
        class Calling(Task):
            def perform(self): return 1
            def complete(self, cx, result): return callback.to_inner(cx)("complete")
        Calling().schedule(callback.to_inner(cx))
        cx.task(lambda: 1).and_then(lambda cx, _: callback.to_inner(cx)("and_then"))
        return cx.task(lambda: 1).promise(lambda cx, _: callback.to_inner(cx)("promise"))
    """
    script = """
        const { AsyncLocalStorage } = require('async_hooks');
        const storage = new AsyncLocalStorage();
        storage.run('kept', () => m.check((name) => {
          process.nextTick(() => console.log(name, storage.getStore()));
        }));
    """
    assert sorted(set(host.check(body, script))) == ["and_then kept", "complete kept", "null kept", "promise kept"]
