"""The module of the page on async tasks: `performAsyncTask(cb)`, and its twin that fails."""
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
    def perform(self) -> int:  # background thread
        return 17

    def complete(self, cx: TaskContext, result: Outcome[int]) -> JsNumber:  # JavaScript's thread
        return cx.number(result.unwrap())


class FailingTask(Task[int, JsNumber]):
    def perform(self) -> int:
        raise RuntimeError("I am a failing task")

    def complete(self, cx: TaskContext, result: Outcome[int]) -> JsNumber:
        return cx.number(result.unwrap())


def perform_async_task(cx: FunctionContext) -> JsUndefined:
    """Perform a Task in the background, and call back with 17.

    TypeScript:
        (callback: Callback<number>): void
    """
    BackgroundTask().schedule(cx.argument(0, JsFunction))
    return cx.undefined()


def perform_failing_task(cx: FunctionContext) -> JsUndefined:
    """Perform a Task that fails in the background, and call back with its error: a `RuntimeError`.

    TypeScript:
        (callback: (err: PythonError, value: undefined) => void): void
    """
    FailingTask().schedule(cx.argument(0, JsFunction))
    return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("performAsyncTask", perform_async_task)
    m.export_function("performFailingTask", perform_failing_task)
