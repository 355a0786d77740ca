"""What the benchmarks call: no-ops as Tasks and as a task function, and work that keeps a thread busy."""
import json
import time
from typing import Any

import numpy as np

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
    task,
)

ROWS = [{"id": i, "name": f"name {i}", "score": i / 3, "tags": ["one", "two"]} for i in range(10_000)]


class Default(Task[int, JsNumber]):
    def perform(self) -> int:
        return 17


class Overridden(Default):
    def complete(self, cx: TaskContext, result: Outcome[int]) -> JsNumber:
        return cx.number(result.unwrap())


class Burn(Task[int, JsNumber]):
    """Pure Python, all CPU, for `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def perform(self) -> int:
        until = time.perf_counter() + self.seconds
        count = 0
        while time.perf_counter() < until:
            count += 1
        return count


class Sleep(Burn):
    def perform(self) -> int:
        time.sleep(self.seconds)
        return 0


def schedule_default(cx: FunctionContext) -> JsUndefined:
    Default().schedule(cx.argument(0, JsFunction))
    return cx.undefined()


def schedule_overridden(cx: FunctionContext) -> JsUndefined:
    Overridden().schedule(cx.argument(0, JsFunction))
    return cx.undefined()


@task
def no_op(number: int) -> int:
    return number


@task
def take_array(data: memoryview) -> float:
    return float(np.asarray(data).sum())


@task
def make_array(mib: int) -> Any:
    return np.ones(mib * 2**17)


@task
def take_rows(rows: list[Any]) -> int:
    return sum(row["id"] for row in rows)


@task
def make_rows() -> list[Any]:
    return ROWS


@task
def take_json(text: str) -> int:
    return sum(row["id"] for row in json.loads(text))


@task
def make_json() -> str:
    return json.dumps(ROWS)


def burn(cx: FunctionContext) -> JsUndefined:
    Burn(cx.argument(0, JsNumber).value()).schedule(cx.argument(1, JsFunction))
    return cx.undefined()


def sleep(cx: FunctionContext) -> JsUndefined:
    Sleep(cx.argument(0, JsNumber).value()).schedule(cx.argument(1, JsFunction))
    return cx.undefined()


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("scheduleDefault", schedule_default)
    m.export_function("scheduleOverridden", schedule_overridden)
    m.export_function("burn", burn)
    m.export_function("sleep", sleep)
