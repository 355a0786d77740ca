"""Exported classes: JavaScript classes whose instances each stand for a Python object."""
from __future__ import annotations

from typing import TYPE_CHECKING

from bridge._monkey.crossing.about import put_about
from bridge.exports.function import SYNC, Export

if TYPE_CHECKING:
    from bridge._monkey.crossing.crossing import Crossing
    from bridge.contract.kinds import Raw
    from bridge.exports.classes import ClassExport, Member

_BY_COPY, _LATER, _BY_REFERENCE = range(3)


def make_class(environment: Crossing, export: ClassExport) -> Raw:
    """Make the class, but for its constants. JavaScript's thread."""
    js = environment.js
    constructor = (export.constructor, None, export.type.__name__) if export.by_reference else export.constructor
    name = environment.put_string(export.name)
    made = int(js.makeClass(environment.keep(constructor), name, export.by_reference))
    environment.classes[export.type] = int(js.hold(made))  # for as long as the environment
    for member in export.members:
        _add(environment, made, member, export)
    return made


def _add(environment: Crossing, made: Raw, member: Member, export: ClassExport) -> None:
    js = environment.js
    name = environment.put_string(member.name)
    if member.getter is not None:
        setter = -1 if member.setter is None else environment.keep(member.setter)
        js.accessor(made, name, environment.keep(member.getter), setter)
    elif isinstance(member.call, Export):
        member.call.prepare()  # which tells of some that they give an iterator
        how = _BY_COPY if member.call.kind == SYNC else _LATER
        about = put_about(environment, member.call)
        js.method(made, name, environment.keep(member.call), how, member.is_static, about)
    else:
        callee = (member.call, None if member.is_static else export.type, f"{export.name}.{member.name}")
        js.method(made, name, environment.keep(callee), _BY_REFERENCE, member.is_static, 0)
