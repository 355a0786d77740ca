"""Decorators: what an author says of what a Module exports.

>>> @task
... def fibonacci(n: int) -> str: ...
"""

from __future__ import annotations

from bridge.exports.classes import ClassExport
from bridge.exports.function import ASYNC_KINDS, STREAM, SYNC, TASK, Export, camel_case
from bridge.exports.options import RAISE, Options
from bridge.exports.signature import GENERATOR, gives

from .registry import loading, module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, TypeVar, overload

    from bridge.pool._pool import Pool

    from .context import ModuleContext

    F = TypeVar("F", bound=Callable[..., Any])
    Main = TypeVar("Main", bound=Callable[[ModuleContext], None])
    C = TypeVar("C")


def _register(name: str, value: Any) -> None:
    module = loading()
    if module is not None:
        module.export(name, value)


def _export(function: F, name: str | None, kind: str, options: Options) -> F:
    if not (callable(function) and hasattr(function, "__qualname__")):  # what is only called as one has no annotations
        raise TypeError(f"expected a function, got {type(function).__qualname__}")
    if _is_method(function):  # its class is exported, and looks for these
        vars(function).update(__bridge_kind__=kind, __bridge_name__=name, __bridge_options__=options)
        return function
    name = name or camel_case(function.__name__)
    _register(name, Export(function, name, kind, options=options))
    return function


def _is_method(function: Any) -> bool:
    """Tell a function of a class's body."""
    outer = function.__qualname__.rpartition(".")[0]
    return bool(outer) and not outer.endswith("<locals>")


if TYPE_CHECKING:
    @overload
    def task(function: F, /) -> F: ...
    @overload
    def task(
        *,
        name: str | None = None,
        timeout: float | None = None,
        cancel: Literal["raise", "ask"] = "raise",
        pool: Pool | None = None,
        window: int | None = None,
    ) -> Callable[[F], F]: ...
def task(  # noqa: PLR0913 - they are options
    function: F | None = None,
    /,
    *,
    name: str | None = None,
    timeout: float | None = None,
    cancel: str = RAISE,
    pool: Pool | None = None,
    window: int | None = None,
) -> F | Callable[[F], F]:
    """Export a function that performs on a background thread.

    JavaScript calls it with a callback, `fibonacci(100, (err, value) => {})`, or awaits it, `await fibonacci(100)`.
    Its name there is in camelCase, unless one is given.

    A call that has not ended `timeout` seconds after it was made fails with a `TimeoutError`. Python that is to stop,
    for that or because JavaScript has aborted the call's signal, has `Cancelled` raised in it; with `cancel="ask"` it
    is left to ask, by `check_cancelled()` or `cancelled()`. `pool` performs it in place of the main Pool.

    A generator function, or one annotated to give an `Iterator` or a `Generator`, gives JavaScript an async iterator.
    It runs ahead of its reader by `window` items (256), and half as many are read ahead of iterables in arguments.

    Raises:
        TypeError, ValueError: says what was expected of an option, and what came.
    """
    options = Options(timeout, cancel, pool, window)
    if function is None:
        return lambda function: _export_task(function, name, options)
    return _export_task(function, name, options)


def _export_task(function: F, name: str | None, options: Options) -> F:
    given = gives(function)
    if given in ASYNC_KINDS:
        raise TypeError(f"{function.__name__} is async: export it with @export")
    return _export(function, name, STREAM if given == GENERATOR else TASK, options)


if TYPE_CHECKING:
    @overload
    def export(function: F, /) -> F: ...
    @overload
    def export(
        *, name: str | None = None, timeout: float | None = None, window: int | None = None
    ) -> Callable[[F], F]: ...
def export(
    function: F | None = None,
    /,
    *,
    name: str | None = None,
    timeout: float | None = None,
    window: int | None = None,
) -> F | Callable[[F], F]:
    """Export a function that runs on JavaScript's thread, or an `async` one, which gives a Promise; or a class.

    An `async` function runs on an asyncio event loop that the bridge has on a thread of its own. It may have a
    `timeout` in seconds, after which it is cancelled. An `async` generator function is an async iterator in JavaScript,
    and has a `window`, as under `@task`. Of a class, JavaScript sees the constructor and the public
    methods and properties; they run on JavaScript's thread, unless they are `async` or under `@task`.
    `@export(name="...")` and `@task(name="...")` name a method in JavaScript. Class attributes that are immutable plain
    values are constants of the class.

    Raises:
        TypeError, ValueError: says what was expected of an option, and what came.
    """
    options = Options(timeout, window=window)
    if function is None:
        return lambda function: _export_any(function, name, options)
    return _export_any(function, None, options)


def _export_any(value: F, name: str | None, options: Options) -> F:
    given = gives(value)
    if given == GENERATOR:
        raise TypeError(f"{value.__name__} is a generator function: export it with @task")
    kind = ASYNC_KINDS.get(given, SYNC)
    if options.timeout_ms and kind == SYNC:
        raise TypeError(f"timeout: expected an async function, or one under @task, got {value!r}")
    if isinstance(value, type):
        _register(name or value.__name__, ClassExport(value, name or value.__name__))
        return value
    return _export(value, name, kind, options)


def export_constant(name: str, value: C) -> C:
    """Export a copy of a value, made when JavaScript requires the Module."""
    _register(name, value)
    return value


def register_module(main: Main) -> Main:
    """Have `main` put a Module's exports in place: it is called with a `ModuleContext` when the folder is required.

    Raises:
        TypeError: if it cannot be called.
        ValueError: if the Module has one already.
    """
    if not callable(main):
        raise TypeError(f"register_module: expected a function, got {type(main).__qualname__}")
    record = loading() or module(main.__module__)
    if record.main not in (None, main):
        raise ValueError(f"register_module: {record.main.__qualname__} is registered already")
    record.main = main
    return main
