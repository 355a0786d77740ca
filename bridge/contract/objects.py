"""Objects: what a host gives for their properties, to call functions, and to make those that call Python's."""
from __future__ import annotations

from .values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from bridge.exports.classes import ClassExport
    from bridge.exports.function import Export

    from .kinds import Raw


class Objects(Values):
    """One JavaScript environment, as far as it is about values and objects."""

    # properties

    def get(self, target: Raw, key: Raw) -> Raw:
        raise NotImplementedError

    def set(self, target: Raw, key: Raw, value: Raw) -> None:
        raise NotImplementedError

    def has(self, target: Raw, key: Raw) -> bool:
        """Do what `key in target` does."""
        raise NotImplementedError

    def delete(self, target: Raw, key: Raw) -> bool:
        """Do what `delete target[key]` does; whether it could be deleted."""
        raise NotImplementedError

    def keys(self, target: Raw) -> list[str]:
        """Do what `Object.keys(target)` does."""
        raise NotImplementedError

    def freeze(self, target: Raw) -> None:
        raise NotImplementedError

    def seal(self, target: Raw) -> None:
        raise NotImplementedError

    def length(self, array: Raw) -> int:
        raise NotImplementedError

    def strict_equals(self, one: Raw, other: Raw) -> bool:
        raise NotImplementedError

    def instance_of(self, value: Raw, constructor: Raw) -> bool:
        raise NotImplementedError

    def lend_memory(self, memory: memoryview) -> Raw:
        """Make an ArrayBuffer of Python's memory, kept while JavaScript has it; of what is read-only, of a copy."""
        return self.get(self.copy(memory), self.string("buffer"))

    # calls

    def call(self, function: Raw, this: Raw, arguments: list[Raw]) -> Raw:
        raise NotImplementedError

    def construct(self, function: Raw, arguments: list[Raw]) -> Raw:
        raise NotImplementedError

    def this(self, call: int) -> Raw:
        """Give the `this` of a FunctionContext's call, by the host's own number for it."""
        raise NotImplementedError

    def is_construct(self, call: int) -> bool:
        """Tell whether a FunctionContext's call was made with `new`."""
        raise NotImplementedError

    # functions and classes of Python's

    def function(self, callee: Callable[[Any], Any], name: str) -> Raw:
        """Make the JavaScript function that calls a Python one with a FunctionContext."""
        raise NotImplementedError

    def exported(self, export: Export) -> Raw:
        """Make the JavaScript function that calls an Export, by copy."""
        raise NotImplementedError

    def exported_class(self, export: ClassExport) -> Raw:
        """Make the JavaScript class of a ClassExport, or give the one that has been made of its type before."""
        raise NotImplementedError

    def put_constants(self, export: ClassExport, made: Raw) -> None:
        """Put those constants of a class that are plain values on its JavaScript class, once it is made."""
        import contextlib

        for name, value in export.constants():
            with contextlib.suppress(TypeError, ValueError):  # what does not cross is Python's own
                self.set(made, self.string(name), self.copy(value))
