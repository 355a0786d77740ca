"""Classes: what a Module exports that makes objects. They stay in Python, and an `Instance` stands for each."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.exports.function import Export

from .functions import call_now, function_of
from .values import Instance, add_class, instance_of, out

if TYPE_CHECKING:
    from bridge.exports.classes import ClassExport, Member


def class_of(export: ClassExport) -> type[Instance]:
    """Give the class that a test has, whose constants are still to come."""
    constructor = export.constructor
    assert isinstance(constructor, Export)

    def construct(cls: type[Instance], *arguments: Any, **options: Any) -> Any:  # noqa: ARG001
        return call_now(constructor, arguments, options, instance_of)

    body: dict[str, Any] = {"__slots__": (), "__doc__": export.type.__doc__, "__new__": construct}
    body.update((member.name, _member(member)) for member in export.members)
    made = type(export.name, (Instance,), body)
    add_class(export.type, made)
    return made


def add_constants(export: ClassExport, made: type[Instance]) -> None:
    """Copy the class's constants."""
    for name, value in export.constants():
        setattr(made, name, out(value))


def _member(member: Member) -> Any:
    if isinstance(member.call, Export):
        function = function_of(member.call)
        return staticmethod(function) if member.is_static else function
    return property(_accessor(member.getter), _accessor(member.setter))


def _accessor(export: Export | None) -> Any:
    return export and (lambda instance, *value: call_now(export, (instance, *value), {}, out))
