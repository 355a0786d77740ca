"""One of each kind of export, for TypeScript to know."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypedDict, TypeVar
from uuid import UUID

import attrs
import msgspec
import numpy as np
from numpy.typing import NDArray

from bridge import (
    Callback,
    FunctionContext,
    JsFunction,
    JsNumber,
    JsUndefined,
    Latest,
    ModuleContext,
    export,
    export_constant,
    register_module,
    task,
)

T = TypeVar("T")
NOON = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


@dataclass
class Row:
    """One row of a table.

    Attributes:
        id: its number
        tags: what it is found by
    """

    id: int
    price: float
    tags: list[str] = field(default_factory=list)


@dataclass
class Point:
    x: float
    y: float


@dataclass
class Page(Generic[T]):
    items: list[T]
    next: str | None


@dataclass
class Tree:
    value: int
    children: list[Tree]
    parent: Tree | None


class Loose(TypedDict, total=False):
    data: bytes | str


class Pair(NamedTuple):
    n: int
    label: str = ""


class Color(Enum):
    """Of what a thing is painted in."""

    RED = "red"
    BLUE = "blue"


class Cat(msgspec.Struct, tag=True, rename="camel"):
    full_name: str
    lives: int = 9


class Dog(msgspec.Struct, tag=True):
    age: int


@attrs.define
class Stamp:
    at: datetime


@task
def fibonacci(n: int) -> str:
    """Compute a Fibonacci number.

    Args:
        n: which

    Returns:
        its digits

    Raises:
        ValueError: it is negative

    Example:
        await fibonacci(100)
    """
    if n < 0:
        raise ValueError("n: expected 0 or more")
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return str(a)


@task
def scale(rows: list[Row], factor: float = 2, *, round_to: int = 2, color: Color = Color.RED) -> list[Row]:
    """Scale the prices.

    Args:
        rows: what has them
        round_to: how many digits are left
    """
    return [Row(row.id, round(row.price * factor, round_to), [*row.tags, color.value]) for row in rows]


@export
async def later(seconds: float, **more: Any) -> Page[Row]:
    await asyncio.sleep(seconds)
    return Page([Row(len(more), 1.5)], None)


@task
def read(path: Path, *parts: str) -> Iterator[Row]:
    for index, name in enumerate((path.name, *parts)):
        yield Row(index, 0.5, [name])


@task
def mean() -> Generator[float, float, str]:
    total = 0.0
    for count in range(1, 4):
        total += yield total / count
    return "end"


@export
async def ticks(count: int) -> AsyncIterator[int]:
    for tick in range(count):
        yield tick


@task
def total(rows: Iterable[Row]) -> float:
    return sum(row.price for row in rows)


@task
def train(
    epochs: int, progress: Callback[[int, Point], None], ask: Callback[[str], list[str]] | None = None
) -> list[str]:
    for epoch in range(epochs):
        progress(epoch, Point(0, epoch))
    return list(ask("more")) if ask else []


@task
def copy(done: Latest[float]) -> None:
    done(1.0)


@export
def add(a: int, b: int = 1, *, negate: bool = False) -> int:
    """Add two numbers."""
    return -(a + b) if negate else a + b


@export
def tree(tree: Tree | None) -> Tree | None:
    return tree


@export
def paint(color: Color, way: Literal["slow", 1] | None = None) -> Color:
    return Color.RED if way else color


@export
def swap(pair: Pair, sizes: tuple[int, ...], both: tuple[str, Point]) -> tuple[Point, Pair]:
    return both[1], Pair(pair.n + sum(sizes), both[0])


@export
def count(words: Mapping[str, int], by_number: dict[int, str], seen: set[str]) -> dict[int, list[str]]:
    return {number: [text, *words, *seen] for number, text in by_number.items()}


@export
def describe(pet: Cat | Dog, loose: Loose, stamp: Stamp) -> tuple[Cat | Dog, Loose, Stamp]:
    return pet, loose, stamp


@export
def double(items: NDArray[np.float64], data: bytes, view: memoryview | None = None) -> NDArray[np.float64]:
    items *= 2 + len(data) + (view is not None)
    return items


@export
def convert(
    when: datetime, wait: timedelta, price: Decimal, key: UUID, path: Path
) -> tuple[datetime, timedelta, Decimal, UUID, bytes]:
    return when, wait, price, key, str(path).encode()


@export
def anything(value, on_step: Callable[[], None] | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    return value


@export
def fail() -> complex:
    return 1j


@export(name="delete")
def delete(function: str) -> None:
    assert function


@export
class Counter:
    """Counts."""

    step = 1

    def __init__(self, start: int = 0) -> None:
        """Begin at a number.

        Args:
            start: the number
        """
        self._total = start

    def add_up(self, by: int = 1) -> int:
        """Add to it."""
        self._total += by
        return self._total

    @task
    def later(self, by: int) -> int:
        return self._total + by

    async def soon(self) -> Counter:
        return self

    @property
    def total(self) -> int:
        """What it is at."""
        return self._total

    @total.setter
    def total(self, total: int) -> None:
        self._total = total

    @property
    def wait(self) -> timedelta:
        return timedelta(seconds=self._total)

    @wait.setter
    def wait(self, wait: timedelta) -> None:
        self._total = wait.seconds

    @property
    def is_even(self) -> bool:
        return self._total % 2 == 0

    @staticmethod
    def of(total: int) -> Counter:
        return Counter(total)


@export
def total_of(counters: list[Counter]) -> int:
    return sum(counter.total for counter in counters)


export_constant("version", "1.0")
LIMITS = {"most": 2**60, "sizes": [1, None], "row": Row(1, 0.5), "a-b": (True,), "zero": np.zeros((2, 2))}
export_constant("limits", LIMITS)


def perform(cx: FunctionContext) -> JsUndefined:
    """Call back with 17.

    TypeScript:
        (callback: Callback<number>): void
    """
    cx.argument(0, JsFunction).call(cx.undefined(), cx.null(), cx.number(17))
    return cx.undefined()


def count_arguments(cx: FunctionContext) -> JsNumber:
    return cx.number(cx.len())


class Box:
    def __init__(self, cx: FunctionContext) -> None:
        """Put something into it.

        TypeScript:
            (content: number)
        """
        self._content = str(cx.argument(0, JsFunction if cx.len() > 1 else JsNumber))

    def content(self, cx: FunctionContext) -> JsNumber:
        return cx.number(len(self._content))


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("perform", perform)
    m.export_function("countArguments", count_arguments)
    m.export_class("Box", Box)
    m.export_value("answer", m.number(42))
    place = m.empty_object()
    place["name"] = m.string("here")
    m.export_value("place", place)
