"""What Python keeps of JavaScript, a Root or a JsError, crosses as itself: as a value, an error or a cause."""

from __future__ import annotations

from conftest import Host


def test_what_javascript_threw_is_the_cause_itself(host: Host) -> None:
    """Whatever it is, and however deep: in exceptions that are raised here and on other threads."""
    body = """
        thrown = cx.argument(0, JsFunction)
        try:
            thrown()
        except JsError as error:
            wrapped = ValueError("wrapped")
            wrapped.__cause__ = error
            also = KeyError("also")
            also.seen = [error]
            also.__cause__ = wrapped
            deferred, promise = cx.promise()
            threading.Thread(target=deferred.reject, args=[also]).start()
            cx.argument(1, JsFunction)(promise)
            raise RuntimeError("now") from error
    """
    script = """
        const values = [new TypeError('t'), { own: true }, 'text', 5, undefined, null, Symbol('s'), () => 1];
        (async () => {
          for (const value of values) {
            let promise;
            try {
              m.check(() => { throw value; }, (given) => { promise = given; });
            } catch (error) {
              const also = await promise.catch((error) => error);
              console.log(error.name, [error.cause, also.cause.cause, also.seen[0]].every((each) => each === value));
            }
          }
        })();
    """
    assert host.check(body, script) == ["RuntimeError true"] * 8


def test_what_is_kept_can_be_delivered_from_any_thread(host: Host) -> None:
    """A Root or a JsError as a value, as an error, in a value; by a Deferred, `cx.task()` and Tasks."""
    body = """
        root = Root(cx.argument(0, JsValue))
        try:
            cx.argument(1, JsFunction)()
        except JsError as error:
            thrown = error
        def settle(how, value):
            deferred, promise = cx.promise()
            threading.Thread(target=getattr(deferred, how), args=[value]).start()
            return promise
        def throw():
            raise thrown
        class Giving(Task):
            def perform(self):
                return root
        promises = [
            settle("resolve", root), settle("resolve", thrown), settle("reject", root), settle("reject", thrown),
            cx.task(lambda: root).promise(), cx.task(throw).promise(), cx.task(lambda: thrown).promise(),
            Giving().promise(cx), settle("resolve", [root, {"a": thrown}]),
            cx.task(lambda: {"a": [thrown, root]}).promise(),
        ]
        here, promise = cx.promise()
        here.resolve(root)
        promises.append(promise)
        dropped = Root(cx.argument(0, JsValue))
        dropped.drop()
        left, promise = cx.promise()
        assert refused(RuntimeError, left.resolve, dropped) == "a Root was used after it had been dropped"
        left.resolve(root)
        promises += [promise, cx.task(lambda: dropped).promise()]
        array = cx.empty_array()
        for promise in promises: array.append(promise)
        return array
    """
    script = """
        const kinds = [{ own: true }, () => 1, 'text', Symbol('s'), null, 5n];
        (async () => {
          for (const kept of kinds) {
            const thrown = typeof kept === 'object' && kept ? new RangeError('thrown') : kept;
            const all = await Promise.allSettled(m.check(kept, () => { throw thrown; }));
            const last = all.pop();
            const word = (each) => each === kept ? 'kept' : each === thrown ? 'thrown' : each;
            const text = (each) => JSON.stringify(each, (_, value) => word(value));
            const name = (each) => word(each) === each ? text(each) : word(each);
            const settled = (each) => name('value' in each ? each.value : each.reason);
            console.log(all.map((each) => `${each.status[0]} ${settled(each)}`).join(';'));
            console.log(last.reason.message);
          }
        })();
    """
    object_, dropped, *others = host.check(body, script)
    delivered = (
        "f kept;f thrown;r kept;r thrown;f kept;r thrown;f thrown;f kept;"
        'f ["kept",{"a":"thrown"}];f {"a":["thrown","kept"]};f kept;f kept'
    )
    assert object_ == delivered
    assert others[::2] == [delivered.replace("thrown", "kept")] * 5
    assert {dropped, *others[1::2]} == {"a Root was used after it had been dropped"}


def test_what_another_environment_keeps_says_so(host: Host) -> None:
    host.needs("workers")
    body = """
        if cx.argument(0, JsBoolean):
            try:
                cx.argument(1, JsFunction)()
            except JsError as error:
                kept.extend([Root(cx.empty_object()), error])
            return cx.empty_array()
        root, error = kept
        deferred, promise = cx.promise()
        for kept_there in (root, error):
            for settle in (deferred.resolve, deferred.reject):
                messages.append(refused(RuntimeError, settle, kept_there))
        deferred.resolve(None)
        wrapped = ValueError("wrapped")
        wrapped.__cause__ = error
        promises = [promise, cx.task(lambda: root).promise(), cx.task(lambda: [root]).promise()]
        failing, failed = cx.promise()
        failing.reject(wrapped)
        array = cx.empty_array()
        for each in [*promises, failed]: array.append(each)
        kept.clear()
        return array
    """
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        const given = m.check(isMainThread, () => { throw new RangeError('there'); });
        if (isMainThread) new Worker(__filename);
        Promise.allSettled(given).then((all) => {
          for (const { reason } of all.slice(1)) console.log(reason.message, reason.cause?.message);
          if (!isMainThread) console.log(m.messages().join());
        });
    """
    library = """
        kept, messages = [], []

        @export
        def _messages():
            return sorted(set(messages))
    """
    library = library.replace("@export", '@export(name="messages")')
    other = "was used in another JavaScript environment than its own"
    assert host.check(body, script, library) == [
        f"a Root {other} undefined",
        f"a Root {other} undefined",
        "wrapped RangeError: there",
        f"a JsError {other},a Root {other}",
    ]
