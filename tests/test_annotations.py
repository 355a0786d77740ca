"""Annotations that msgspec does not know, and what JavaScript cannot say as Python does: -0, `undefined`, seconds."""
from __future__ import annotations

import math
import os
from collections.abc import Awaitable, Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import Enum, IntEnum
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, Any, Literal, NamedTuple, NewType, Optional, Protocol, TypedDict, Union
from uuid import UUID

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.values.convert import converter, fill

NOON = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


@dataclass
class Circle:
    radius: float


@dataclass
class Square:
    side: float
    color: str = "red"


@dataclass
class Node:
    """Has what msgspec does not know, and itself."""

    data: bytes | str
    nodes: list[Node] = field(default_factory=list)
    shape: Circle | Square | None = None
    wait: timedelta = timedelta(days=1)


class Loose(TypedDict, total=False):
    data: bytes | str
    count: int


class Pair(NamedTuple):
    n: int
    x: float


class Level(IntEnum):
    NONE = 0


class Choice(Enum):
    NONE = 0
    TEXT = "text"
    HALF = 0.5


class Cat(msgspec.Struct, tag=True):
    age: int = 7


class Dog(msgspec.Struct, tag=True):
    age: int


@dataclass
class Steps:
    on_step: Callable[[int], None]


@dataclass
class MaybeSteps:
    on_step: Callable[[int], None] | None = None


class Silent(Protocol):
    def nothing(self) -> None: ...


Text = NewType("Text", Union[bytes, str])  # type: ignore[valid-newtype]  # noqa: UP007


def memory(data: bytes = b"ab") -> memoryview:
    return memoryview(bytearray(data))


def convert(annotation: Any, value: Any) -> Any:
    made = converter(annotation)
    return value if made is None else made(value, "f", "n")


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (bytes | str, "abc", "abc"),
        (bytes | str, memory(), b"ab"),
        (Union[bytes, str, None], None, None),  # noqa: UP007
        (Optional[Union[str, bytes]], memory(), b"ab"),  # noqa: UP007, UP045
        (Annotated[bytes | str, "of a file"], "a", "a"),
        (Text, "a", "a"),
        (list[bytes | str], ["a", memory()], ["a", b"ab"]),
        (dict[str, list[bytes | str]], {"a": [memory()]}, {"a": [b"ab"]}),
        (tuple[int, bytes | str], [-0.0, "a"], (0, "a")),
        (str | datetime, NOON, NOON),
        (UUID | str, "a", "a"),
        (int | bytes | float, 3, 3),
        (float | bytes | int, 3, 3),
        (float | bytes, 3, 3.0),
        (Circle | Square, {"side": 1}, Square(1.0)),
        (Circle | Square, {"radius": 1, "side": 2, "color": "blue"}, Square(2.0, "blue")),
        (list[Circle | Square], [{"side": 1}, {"radius": 2}], [Square(1.0), Circle(2.0)]),
        (list[Circle] | list[Square], [{"side": 1}], [Square(1.0)]),
        (dict[str, int] | Circle, {"radius": 1}, Circle(1.0)),
        (dict[str, int] | Circle, {"a": 1}, {"a": 1}),
        (Callable[[int], None] | str, "a", "a"),
        (Optional[Callable[[int], None]], None, None),  # noqa: UP045
        (np.ndarray | list[float], [1, 2], [1.0, 2.0]),
        (Node, {"data": memory(), "wait": 1.5}, Node(b"ab", wait=timedelta(seconds=1.5))),
        (Node, {"data": "a", "nodes": [{"data": "b"}]}, Node("a", [Node("b")])),
        (list[Node], [{"data": "a", "shape": {"side": 1}}], [Node("a", shape=Square(1.0))]),
        (Loose, {"data": memory(), "count": -0.0}, {"data": b"ab", "count": 0}),
        (MaybeSteps, {}, MaybeSteps()),
        (Iterable[int], [1, 2], [1, 2]),
        (Iterable[int], {1}, [1]),
        (Iterable[int], memory(), [97, 98]),
        (list[Iterable[Circle | Square]], [[{"side": 1}]], [[Square(1.0)]]),
        (Iterable, ["a"], ["a"]),
        (Sequence[int], [1, -0.0], [1, 0]),
        (Mapping[str, Path], {"a": "b"}, {"a": Path("b")}),
        (Path, "a/b", Path("a/b")),
        (PurePosixPath | None, "a/b", PurePosixPath("a/b")),
        (Path | str, "a", Path("a")),
        (str | Path, "a", "a"),
        (os.PathLike[str], "a", Path("a")),
        (Hashable, 5, 5),
        (timedelta, 90, timedelta(seconds=90)),
        (timedelta, -0.5, timedelta(seconds=-0.5)),
        (timedelta | None, 1, timedelta(seconds=1)),
        (dict[str, timedelta], {"a": 1, "b": "PT1H"}, {"a": timedelta(seconds=1), "b": timedelta(hours=1)}),
        (timedelta | float, 1, 1.0),
        # -0 is an int where one is expected, and nowhere else
        (list[int], [-0.0, 1], [0, 1]),
        (list[list[int | None]], [[-0.0, None]], [[0, None]]),
        (set[int], [-0.0], {0}),
        (tuple[int, ...], [-0.0], (0,)),
        (tuple[int, float], [-0.0, -0.0], (0, -0.0)),
        (Pair, [-0.0, -0.0], Pair(0, -0.0)),
        (dict[int, int], {-0.0: -0.0}, {0: 0}),
        (dict[str, Any], {"a": -0.0}, {"a": -0.0}),
        (Literal[0, "a"], -0.0, 0),
        (list[Literal[0]], [-0.0], [0]),
        (Level, -0.0, Level.NONE),
        (list[Choice], [-0.0, "text", 0.5], [Choice.NONE, Choice.TEXT, Choice.HALF]),
        (Literal[True, "auto"], True, True),
        (Literal[Choice.TEXT, 5], "text", Choice.TEXT),
        (int | str, -0.0, 0),
        (int | float, -0.0, -0.0),
        (int | bytes | str, -0.0, 0),
        (Cat | Dog, {"type": "Dog", "age": -0.0}, Dog(0)),
        (Annotated[int, msgspec.Meta(ge=0)], -0.0, 0),
    ],
)
def test_a_plain_value_becomes_what_is_annotated(annotation: Any, value: Any, expected: Any) -> None:
    got = convert(annotation, value)
    assert got == expected
    assert repr(got) == repr(expected)  # 0 equals -0.0


def test_memory_is_an_array_where_that_is_one_of_what_is_annotated() -> None:
    for annotation in (np.ndarray | list[float], list[float] | np.ndarray, np.ndarray | bytes | None):
        assert convert(annotation, memory()).tolist() == [97, 98]


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (bytes | str, 5, "f: n: expected bytes | str, got int"),
        (list[bytes | str | None], ["a", 5], "f: n[1]: expected bytes | str | None, got int"),
        (Circle | Square, 5, "f: n: expected Circle | Square, got int"),
        (
            Circle | Square,
            {"side": "a"},
            (
                "f: n: expected Circle | Square, got dict (Square.side: expected float, got str; "
                "Circle: object missing required field radius)"
            ),
        ),
        (
            np.ndarray | list[float],
            ["a"],
            "f: n: expected ndarray | list[float], got list (list[float][0]: expected float, got str)",
        ),
        (Node, {"data": "a", "nodes": [{"data": 5}]}, "f: n.nodes[0].data: expected bytes | str, got int"),
        (Node, {}, "f: n: object missing required field data"),
        (list[Node], [5], "f: n[0]: expected object, got int"),
        (Iterable[int], "abc", "f: n: expected array, got str"),
        (Iterable[int], ["a"], "f: n[0]: expected int, got str"),
        (Path, 5, "f: n: expected Path, got int"),
        (dict[str, Path], {"a": 5}, "f: n[...]: expected Path, got int"),
        (list[np.ndarray], [1], "f: n[0]: expected ndarray, got int"),
        (timedelta, float("nan"), "f: n: expected duration, got float"),
        (timedelta, 1e300, "f: n: expected duration, got float"),
        (list[Choice], [False], "f: n[0]: invalid enum value False"),
        (Literal[Choice.TEXT, 5], 6, "f: n: invalid enum value 6"),
        (timedelta, True, "f: n: expected duration, got bool"),
        (list[int], [-0.0, 0.5], "f: n[1]: expected int, got float"),
        (MaybeSteps, {"on_step": 5}, "f: n.on_step: expected Callable[[int], None], got int"),
    ],
)
def test_an_error_tells_what_was_expected_of_each(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        convert(annotation, value)
    assert str(caught.value) == message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("annotation", "what"),
    [
        (Callable[[int], None], "Callable"),
        (Callable, "Callable"),
        (list[Callable[[int], None]], "Callable"),
        (Steps, "Callable"),
        (dict[str, Steps], "Callable"),
        (Callable[[int], None] | Iterator[int] | complex, "Callable"),
        (Iterator[int], "Iterator"),
        (Generator[int, None, None], "Generator"),
        (Awaitable[int], "Awaitable"),
        (type[int], "type"),
        (complex, "complex"),
        (IO[str], "IO"),
        (Silent, "Silent"),
    ],
)
def test_what_no_value_can_be_is_refused_at_once(annotation: Any, what: str) -> None:
    with pytest.raises(TypeError, match=f"no {what}.* can come from JavaScript by copy"):
        converter(annotation)


@dataclass
class Scaled:
    width: int | None
    scale: float = 0.5
    tags: list[str] = field(default_factory=list)
    inner: Scaled | None = None


class Keys(TypedDict, total=False):
    width: int


def filled(annotation: Any, value: Any) -> Any:
    """Convert a value in which every property that is None is `undefined`."""
    gaps: set[tuple[int, str]] = set()

    def find(each: Any) -> None:
        if isinstance(each, dict):
            gaps.update((id(each), name) for name, item in each.items() if item is None)
        for item in each.values() if isinstance(each, dict) else each if isinstance(each, list) else ():
            find(item)

    find(value)
    made = converter(annotation)
    return convert(annotation, fill(made, value, gaps))


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (Scaled, {"width": None, "scale": None, "tags": None}, Scaled(None)),
        (Scaled, {"width": 1, "unknown": None}, Scaled(1)),
        (list[Scaled], [{"width": 1, "inner": {"width": 2, "scale": None}}], [Scaled(1, inner=Scaled(2))]),
        (dict[str, Scaled | None], {"a": {"width": 1, "tags": None}, "b": None}, {"a": Scaled(1), "b": None}),
        (tuple[Scaled, int], [{"width": 1, "scale": None}, -0.0], (Scaled(1), 0)),
        (Keys, {"width": None}, {}),
        (Cat | Dog, {"type": "Cat", "age": None}, Cat()),
        (Node, {"data": "a", "nodes": None, "wait": None}, Node("a")),
        (list[Node], [{"data": "a", "nodes": [{"data": "b", "shape": None}]}], [Node("a", [Node("b")])]),
        (Circle | Square, {"side": 1, "color": None, "radius": None}, Square(1.0)),
        (dict[str, Any], {"a": None}, {"a": None}),
        (dict[str, int | None], {"a": None}, {"a": None}),
        (Any, {"a": None}, {"a": None}),
    ],
)
def test_what_is_undefined_is_its_default_where_there_is_one(annotation: Any, value: Any, expected: Any) -> None:
    assert filled(annotation, value) == expected


@given(st.one_of(st.integers(-(2**53), 2**53), st.floats()), st.sampled_from([int, float, int | None, int | float]))
@settings(max_examples=300)
def test_numbers_keep_their_value_and_sign(number: float, annotation: Any) -> None:
    """As an item as alone: a whole float is no int, but -0 is; a float stays what it is, its sign included."""
    is_zero = number == 0
    if annotation in (int, int | None) and isinstance(number, float) and not is_zero:
        with pytest.raises(TypeError):
            convert(list[annotation], [number])
        return
    (got,) = convert(list[annotation], [number])
    assert got == number or (math.isnan(got) and math.isnan(number))
    assert repr(got) == repr(convert(annotation, number))
    if isinstance(number, float) and annotation in (float, int | float):
        assert math.copysign(1, got) == math.copysign(1, number)
