"""Conversion: plain values become what is annotated, and what is returned becomes plain values."""
from __future__ import annotations

import array
import math
import time as clock
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag, IntEnum
from typing import Annotated, Any, Literal, NamedTuple, Optional, TypedDict, Union
from uuid import UUID

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from conftest import Host
from numpy.typing import NDArray

from bridge.values.convert import converter
from bridge.values.plain import to_plain
from bridge.wire import _wire

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NOON = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
ID = "12345678-1234-5678-1234-567812345678"


@dataclass
class Person:
    name: str
    age: int = 7
    photo: bytes = b""
    tags: list[str] = field(default_factory=list)


class Point(NamedTuple):
    x: int
    y: float


class Movie(TypedDict):
    title: str
    year: int


class Color(Enum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Mode(Flag):
    A = 1
    B = 2


class Renamed(msgspec.Struct, rename="camel", tag_field="kind", tag="r"):
    first_name: str


class Text(str):
    __slots__ = ()


class Pixels(NamedTuple):
    data: memoryview


@dataclass(frozen=True, slots=True)
class Slotted:
    x: int


Pair = namedtuple("Pair", ["left", "right"])  # noqa: PYI024 - people have these too


def memory(data: bytes = b"abc") -> memoryview:
    return memoryview(bytearray(data))


def convert(annotation: Any, value: Any) -> Any:
    made = converter(annotation)
    return value if made is None else made(value, "f", "n")


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (Any, [1, "a"], [1, "a"]),
        (object, None, None),
        (int, 2**70, 2**70),
        (int, -0.0, 0),
        (float, 3, 3.0),
        (float, 2.5, 2.5),
        (list[float], [3], [3.0]),
        (float | None, 3, 3.0),
        (str, "a", "a"),
        (bool, True, True),
        (None, None, None),
        (Optional[int], None, None),  # noqa: UP045 - what people still write
        (Union[int, str], "a", "a"),  # noqa: UP007
        (int | list[str], ["a"], ["a"]),
        (Literal["a", 5], 5, 5),
        (list, [1, "a"], [1, "a"]),
        (list[list[str]], [["a"], []], [["a"], []]),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (dict[int, str], {1: "a"}, {1: "a"}),
        (tuple[int, str], [1, "a"], (1, "a")),
        (tuple[int, ...], [1, 2, 3], (1, 2, 3)),
        (set[int], {1, 2}, {1, 2}),
        (set[int], [1, 2], {1, 2}),
        (frozenset[str], {"a"}, frozenset("a")),
        (Person, {"name": "Ada", "photo": memory(), "tags": ["a"]}, Person("Ada", 7, b"abc", ["a"])),
        (dict[str, list[Person]], {"all": [{"name": "Ada"}]}, {"all": [Person("Ada")]}),
        (Slotted, {"x": 1}, Slotted(1)),
        (Movie, {"title": "M", "year": 1931}, {"title": "M", "year": 1931}),
        (Point, [1, 2], Point(1, 2.0)),
        (Color, "red", Color.RED),
        (Level, 1, Level.LOW),
        (UUID, ID, UUID(ID)),
        (Decimal, "1.10", Decimal("1.10")),
        (Decimal, 3, Decimal(3)),
        (datetime, NOON, NOON),
        (datetime | None, NOON, NOON),
        (date, "2024-02-29", date(2024, 2, 29)),
        (time, "12:30:00", time(12, 30)),
        (timedelta, "PT1H", timedelta(hours=1)),
        (bytes, memory(), b"abc"),
        (bytes | None, memory(), b"abc"),
        (list[bytes], [memory()], [b"abc"]),
        (bytearray, memory(), bytearray(b"abc")),
        (memoryview, memory(), memory()),
        (list[memoryview], [memory()], [memory()]),
        (Pixels, [memory()], Pixels(memory())),
        (Renamed, {"kind": "r", "firstName": "Ada"}, Renamed("Ada")),
        (Annotated[int, msgspec.Meta(gt=3)], 4, 4),
    ],
)
def test_a_plain_value_becomes_what_is_annotated(annotation: Any, value: Any, expected: Any) -> None:
    got = convert(annotation, value)
    assert got == expected
    assert type(got) is type(expected)
    assert repr(got) == repr(expected) or isinstance(got, (memoryview, set, list, Pixels))


@pytest.mark.parametrize(
    "annotation", [np.ndarray, NDArray[np.int16], NDArray[Any], Optional[np.ndarray]]  # noqa: UP045
)
def test_memory_becomes_an_array_of_the_same_memory(annotation: Any) -> None:
    view = memory(b"\1\0\2\0").cast("h")
    for got in (convert(annotation, view), convert(list[annotation], [view])[0]):
        assert got.dtype == np.int16
        got[0] += 1
    assert view.tolist() == [3, 2]


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (int, "5", "f: n: expected int, got str"),
        (int, 1.5, "f: n: expected int, got float"),
        (int, True, "f: n: expected int, got bool"),
        (int, None, "f: n: expected int, got None"),
        (float, "5", "f: n: expected float, got str"),
        (float, True, "f: n: expected float, got bool"),
        (float, 10**400, "f: n: expected float, got an int that is too large"),
        (str, 5, "f: n: expected str, got int"),
        (bool, 0, "f: n: expected bool, got int"),
        (bytes, "a", "f: n: expected bytes, got str"),
        (bytearray, [1], "f: n: expected bytes, got array"),
        (memoryview, "a", "f: n: expected memoryview, got str"),
        (np.ndarray, [1], "f: n: expected ndarray, got list"),
        (NDArray[np.float64], memory(b"a"), "f: n: expected ndarray of float64, got ndarray of uint8"),
        (list[int], [1, "a"], "f: n[1]: expected int, got str"),
        (list[int], [1, 1.5], "f: n[1]: expected int, got float"),
        (dict[str, int], {"a": "b"}, "f: n[...]: expected int, got str"),
        (dict[int, int], {"a": 1}, "f: n: key: expected int, got str"),
        (tuple[int, str], [1], "f: n: expected array of length 2, got 1"),
        (list[Person], [{"name": "a"}, {"name": "b", "age": "c"}], "f: n[1].age: expected int, got str"),
        (Person, {}, "f: n: object missing required field name"),
        (Movie, {"title": 5, "year": 1}, "f: n.title: expected str, got int"),
        (Color, "blue", "f: n: invalid enum value 'blue'"),
        (Literal["a"], "b", "f: n: invalid enum value 'b'"),
        (UUID, "x", "f: n: invalid UUID"),
        (datetime, "2024-02-29", "f: n: expected datetime, got str"),
        (int | None, "a", "f: n: expected int | null, got str"),
        (Person, "\ud800", "f: n: expected well-formed text, got a lone surrogate"),
        (Person, {"name": "Ada", "\ud800": 1}, "f: n: expected well-formed text, got a lone surrogate"),
    ],
)
def test_an_error_names_the_function_the_argument_and_the_path(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        convert(annotation, value)
    assert str(caught.value) == message


def crossed(value: Any) -> Any:
    return _wire.read(*_wire.write(value, to_plain))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-0.0, -0.0),
        (Text("a"), "a"),
        (Level.LOW, 1),
        (Color.RED, "red"),
        (Mode.A | Mode.B, 3),
        ([Color.RED, Color.RED], ["red", "red"]),
        ({Color.RED: 1}, {"red": 1}),
        ({Text("a"): 1}, {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (OrderedDict([("b", 1), ("a", 2)]), {"b": 1, "a": 2}),
        (Pair(1, "a"), [1, "a"]),
        (Point(1, 2.5), [1, 2.5]),
        (Slotted(1), {"x": 1}),
        (Person("Ada", 3, b"", [Text("a")]), {"name": "Ada", "age": 3, "photo": b"", "tags": ["a"]}),
        (Renamed("Ada"), {"kind": "r", "firstName": "Ada"}),
        (UUID(ID), ID),
        (Decimal("1.10"), "1.10"),
        (date(2024, 2, 29), "2024-02-29"),
        (time(12, 30), "12:30:00"),
        (timedelta(hours=1), "PT3600S"),
        (NOON, NOON),
        (NOON.astimezone(timezone(timedelta(hours=3))), NOON),
        (pd.Timestamp(NOON), NOON),
        (np.int64(2**60), 2**60),
        (np.int8(-1), -1),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        *[(np.array("2024-02-29T12", f"M8[{unit}]")[()], NOON) for unit in ("h", "m", "s", "ms", "us", "ns")],
        *[(np.array("1970", f"M8[{unit}]")[()], EPOCH) for unit in ("Y", "M", "D")],
        *[(np.array(3600 * n, f"m8[{unit}]")[()], "PT3600S") for unit, n in (("s", 1), ("ms", 1000), ("ns", 10**9))],
        (np.timedelta64(1, "D"), "P1D"),
        (pd.Timedelta(hours=1), "PT3600S"),
        *[(missing, None) for missing in (pd.NA, pd.NaT, np.ma.masked, np.datetime64("NaT"), np.timedelta64("NaT"))],
        (np.array(["2024-02-29T12", "NaT"], "M8[ns]"), [NOON, None]),
        (np.array([["2024-02-29T12"]], "M8[h]"), [[NOON]]),
        (np.array(["2024-02-29T12"], "M8[h]")[0:1].reshape(()), NOON),
        (np.array([3600, "NaT"], "m8[s]"), ["PT3600S", None]),
        (np.ma.array([1.5, 2], mask=[False, True]), [1.5, None]),
        (np.ma.array([1, 2]), [1, 2]),
        (np.ma.array(["2024-02-29T12", "NaT", "1970"], "M8[ns]", mask=[False, False, True]), [NOON, None, None]),
        (np.array([(1, "2024-02-29T12")], [("n", "i4"), ("at", "M8[ns]")])[0], {"n": 1, "at": NOON}),
        (np.array(5), 5),
        ([np.int64(1), {"a": np.float32(1.5)}], [1, {"a": 1.5}]),
        ({1, 2}, {1, 2}),
        (frozenset({1}), {1}),
        ((1, (2,)), [1, [2]]),
    ],
)
def test_what_is_returned_crosses_as_a_plain_value(value: Any, expected: Any) -> None:
    got = crossed(value)
    assert got == expected
    assert type(got) is type(expected)
    assert str(got) == str(expected)


def test_a_datetime_without_a_timezone_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """As timestamp() has it: in the hour that daylight saving skips, and in the one that it repeats."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    try:
        for text in ("2024-02-29T12:00", "2024-03-31T02:30:00.999999", "2024-10-27T02:30", "1969-12-31T23:59:59.99"):
            for fold in (0, 1):
                naive = datetime.fromisoformat(text).replace(fold=fold)
                milliseconds = int(naive.replace(microsecond=0).timestamp()) * 1000 + naive.microsecond // 1000
                assert crossed(naive) == EPOCH + timedelta(milliseconds=milliseconds)
        assert crossed(pd.Timestamp("2024-02-29 12:00")) == NOON  # pandas' own timestamp() says so
    finally:
        monkeypatch.undo()
        clock.tzset()


def test_a_datetime_that_is_no_point_in_time_is_an_error() -> None:
    assert crossed(datetime.min.replace(tzinfo=timezone.utc)) == datetime.min.replace(tzinfo=timezone.utc)
    with pytest.raises(ValueError, match=r"^cannot copy 0001-01-01 00:00:00 to JavaScript: as a point in time, "):
        crossed(datetime.min)  # noqa: DTZ901
    with pytest.raises(ValueError, match=r"^cannot copy a datetime64 to JavaScript outside of the years 1 to 9999"):
        crossed([np.datetime64(10**15, "s")])


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: array.array("b", data), np.frombuffer])
def test_binary_data_is_not_copied(kind: Any) -> None:
    value = kind(b"ab" * 8)
    assert _wire.write([value], to_plain)[1][0] is value


def with_methods(name: str, *methods: str) -> Any:
    """Make an object of a class that is told by its methods."""
    return type(name, (), dict.fromkeys(methods, lambda _: None))()


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (object(), ""),
        (1j, ""),
        (np.complex64(1), ""),
        (np.longdouble(1.5), "float(...)"),
        (np.clongdouble(1), ""),
        (np.array(np.longdouble(1)), "float(...)"),
        (lambda: None, ""),
        (int, ""),
        (iter([]), "list(...)"),
        ((n for n in [1]), "list(...)"),
        (pd.DataFrame({"a": [1]}), '.to_dict("records")'),
        (pd.Series([1]), ".to_list()"),
        (pd.Index([1]), ".to_list()"),
        (pa.table({"a": [1]}), ".to_pylist()"),
        (pa.array([1]), ".to_pylist()"),
        (pa.scalar(1), ".as_py()"),
        (np.zeros(1, "complex128"), ""),
        (np.zeros(1, "float16"), '.astype("float32")'),
        (np.zeros(1, "longdouble"), '.astype("float64")'),
        (np.zeros(1, ">i4"), '.astype("int32")'),
        (np.array(["a"]), ".tolist()"),
        (np.array([None]), ".tolist()"),
        (with_methods("DataFrame", "to_dicts", "to_numpy"), ".to_dicts()"),  # as polars has it
        (with_methods("Series", "to_list"), ".to_list()"),
        (with_methods("Model", "model_dump", "dict"), ".model_dump()"),  # pydantic
        (with_methods("Image", "tobytes", "show"), ".tobytes()"),  # Pillow
        (np.zeros(1, "i4,f4"), ".tolist()"),
    ],
)
def test_what_has_no_counterpart_is_refused_with_what_to_write(value: Any, advice: str) -> None:
    with pytest.raises(TypeError, match=r"^cannot copy a .* to JavaScript") as caught:
        crossed([{"x": value}])
    assert str(caught.value).partition(" to JavaScript")[2] == f": write {advice}" * bool(advice)
    assert caught.value._place == "[0].x"  # type: ignore[attr-defined]


def test_a_time_without_a_length_is_refused() -> None:
    for span, name in ((np.timedelta64(1, "Y"), "years"), (np.timedelta64(1, "M"), "months")):
        with pytest.raises(TypeError, match=f"^cannot copy a timedelta64 of {name} to JavaScript"):
            crossed(span)


def test_an_object_that_gives_itself_again_is_refused() -> None:
    itself: Any = np.array(None, dtype=object)
    itself[()] = itself
    with pytest.raises(TypeError, match=r"^cannot copy a ndarray to JavaScript"):
        crossed(itself)


def test_numbers_of_numpys_and_subclasses_are_numbers_in_javascript(host: Host) -> None:
    host.module("""
        import numpy as np
        from enum import IntEnum
        class Level(IntEnum):
            LOW = 1
        @export
        def given(which: str):
            return {"int": np.int64(3), "float": np.float32(0.5), "bool": np.bool_(True), "text": np.str_("a"),
                    "scalar": np.array(5), "level": Level.LOW, "array": np.arange(2.0)}[which]
        @export
        def whole(n: int) -> str:
            return repr(n)
    """)
    assert host.lines("""
        const { given, whole } = require('./module');
        for (const which of ['int', 'float', 'bool', 'text', 'scalar', 'level', 'array']) console.log(given(which));
        console.log(whole(-0));
    """) == ["3", "0.5", "true", "a", "5", "1", "Float64Array(2) [ 0, 1 ]", "0"]


class _Color(Enum):
    RED = "red"
    ONE = True


@pytest.mark.parametrize(
    "value",
    [
        {math.nan: 1, float("nan"): 2, 3: 4},
        {None: 1, pd.NA: 2},
        {pd.NaT, None},
        {_Color.RED: 1, "red": 2, 3: 4},
        {_Color.ONE, True},
        {Decimal(1): 1, "1": 2},
        {date(2020, 1, 1), "2020-01-01"},
        [{"a": {np.float64("nan"), math.nan}}],
    ],
)
def test_keys_that_are_equal_in_javascript_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"whose (keys|elements) .* and .* are equal in JavaScript"):
        crossed(value)


def test_keys_that_are_equal_to_none_in_javascript_cross() -> None:
    for value in (
        {math.nan: 1, 2: 3},
        {_Color.ONE: 1, 1: 2},
        {_Color.RED, "green", None, 1.5},
        {(1, 2): 3, (1, 3): 4, b"a": 5},
        {EPOCH, NOON, frozenset([1]), date(2020, 1, 1)},
    ):
        _wire.write(value, to_plain)
