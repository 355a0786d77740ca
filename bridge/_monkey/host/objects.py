"""Objects: their properties, and calls. JavaScript's thread."""
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .values import Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bridge.contract.kinds import Raw


class Objects(Values):
    """The part of the contract that is about objects."""

    # properties

    def get(self, target: Raw, key: Raw) -> Raw:
        return self.check(self.enter().get(target, key))

    def set(self, target: Raw, key: Raw, value: Raw) -> None:
        self.check(self.enter().set(target, key, value))

    def has(self, target: Raw, key: Raw) -> bool:
        return bool(self.check(self.enter().has(target, key)))

    def delete(self, target: Raw, key: Raw) -> bool:
        return bool(self.check(self.enter().delete(target, key)))

    def keys(self, target: Raw) -> list[str]:
        return cast("list[str]", self.plain(self.check(self.enter().keys(target))))

    def freeze(self, target: Raw) -> None:
        self.check(self.enter().freeze(target))

    def seal(self, target: Raw) -> None:
        self.check(self.enter().seal(target))

    def length(self, array: Raw) -> int:
        return int(self.enter().length(array))

    def strict_equals(self, one: Raw, other: Raw) -> bool:
        return bool(self.enter().strictEquals(one, other))

    def instance_of(self, value: Raw, constructor: Raw) -> bool:
        return bool(self.check(self.enter().instanceOf(value, constructor)))

    # calls

    def call(self, function: Raw, this: Raw, arguments: Sequence[Raw]) -> Raw:
        return self.check(self.enter().call(function, this, *arguments))

    def construct(self, function: Raw, arguments: Sequence[Raw]) -> Raw:
        return self.check(self.enter().construct(function, *arguments))

    def this(self, call: int) -> Raw:
        self.enter()
        return call // 2

    def is_construct(self, call: int) -> bool:
        self.enter()
        return call % 2 == 1
