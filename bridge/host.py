"""Host: what joins one JavaScript engine to one Python. This is the whole of what a host has to give.

A raw value is the host's own name for a JavaScript value: only the host looks inside. Every method is called on
JavaScript's thread, and raises `RuntimeError` on any other; what JavaScript throws meanwhile comes out as `JsError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from .classes import ClassExport
    from .context import FunctionContext
    from .exported import Export
    from .tasks import Once

Raw: TypeAlias = Any
Kind = Literal[
    "undefined", "null", "boolean", "number", "string", "symbol", "bigint",
    "object", "function", "error", "promise", "external",
]  # fmt: skip


class Host:
    """One JavaScript environment, as the Contexts and handles of its thread know it."""

    # values out of Python

    def undefined(self) -> Raw:
        raise NotImplementedError

    def null(self) -> Raw:
        raise NotImplementedError

    def boolean(self, source: bool) -> Raw:
        raise NotImplementedError

    def number(self, source: float) -> Raw:
        raise NotImplementedError

    def string(self, source: str) -> Raw:
        raise NotImplementedError

    def object(self) -> Raw:
        """Make an object without properties."""
        raise NotImplementedError

    def error(self, kind: Literal["Error", "TypeError", "RangeError"], message: str) -> Raw:
        raise NotImplementedError

    def function(self, callee: Callable[[FunctionContext], Any], name: str) -> Raw:
        """Make the JavaScript function that calls a Python one with a FunctionContext."""
        raise NotImplementedError

    def exported(self, export: Export) -> Raw:
        """Make the JavaScript function that calls an Export, by copy."""
        raise NotImplementedError

    def exported_class(self, export: ClassExport) -> Raw:
        """Make the JavaScript class of a ClassExport."""
        raise NotImplementedError

    def copy(self, source: Any) -> Raw:
        """Make a copy of a plain Python value."""
        raise NotImplementedError

    # values into Python

    def kind(self, raw: Raw) -> Kind:
        """Name what a value is: as `typeof` does, but telling null, errors and promises from other objects."""
        raise NotImplementedError

    def to_bool(self, raw: Raw) -> bool:
        raise NotImplementedError

    def to_float(self, raw: Raw) -> float:
        raise NotImplementedError

    def to_str(self, raw: Raw) -> str:
        raise NotImplementedError

    def text(self, raw: Raw) -> str:
        """Give what `String(value)` says."""
        raise NotImplementedError

    def exception(self, raw: Raw) -> BaseException | None:
        """Give the Python exception that an Error stands for, if it came from Python."""
        raise NotImplementedError

    # objects

    def set(self, target: Raw, name: str, value: Raw) -> None:
        raise NotImplementedError

    # what outlives a call

    def hold(self, raw: Raw) -> Any:
        """Make a reference to a value; it lives until Python forgets it."""
        raise NotImplementedError

    def held(self, reference: Any) -> Raw:
        raise NotImplementedError

    # tasks

    def schedule(self, task: Once, callback: Raw) -> None:
        """Queue a Task that calls `callback(err, value)` when done."""
        raise NotImplementedError

    def promise(self, task: Once) -> Raw:
        """Queue a Task; the Promise of its value."""
        raise NotImplementedError
