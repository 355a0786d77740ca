"""What a Module exports: the decorators, and the list that they add to.

>>> @task
... def fibonacci(n: int) -> str: ...
"""

from __future__ import annotations

import threading

from bridge.exports.classes import ClassExport
from bridge.exports.function import ASYNC, SYNC, TASK, Export, camel_case
from bridge.exports.signature import is_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    F = TypeVar("F", bound=Callable[..., Any])
    C = TypeVar("C")

_exports: dict[str, dict[str, Any]] = {}
"""By Module: what it exports, by its name in JavaScript."""
_loading = threading.local()


class Loading:
    """A block in which what is exported, on this thread, is a Module's: gives these exports."""

    def __init__(self, module: str) -> None:
        self._names = _exports.setdefault(module, {})

    def __enter__(self) -> dict[str, Any]:
        self._outer, _loading.names = getattr(_loading, "names", None), self._names
        return self._names

    def __exit__(self, *_: object) -> None:
        _loading.names = self._outer


def forget(module: str) -> None:
    """Forget what a Module exports: its library is going to be read again."""
    _exports.pop(module, None)


def _register(name: str, value: Any) -> None:
    names = getattr(_loading, "names", None)
    if names is None:
        return  # imported as plain Python, by a test or by another process of multiprocessing
    if name in names:
        raise ValueError(f"{name} is exported twice")
    names[name] = value


def _export(function: F, name: str | None, kind: str) -> F:
    if not callable(function):
        raise TypeError(f"expected a function, got {type(function).__qualname__}")
    if _is_method(function):
        vars(function).update(__bridge_kind__=kind, __bridge_name__=name)  # its class is exported, and looks for these
        return function
    name = name or camel_case(function.__name__)
    _register(name, Export(function, name, kind))
    return function


def _is_method(function: Any) -> bool:
    """Tell a function of a class's body."""
    outer = function.__qualname__.rpartition(".")[0]
    return bool(outer) and not outer.endswith("<locals>")


if TYPE_CHECKING:
    @overload
    def task(function: F, /) -> F: ...
    @overload
    def task(*, name: str) -> Callable[[F], F]: ...
def task(function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
    """Export a function that performs on a background thread.

    JavaScript calls it with a callback, `fibonacci(100, (err, value) => {})`, or awaits it, `await fibonacci(100)`.
    Its name there is in camelCase, unless one is given.
    """
    if function is None:
        return lambda function: _export(function, name, TASK)
    if is_async(function):
        raise TypeError(f"{function.__name__} is async: export it with @export")
    return _export(function, name, TASK)


if TYPE_CHECKING:
    @overload
    def export(function: F, /) -> F: ...
    @overload
    def export(*, name: str) -> Callable[[F], F]: ...
def export(function: F | None = None, /, *, name: str | None = None) -> F | Callable[[F], F]:
    """Export a function that runs on JavaScript's thread, or an `async` one, which gives a Promise; or a class.

    An `async` function runs on an asyncio event loop that the bridge has on a thread of its own. Of a class, JavaScript
    sees the constructor and the public methods and properties; they run on JavaScript's thread, unless they are `async`
    or under `@task`. `@export(name="...")` and `@task(name="...")` name a method in JavaScript. Class attributes that
    are immutable plain values are constants of the class.
    """
    if function is None:
        return lambda function: _export_any(function, name)
    return _export_any(function, None)


def _export_any(value: F, name: str | None) -> F:
    if isinstance(value, type):
        _register(name or value.__name__, ClassExport(value, name or value.__name__))
        return value
    return _export(value, name, ASYNC if is_async(value) else SYNC)


def export_constant(name: str, value: C) -> C:
    """Export a copy of a value, made when JavaScript requires the Module."""
    _register(name, value)
    return value
