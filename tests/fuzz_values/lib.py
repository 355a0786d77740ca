"""The Python of fuzz.js: takes whatever comes, and gives whatever it can think of."""
from __future__ import annotations

import mmap
import random
import tempfile
from array import array
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from bridge import export, task

if TYPE_CHECKING:
    from collections.abc import Callable

kept: deque[Any] = deque(maxlen=40)
"""Values of JavaScript's that Python holds on to for a while."""


@export
class Point:
    """An exported class; some of its members raise."""

    def __init__(self, x: Any = 0) -> None:
        self.x = x

    def add(self, other: Any) -> Any:
        touch(other)
        return [self, other]

    @property
    def then(self) -> Any:
        if self.x == "unthenable":
            raise RuntimeError(self.x)
        return None


@dataclass
class Record:
    """What goes to JavaScript as columns, where there are many."""

    name: str
    number: float
    data: Any = None


def touch(value: Any) -> None:
    """Look at all of a value, each part once, and write to its memory where that can be written to."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen[id(each)] = each
        if isinstance(each, memoryview):
            if each.nbytes and not each.readonly:
                each[0] = each[-1]
            bytes(each)
        elif isinstance(each, dict):
            waiting.extend([*each.keys(), *each.values()])
        elif isinstance(each, (list, set)):
            waiting.extend(each)


@task
def take(value: Any) -> str:
    touch(value)
    kept.append(value)
    return type(value).__name__


@task
def echo(value: Any) -> Any:
    touch(value)
    return value


@task
def give(seed: int) -> Any:
    return Maker(seed).value()


@task
def fail(value: Any) -> None:
    error = ValueError("failed") if not isinstance(value, BaseException) else value
    raise RuntimeError("after") from error


export(name="takeNow")(take)
export(name="echoNow")(echo)
export(name="giveNow")(give)
export(name="failNow")(fail)


@export
async def take_async(value: Any) -> str:
    return take(value)


@export
async def echo_async(value: Any) -> Any:
    return echo(value)


@export
async def give_async(seed: int) -> Any:
    return give(seed)


SHARED = bytearray(64)
SCALARS: list[Callable[[], Any]] = [
    lambda: None, lambda: True, lambda: -0.0, lambda: 2**53, lambda: -(2**200), lambda: float("nan"), lambda: "text",
    lambda: "\ud800 \U0001f600", lambda: "\u0100" * 40, lambda: 1 + 2j, object, lambda: Decimal("1.5"),
    lambda: datetime.now(timezone.utc), lambda: int, lambda: print, lambda: range(3), lambda: ValueError("given"),
    lambda: np.float32(1.5), lambda: np.int64(-3), lambda: np.bool_(True), lambda: np.str_("s"), lambda: np.uint8(7),
    lambda: np.float16(1.5), lambda: np.datetime64("2020-01-01"), lambda: Point("unthenable"), lambda: Point(1),
]  # fmt: skip
MEMORY: list[Callable[[], Any]] = [
    lambda: b"", lambda: b"A", lambda: b"constant", lambda: bytes(bytearray(b"temporary")), lambda: SHARED,
    lambda: memoryview(SHARED)[3:9], lambda: memoryview(SHARED)[::2], lambda: memoryview(SHARED).toreadonly(),
    lambda: array("d", [1, 2, 3]), lambda: array("u", "ab"), lambda: np.arange(9.0), lambda: np.arange(9)[::3],
    lambda: np.frombuffer(b"read-only memory"), lambda: np.zeros((2, 3), "int16").T, lambda: np.zeros(0),
    lambda: np.frombuffer(bytes(9), "uint16", 2, 3), lambda: np.zeros(2, "complex64"), lambda: np.array([None]),
    lambda: mapped(0), lambda: np.zeros(3, ">i4"), lambda: np.array(5), lambda: memoryview(b"abc")[::-1],
]  # fmt: skip


def mapped(length: int) -> mmap.mmap:
    with tempfile.TemporaryFile() as file:
        file.write(bytes(4096))
        file.flush()
        return mmap.mmap(file.fileno(), length, prot=mmap.PROT_READ)


class Maker:
    """Makes one value, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same values every time
        self.made: list[Any] = []

    def value(self, depth: int = 0) -> Any:
        kind = self.random.randrange(12 if depth < 4 else 5)
        if kind < 3:
            return self.random.choice(SCALARS)()
        if kind < 5:
            return self.random.choice(MEMORY)()
        if kind == 5 and self.made:
            return self.random.choice(self.made)  # again, or a cycle
        if kind == 6:
            return self.records()
        if kind == 7 and depth == 0:
            return self.nested()
        return self.container(depth)

    def container(self, depth: int) -> Any:
        count = self.random.randrange(5)
        if self.random.random() < 0.5:
            items: list[Any] = []
            self.made.append(items)
            items.extend(self.value(depth + 1) for _ in range(count))
            return items
        named: dict[Any, Any] = {}
        self.made.append(named)
        for index in range(count):
            named[self.random.choice(["name", f"key{index}", index, "then", "__proto__"])] = self.value(depth + 1)
        return named

    def records(self) -> list[Any]:
        data = self.value(4)
        return [Record(f"n{index}", index / 2, data) for index in range(self.random.choice([3, 40]))]

    def nested(self) -> Any:
        value: Any = self.value(4)
        for _ in range(self.random.choice([30, 500, 3000])):
            value = [value]
        return value
