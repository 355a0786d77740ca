"""AbortController, AbortSignal and their events, which PythonMonkey has from us: as in Node, whose own are here too."""
from __future__ import annotations

from pathlib import Path

from conftest import MONKEY, Host, find_host

ANY = "if (typeof AbortSignal.any !== 'function') process.exit(); // Node 18\n"


def test_a_controller_aborts_its_signal_once(host: Host) -> None:
    script = """
        const controller = new AbortController();
        const { signal } = controller;
        signal.onabort = (event) => console.log('on', event.type, event.target === signal, event instanceof Event);
        signal.addEventListener('abort', () => console.log('once'), { once: true });
        signal.addEventListener('abort', { handleEvent() { console.log('object'); } });
        const removed = () => console.log('never');
        signal.addEventListener('abort', removed);
        signal.removeEventListener('abort', removed);
        console.log(signal.aborted, signal.reason);
        controller.abort();
        controller.abort('again');
        const { reason } = signal;
        console.log(signal.aborted, reason.name, reason.message, reason.code, reason instanceof DOMException);
        try { signal.throwIfAborted(); } catch (error) { console.log(error === reason); }
        console.log(String(signal), signal instanceof EventTarget);
    """
    assert host.lines(script) == [
        "false undefined",
        "on abort true true",
        "once",
        "object",
        "true AbortError This operation was aborted 20 true",
        "true",
        "[object AbortSignal] true",
    ]


def test_a_signal_aborts_at_once_or_after_a_time_that_holds_no_event_loop(host: Host) -> None:
    script = """
        console.log(AbortSignal.abort(5).reason, AbortSignal.abort().reason.name);
        const signal = AbortSignal.timeout(5);
        signal.addEventListener('abort', () => {
          console.log(signal.reason.name, signal.reason.message, signal.reason.code);
          clearInterval(timer);
        });
        const timer = setInterval(() => {}, 1000);
        AbortSignal.timeout(1e6).addEventListener('abort', () => console.log('never'));
    """
    said = ["5 AbortError", "TimeoutError The operation was aborted due to timeout 23"]
    assert host.lines(script) == said


def test_signals_of_a_wrong_kind_are_refused(host: Host) -> None:
    script = """
        const told = (call) => { try { call(); } catch ({ name, code }) { console.log(name, code); } };
        told(() => new AbortSignal());
        told(() => AbortSignal.timeout('1'));
        told(() => AbortSignal.timeout(-1));
        told(() => new EventTarget().dispatchEvent({}));
    """
    assert host.lines(script) == [
        "TypeError ERR_ILLEGAL_CONSTRUCTOR",
        "TypeError ERR_INVALID_ARG_TYPE",
        "RangeError ERR_OUT_OF_RANGE",
        "TypeError ERR_INVALID_ARG_TYPE",
    ]


def test_a_signal_of_others_aborts_with_the_first_of_them(host: Host) -> None:
    script = f"""{ANY}
        const [one, two] = [new AbortController(), new AbortController()];
        const both = AbortSignal.any([one.signal, two.signal]);
        const heard = AbortSignal.any([both]);
        heard.addEventListener('abort', () => console.log('heard', heard.reason));
        console.log(both.aborted, heard.aborted);
        two.abort('second');
        one.abort('first');
        console.log(both.aborted, heard.reason, AbortSignal.any([heard]).reason, AbortSignal.any([]).aborted);
    """
    found = host.lines(script)
    assert found in ([], ["false false", "heard second", "true second second false"])


def test_nothing_holds_a_signal_of_others_but_its_listeners(tmp_path: Path) -> None:
    """Node's own are held for longer."""
    host = find_host(MONKEY, tmp_path)
    script = """
        const source = new AbortController();
        let gone = 0;
        const registry = new FinalizationRegistry(() => gone++);
        const heard = () => {};
        for (let index = 0; index < 100; index++) {
          const signal = AbortSignal.any([source.signal]);
          signal.addEventListener('abort', heard);
          signal.removeEventListener('abort', heard);
          registry.register(signal);
        }
        (function look() {
          globalThis.gc();
          if (gone < 90) setTimeout(look, 10);
          else console.log('gone');
        })();
    """
    assert host.lines(script) == ["gone"]


def test_what_a_listener_throws_is_uncaught_and_keeps_no_other_from_its_turn(host: Host) -> None:
    script = """
        process.on('uncaughtException', ({ message }) => console.log('uncaught', message));
        const target = new EventTarget();
        target.addEventListener('ask', () => { throw new Error('first'); });
        target.addEventListener('ask', (event) => event.preventDefault(), { once: true });
        target.addEventListener('ask', (event) => event.stopImmediatePropagation());
        target.addEventListener('ask', () => console.log('never'));
        console.log(target.dispatchEvent(new Event('ask', { cancelable: true })));
        console.log(target.dispatchEvent(new Event('ask', { cancelable: true })));
        const controller = new AbortController();
        target.addEventListener('told', () => console.log('told'), { signal: controller.signal });
        target.dispatchEvent(new Event('told'));
        controller.abort();
        target.dispatchEvent(new Event('told'));
    """
    assert host.lines(script) == ["false", "true", "told", "uncaught first", "uncaught first"]
