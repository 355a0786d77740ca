"""Big Fibonacci numbers: `fibonacci(n, cb)` in the background, `fibonacciSync(n)` in the way of everything else."""
import sys

from bridge import (
    FunctionContext,
    JsFunction,
    JsNumber,
    JsString,
    JsUndefined,
    ModuleContext,
    Task,
    register_module,
)

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)  # the 100 000th has 20 899 digits; Python stops at 4 300 unless told


def compute(n: int) -> str:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return str(a)


class FibonacciTask(Task[str, JsString]):
    def __init__(self, n: int) -> None:
        self.n = n

    def perform(self) -> str:
        return compute(self.n)


def fibonacci(cx: FunctionContext) -> JsUndefined:
    """Compute it in the background.

    TypeScript:
        (n: number, callback: Callback<string>): void
    """
    n = int(cx.argument(0, JsNumber).value())
    FibonacciTask(n).schedule(cx.argument(1, JsFunction))
    return cx.undefined()


def fibonacci_sync(cx: FunctionContext) -> JsString:
    """Compute it, in the way of everything else.

    TypeScript:
        (n: number): string
    """
    return cx.string(compute(int(cx.argument(0, JsNumber).value())))


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("fibonacci", fibonacci)
    m.export_function("fibonacciSync", fibonacci_sync)
