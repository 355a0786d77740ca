"""A Task with a callback: `performAsyncTask(cb)` calls `cb(null, 17)`."""
from bridge import (
    FunctionContext,
    JsFunction,
    JsNumber,
    JsUndefined,
    ModuleContext,
    Outcome,
    Task,
    TaskContext,
    register_module,
)


class BackgroundTask(Task[int, JsNumber]):
    def perform(self) -> int:
        return 17

    def complete(self, cx: TaskContext, result: Outcome[int]) -> JsNumber:
        return cx.number(result.unwrap())


def perform_async_task(cx: FunctionContext) -> JsUndefined:
    """Call back with 17.

    TypeScript:
        (callback: Callback<number>): void
    """
    BackgroundTask().schedule(cx.argument(0, JsFunction))
    return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("performAsyncTask", perform_async_task)
