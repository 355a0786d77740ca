"""ModuleContext: the Context in which a Module is loaded."""
from __future__ import annotations

from bridge.contexts.context import Context
from bridge.contract.scope import environment_of
from bridge.exports.classes import ClassExport
from bridge.handles.objects import JsObject
from bridge.handles.value import borrowed, lend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contexts.context import FunctionContext
    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Raw


class ModuleContext(Context):
    """The Context in which a Module is loaded: puts names on its exports."""

    def __init__(self, environment: Environment, exports: Raw) -> None:
        super().__init__(environment)
        self._exports = exports
        self._names: set[str] = set()

    def export_function(self, name: str, function: Callable[[FunctionContext], object]) -> None:
        """Export a Python function that takes a `FunctionContext`. It runs on JavaScript's thread.

        Raises:
            TypeError: if it cannot be called.
            ValueError: if the name is taken.
        """
        if not callable(function):
            raise TypeError(f"{name}: expected a function, got {type(function).__qualname__}")
        self._export(name, environment_of(self).function(function, name))

    def export_class(self, name: str, class_: type) -> None:
        """Export a Python class whose constructor and methods take a `FunctionContext`. Its properties cross by copy.

        Raises:
            TypeError: if it is no class.
            ValueError: if the name is taken.
        """
        if not isinstance(class_, type):
            raise TypeError(f"{name}: expected a class, got {type(class_).__qualname__}")
        self._export(name, environment_of(self).exported_class(ClassExport(class_, name, by_reference=True)))

    def export_value(self, name: str, value: object) -> None:
        """Export a value.

        Raises:
            ValueError: if the name is taken.
        """
        environment = environment_of(self)
        self._export(name, lend(environment, value))

    def exports_object(self) -> JsObject:
        """Borrow the object that JavaScript's `require` is going to give."""
        environment = environment_of(self)
        return borrowed(environment, self._exports, JsObject)

    def _export(self, name: str, raw: Raw) -> None:
        if name in self._names:
            raise ValueError(f"{name} is exported twice")
        self._names.add(name)
        self._environment.set(self._exports, self._environment.string(name), raw)
