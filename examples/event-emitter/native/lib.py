"""Events out of a Python thread: JavaScript polls for them, each time with a Task that waits in the background."""
from __future__ import annotations

import queue
import threading

from bridge import (
    FunctionContext,
    JsFunction,
    JsUndefined,
    JsValue,
    ModuleContext,
    Outcome,
    Task,
    TaskContext,
    register_module,
)

INTERVAL = 0.5  # seconds
PATIENCE = 0.1


class EventEmitter:
    def __init__(self, _: FunctionContext) -> None:
        self._events: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._stop = threading.Event()
        threading.Thread(target=tick, args=(self._events, self._stop), daemon=True).start()

    def poll(self, cx: FunctionContext) -> JsUndefined:
        """Call back with the next event; with nothing, where none comes soon.

        TypeScript:
            (callback: Callback<{ event: 'tick'; count: number } | undefined>): void
        """
        Poll(self._events).schedule(cx.argument(0, JsFunction))
        return cx.undefined()

    def shutdown(self, cx: FunctionContext) -> JsUndefined:
        self._stop.set()
        return cx.undefined()

    def __del__(self) -> None:
        self._stop.set()  # JavaScript has collected the object


def tick(events: queue.SimpleQueue[int], stop: threading.Event) -> None:
    count = 0
    while not stop.wait(INTERVAL):
        events.put(count)
        count += 1


class Poll(Task[int | None, JsValue]):
    def __init__(self, events: queue.SimpleQueue[int]) -> None:
        self._events = events

    def perform(self) -> int | None:
        try:
            return self._events.get(timeout=PATIENCE)
        except queue.Empty:
            return None

    def complete(self, cx: TaskContext, result: Outcome[int | None]) -> JsValue:
        count = result.unwrap()
        if count is None:
            return cx.undefined()
        return cx.value({"event": "tick", "count": count})


@register_module
def main(m: ModuleContext) -> None:
    m.export_class("EventEmitter", EventEmitter)
