"""The wire in plain Python: what is written reads the same, here, in V8 and in v8serialize; damage is refused."""
from __future__ import annotations

import array
import base64
import gc
import json
import math
import random
import subprocess
import sys
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, ClassVar

import pytest
import v8serialize
from conftest import ROOT, Host
from fuzz_wire import REFUSALS, damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from v8serialize.jstypes import JSArray, JSBigInt, JSMap, JSObject, JSSet
from wire_samples import BUFFERS, SAMPLES, double

from bridge.values.plain import to_plain
from bridge.wire import _wire

SAFE = 2**53 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
HEAD = b"\xff\x0d"
DEEP = 100_000
ERRORS: dict[str, type[Exception]] = {
    "TypeError": TypeError,
    "RangeError": ValueError,
    "SyntaxError": SyntaxError,
    "ReferenceError": NameError,
}


def often(count: int) -> Callable[[Any], Any]:
    return settings(max_examples=count, deadline=None, database=None, derandomize=True)


def written(value: Any) -> bytes:
    data, beside = _wire.write(value)
    assert beside == []
    assert isinstance(data, bytes)
    return data


def joined(text: str) -> str:
    """In UTF-16 two surrogates that meet are a pair."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def crossed(value: Any) -> Any:
    return _wire.read(*_wire.write(value))


def same(left: Any, right: Any, pairs: dict[int, Any] | None = None) -> bool:
    """Whether `right` is what the type table makes of `left`: of the same shape, with the same sharing and order."""
    pairs = {} if pairs is None else pairs
    if isinstance(left, float):
        if left.is_integer() and abs(left) <= SAFE and (left != 0 or math.copysign(1, left) > 0):
            return type(right) is int and left == right
        return type(right) is float and repr(left) == repr(right)  # tells -0.0, and knows nan
    if isinstance(left, str):
        return type(right) is str and joined(left) == right
    if not isinstance(left, (list, tuple, dict, set, datetime)):
        return type(left) is type(right) and bool(left == right)
    if id(left) in pairs and left != ():  # Python has one empty tuple
        return pairs[id(left)] is right
    pairs[id(left)] = right
    if isinstance(left, (list, tuple)):
        return type(right) is list and len(left) == len(right) and all(map(same, left, right, [pairs] * len(left)))
    if isinstance(left, dict):
        return type(right) is dict and len(left) == len(right) and all(
            same(key, name, pairs) and same(item, other, pairs)
            for (key, item), (name, other) in zip(left.items(), right.items(), strict=True)
        )
    return type(left) is type(right) and left == right


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.text(st.characters())
    | st.integers(-62135596800000, 253402300799999).map(lambda number: EPOCH + timedelta(milliseconds=number))
)
keys = st.sampled_from(["", "a", "7", "-0", "4294967294", "__proto__", "é", "中", "\ud800", "😀"]) | st.text(max_size=4)
hashable = st.text(max_size=3) | st.integers().filter(lambda number: number not in {0, 1})
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(keys, inner, max_size=4)
    | st.dictionaries(hashable, inner, max_size=4)
    | st.sets(hashable, max_size=4),
    max_leaves=12,
)


@often(2000)
@given(
    st.integers(-(2**31) - 9, 2**31 + 9)
    | st.integers(SAFE - 9, SAFE + 9).flatmap(lambda n: st.sampled_from([n, -n]))
    | st.integers(2**64 - 9, 2**64 + 9).flatmap(lambda n: st.sampled_from([n, -n]))
    | st.integers(-(2**3000), 2**3000)
)
def test_an_int_of_any_size_crosses(number: int) -> None:
    data = written(number)
    assert same(number, _wire.read(data))
    assert (data[2:3] == b"Z") == (abs(number) > SAFE)


@often(1500)
@given(st.floats() | st.integers(-(2**60), 2**60).map(float))
def test_a_float_crosses_as_an_int_only_where_it_is_a_safe_integer(number: float) -> None:
    assert same(number, crossed(number))


@often(1500)
@given(st.text(st.characters()) | st.text("\ud800\udc00a😀中", max_size=40) | st.text("é\xffa", min_size=100))
def test_every_string_crosses_and_two_byte_ones_lie_even(text: str) -> None:
    data = written(text)
    assert _wire.read(data) == joined(text)
    if data[2:].lstrip(b"\0")[:1] == b"c":
        size = len(text.encode("utf-16-le", "surrogatepass"))
        assert (len(data) - size) % 2 == 0


@often(2000)
@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_a_datetime_crosses_to_the_millisecond(when: datetime) -> None:
    try:
        expected = when.astimezone(timezone.utc)
    except OverflowError:
        return
    expected -= timedelta(microseconds=expected.microsecond % 1000)
    got = crossed(when)
    assert got == expected
    assert got.tzinfo is timezone.utc


@often(2000)
@given(values)
def test_nested_values_cross(value: Any) -> None:
    assert same(value, crossed(value))


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    """Lists and dicts that hold each other, round in circles too."""
    nodes: list[Any] = [draw(st.sampled_from([list, dict]))() for _ in range(draw(st.integers(1, 6)))]
    for node in nodes:
        for other in draw(st.lists(st.sampled_from(nodes), max_size=4)):
            if isinstance(node, list):
                node.append(other)
            else:
                node[str(len(node))] = other
    return nodes[0]


@often(2000)
@given(graphs())
def test_cycles_and_shared_references_stay(value: Any) -> None:
    assert same(value, crossed(value))


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: array.array("h", data)])
def test_binary_data_stays_beside_the_bytes(kind: Callable[[bytes], Any]) -> None:
    buffer = kind(b"abcdef")
    data, beside = _wire.write({"a": buffer, "b": [buffer, b"other"]})
    assert beside[0] is buffer
    assert beside[1:] == [b"other"]
    assert b"abcdef" not in data
    got = _wire.read(data, beside)
    assert got["a"] is buffer
    assert got["b"] == [buffer, b"other"]


def test_an_exception_stays_beside_the_bytes() -> None:
    error = ValueError("no")
    data, beside = _wire.write([error, error])
    assert beside == [error]
    assert _wire.read(data, beside) == [error, error]


def test_a_str_of_a_subclass_is_a_name_all_the_same() -> None:
    class Color(str, Enum):
        RED = "red"

    data, _ = _wire.write({Color.RED: 1}, to_plain)
    assert data[2:3] == b"o"
    assert _wire.read(data) == {"red": 1}


def test_what_fallback_makes_is_shared_as_its_source_was() -> None:
    @dataclass
    class Node:
        next: Any = None

    node = Node()
    node.next = [node, node]
    got = _wire.read(*_wire.write(node, to_plain))
    assert got["next"][0] is got
    assert got["next"][1] is got


def test_what_is_held_by_the_value_alone_is_shared_where_it_is_held_twice() -> None:
    """What one container holds and nothing else is not remembered; it has its number all the same."""
    value: Any = [[], {"a": []}, ([],), *([[]] * 2), *([{"b": [7]}] * 2), *([([8],)] * 2)]
    value += [value[3], value[1]["a"], {"c": value[1]}]
    assert same(value, crossed(value))


def test_what_fallback_gives_twice_is_one_object() -> None:
    class Looked:
        up: ClassVar[dict[str, Any]] = {"list": [[]]}

    got = _wire.read(*_wire.write([Looked(), Looked()], lambda value: value.up["list"]))
    assert got[0] == [[]]
    assert got[0] is got[1]


def test_an_address_used_again_is_no_reference() -> None:
    class Fresh:
        def __init__(self, number: int) -> None:
            self.number = number

    def plain(value: Any) -> Any:
        items.append(items[0])
        items[0] = None
        items.pop()
        return [value.number]

    items: list[Any] = [Fresh(number) for number in range(200)]
    assert _wire.read(*_wire.write(items, plain)) == [[number] for number in range(200)]


def comparable(value: Any) -> Any:
    """What v8serialize reads, as plain Python values whose order of names does not count."""
    if isinstance(value, JSArray):
        return [comparable(item) for item in value.array]
    if isinstance(value, JSObject):
        return {str(key): comparable(item) for key, item in value.items()}
    if isinstance(value, JSMap):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, JSSet):
        return set(value)
    return int(value) if isinstance(value, JSBigInt) else value


common = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**90), 2**90) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@often(1500)
@given(common)
def test_v8serialize_reads_what_is_written(value: Any) -> None:
    assert comparable(v8serialize.loads(written(value))) == value


@often(1500)
@given(common)
def test_what_v8serialize_writes_is_read(value: Any) -> None:
    assert _wire.read(bytes(v8serialize.dumps(value))) == value


def is_described(value: Any, description: list[Any], seen: list[Any]) -> bool:
    """Whether a value is what tests/wire_values.js says it is."""
    kind, *rest = description
    if kind in {"none", "bool"}:
        return value is (rest[0] if rest else None)
    if kind == "number":
        return same(float(rest[0]), value)
    if kind in {"bigint", "string"}:
        return same(int(rest[0]) if kind == "bigint" else rest[0], value)
    if kind == "again":
        return seen[rest[0]] is value
    seen.append(value)
    if kind == "date":
        return same(EPOCH + timedelta(milliseconds=rest[0]), value)
    if kind == "memory":
        view = memoryview(value)
        return view.format == rest[0] and view.tobytes() == base64.b64decode(rest[1])
    if kind in {"list", "dict"}:
        return is_described_table(value, kind, rest[0], seen)
    if kind == "set":
        return is_described_set(value, rest[0], seen)
    return is_described_error(value, rest, seen)


def is_described_table(value: Any, kind: str, descriptions: list[Any], seen: list[Any]) -> bool:
    if type(value).__name__ != kind or len(value) != len(descriptions):
        return False
    if kind == "list":
        return all(is_described(item, each, seen) for item, each in zip(value, descriptions, strict=True))
    return all(
        is_described(key, each, seen) and is_described(item, other, seen)
        for (key, item), (each, other) in zip(value.items(), descriptions, strict=True)
    )


def is_described_set(value: Any, descriptions: list[Any], seen: list[Any]) -> bool:
    if type(value) is not set or len(value) != len(descriptions):
        return False
    left = set(value)
    for each in descriptions:
        found = next((item for item in left if is_described(item, each, [])), None)
        left.discard(found)
        if each[0] == "date":  # the only objects that tests/wire_values.js puts into a Set
            seen.append(found)
    return not left


def is_described_error(value: Any, description: list[Any], seen: list[Any]) -> bool:
    name, message, cause = description
    if type(value) is not ERRORS.get(name, Exception) or str(value) != message:
        return False
    found = value.__cause__
    return found is None if cause is None else is_described(found, cause, seen)


def ask_node(node: Host, given: str) -> Iterator[dict[str, Any]]:
    answer = node.folder / "answer"
    subprocess.run([node.node, str(ROOT / "tests" / "wire_values.js"), given, str(answer)], check=True, timeout=60)
    for line in answer.read_text().split("\n"):
        yield json.loads(line)


def test_what_node_writes_is_read_as_it_is(node: Host) -> None:
    count = 0
    for line in ask_node(node, "8000"):
        if line["v8"] is not None:  # Node 18 cannot write a BigInt64Array
            value = _wire.read(base64.b64decode(line["v8"]))
            assert is_described(value, line["is"], []), line
        beside = [memoryview(base64.b64decode(text)).cast(letter) for letter, text in line["beside"]]
        value = _wire.read(base64.b64decode(line["wire"]), beside)
        assert is_described(value, line["is"], []), line
        count += 1
    assert count == 8000


def random_value(choice: random.Random, depth: int, made: list[Any]) -> Any:
    if made and choice.random() < 0.05:
        return choice.choice(made)
    kind = choice.randrange(11 if depth else 7)
    if kind == 0:
        return choice.choice([None, True, False, -0.0, math.nan, math.inf, 2**53 - 1, 2**53, 1e300, b"", b"bytes"])
    if kind == 1:
        return choice.randrange(-(2 ** choice.randrange(1, 200)), 2 ** choice.randrange(1, 200))
    if kind == 2:
        return choice.uniform(-1e6, 1e6)
    if kind in {3, 4, 5}:
        letters = choice.choice(["abc", "é\xff", "a中", "😀a", "\ud800\udc00", "x"])
        return "".join(choice.choices(letters, k=choice.choice([0, 1, 5, 7, 130, 300])))
    if kind == 6:
        return EPOCH + timedelta(milliseconds=choice.randrange(-(10**12), 10**13))
    items = range(choice.randrange(5))
    if kind in {7, 8}:
        array: list[Any] = []
        made.append(array)
        array += [random_value(choice, depth - 1, made) for _ in items]
        return array
    names: list[Any] = [2, 3.5, "s", 2**70]
    if kind == 9:
        names = ["a", "name", "", "zz", "__proto__", "é", "中", "😀", "\ud800"]
    table: dict[Any, Any] = {}
    made.append(table)
    for _ in items:
        table[choice.choice(names)] = random_value(choice, depth - 1, made)
    return table


def test_node_reads_what_is_written_and_its_answer_is_read(node: Host) -> None:
    choice = random.Random(2)  # noqa: S311 - the same values every time
    sent = [random_value(choice, 4, []) for _ in range(4000)]
    lines = []
    for value in sent:
        data, beside = _wire.write(value)
        texts = [base64.b64encode(each).decode() for each in beside]
        lines.append(json.dumps({"bytes": base64.b64encode(data).decode(), "beside": texts}))
    (node.folder / "given").write_text("\n".join(lines))
    answers = list(ask_node(node, str(node.folder / "given")))
    assert len(answers) == len(sent)
    for value, answer in zip(sent, answers, strict=True):
        expected = crossed(value)
        assert is_described(expected, answer["is"], []), answer
        assert is_described(_wire.read(base64.b64decode(answer["v8"])), answer["is"], [])


def test_names_that_look_like_numbers_come_as_javascript_orders_them(node: Host) -> None:
    data = written({"b": 1, "10": 2, "9": 3, "01": 4})
    (node.folder / "given").write_text(json.dumps({"bytes": base64.b64encode(data).decode(), "beside": []}))
    (answer,) = ask_node(node, str(node.folder / "given"))
    assert list(_wire.read(base64.b64decode(answer["v8"])).items()) == [("9", 3), ("10", 2), ("b", 1), ("01", 4)]


def test_a_sample_of_every_tag_is_read() -> None:
    refused = {"RegExp": "RegExp", "shared ArrayBuffer": "shared"}
    for name, data in SAMPLES.items():
        if name in refused:
            with pytest.raises(TypeError, match=refused[name]):
                _wire.read(data, BUFFERS)
        else:
            _wire.read(data, BUFFERS)


def test_two_views_of_one_array_buffer_share_its_memory() -> None:
    words, all_bytes = _wire.read(SAMPLES["two views of one ArrayBuffer"])
    assert words.tobytes() == b"efgh"
    all_bytes[0] = 0
    words[0] = 7
    assert words.obj is all_bytes.obj
    assert all_bytes.tobytes() == b"\0bcdefgh"[1:3] or all_bytes.nbytes == 2


def test_an_error_may_be_its_own_cause() -> None:
    error = _wire.read(SAMPLES["Error that is its own cause"])
    assert error.__cause__ is error


@pytest.mark.parametrize(
    ("data", "expected", "message"),
    [
        (b'R"\x01a\x00', TypeError, "RegExp"),
        (b"D" + double(math.nan), ValueError, "invalid Date"),
        (b"D" + double(253402300800000.0), ValueError, "years 1 to 9999"),
        (b"D" + double(-62135596800001.0), ValueError, "years 1 to 9999"),
        (b";o{\x00I\x02:\x02", TypeError, "Map to Python whose key is a dict"),
        (b";B\x01aI\x02:\x02", TypeError, "Map to Python whose key is a memoryview"),
        (b"'A\x00$\x00\x00,\x01", TypeError, "Set to Python that has a list"),
        (b"a\x80\xd0\xac\xf3\x0e@\x00\x80\xd0\xac\xf3\x0e", ValueError, "sparse array of length 4000000000"),
        (b"A\x02" + b"a\x80\x80\x80\x07@\x00\x80\x80\x80\x07" * 2 + b"$\x00\x02", ValueError, "sparse array of length"),
        (b"A\xff\xff\xff\x0f0", _wire.WireError, "end in the middle"),
        (b'"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a', _wire.WireError, "end in the middle"),
        (b"Z\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a", _wire.WireError, "end in the middle"),
        (b"B\xff\xff\xff\xff\xff\xff\xff\xff\x7fa", _wire.WireError, "end in the middle"),
        (b"\\\x0a\xff\xff\xff\xff\x0fa", _wire.WireError, "end in the middle"),
        (b"\\\x40", _wire.WireError, "buffer 0, of 0"),
        (b"\\\x30", _wire.WireError, "unknown host object 48"),
        (b"^\x00", _wire.WireError, "reference to object 0, of 0"),
        (b"c\x03abc", _wire.WireError, "UTF-16"),
        (b"S\x01\xff", _wire.WireError, "utf-8"),
        (b"B\x04abcdVW\x02\x04", _wire.WireError, "beyond its ArrayBuffer"),
        (b"B\x04abcdVW\x00\x03", _wire.WireError, "part of an item"),
        (b"B\x02abV\xff\xff\xff\x7f\x00\x02", _wire.WireError, "beyond its ArrayBuffer"),
        (b'A\x02s"\x01a^\x00V?\x00\x00$\x00\x02', _wire.WireError, "no ArrayBuffer"),
        (b'o"\x01aI\x02{\x02', _wire.WireError, "another number of properties"),
        (b"0T", _wire.WireError, "1 more bytes"),
        (b"I" + b"\xff" * 12, _wire.WireError, "too long"),
        (b"@", _wire.WireError, "unknown tag"),
    ],
)
def test_what_has_no_counterpart_or_is_damaged_is_refused(data: bytes, expected: type[Exception], message: str) -> None:
    tracemalloc.start()
    with pytest.raises(expected, match=message):
        _wire.read(HEAD + data)
    assert tracemalloc.get_traced_memory()[1] < 2**28
    tracemalloc.stop()


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x0d0", b"\xff\x0c0", b"\xff\x100", b"\xff\x0d", bytes(9)])
def test_what_does_not_start_as_v8_does_is_refused(data: bytes) -> None:
    with pytest.raises(_wire.WireError):
        _wire.read(data)


def test_a_sparse_array_keeps_to_names_that_are_indexes() -> None:
    long = b'"\x88\x27' + b"1" * 5000
    data = HEAD + b"a\x05" + long + b'T"\x011F"\x0201TS\x02\xd9\xa3TI\x04T@\x05\x05'
    assert _wire.read(data) == [None, False, True, None, None]


def test_bytes_cut_short_are_refused_wherever_they_are_cut() -> None:
    for name, data in SAMPLES.items():
        for size in range(len(data.rstrip(b"\0"))):
            if name == "Uint16Array" and data[size:].startswith(b"V"):
                continue  # an ArrayBuffer is whole without a view of it
            with pytest.raises((_wire.WireError, TypeError)):
                _wire.read(data[:size], BUFFERS)


def test_a_flipped_bit_is_read_or_refused() -> None:
    for data in SAMPLES.values():
        for bit in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            read_or_refused(bytes(flipped))


def test_damaged_bytes_are_read_or_refused() -> None:
    choice = random.Random(3)  # noqa: S311 - the same inputs every time
    samples = list(SAMPLES.values())
    outcomes = {read_or_refused(damaged(choice, samples)) for _ in range(50_000)}
    assert outcomes == {True, False}


def read_or_refused(data: bytes) -> bool:
    try:
        _wire.read(data, BUFFERS)
    except REFUSALS:
        return False
    return True


@pytest.mark.parametrize("kind", ["list", "tuple", "dict", "map", "fallback"])
def test_deep_nesting_is_refused_when_written(kind: str) -> None:
    value: Any = []
    for _ in range(DEEP):
        value = {"list": [value], "tuple": (value,), "dict": {"a": value}, "map": {1: value}}.get(
            kind, OrderedDict(a=value) if kind == "fallback" else None
        )
    with pytest.raises(RecursionError):
        _wire.write(value, to_plain)
    while value:  # take it apart from outside: Python frees what is nested this deep on its stack
        (value,) = value.values() if isinstance(value, dict) else value


@pytest.mark.parametrize("opening", [b"A\x01", b'o"\x01a', b";I\x02", b"'", b"a\x01I\x00", b"rc"])
def test_deep_nesting_is_refused_when_read(opening: bytes) -> None:
    with pytest.raises(RecursionError):
        _wire.read(HEAD + opening * DEEP + b"0" * DEEP)


class Foo:
    pass


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (Foo(), ""),
        ([Foo()], "[0]"),
        ((1, Foo()), "[1]"),
        ({"items": [{}, {}, {}, {"owner": Foo()}]}, ".items[3].owner"),
        ({"a b": {1: Foo()}}, "['a b'][1]"),
        ({"a": OrderedDict(b=[Foo()])}, ".a.b[0]"),
    ],
)
def test_an_error_knows_the_place_of_what_cannot_be_copied(value: Any, place: str) -> None:
    with pytest.raises(TypeError, match=r"^cannot copy a Foo to JavaScript$") as caught:
        _wire.write(value, to_plain)
    assert caught.value.__dict__.get("_place", "") == place


@pytest.mark.parametrize("change", ["grow", "shrink", "clear"])
@pytest.mark.parametrize("kind", [list, dict])
def test_what_changes_while_it_is_written_is_refused(kind: type, change: str) -> None:
    def plain(value: Foo) -> str:  # noqa: ARG001 - a fallback is given the value
        if change == "clear":
            changing.clear()
        elif change == "grow":
            changing.update({str(n): n for n in range(99)}) if kind is dict else changing.extend(range(99))
        else:
            changing.pop("z") if kind is dict else changing.pop()
        return "plain"

    changing: Any = {"a": Foo(), "b": 1, "z": 2} if kind is dict else [Foo(), 1, 2]
    with pytest.raises(RuntimeError, match=f"a {kind.__name__} changed while it was copied"):
        _wire.write(changing, plain)


def test_names_replaced_while_they_are_written_are_refused() -> None:
    def plain(value: Foo) -> int:  # noqa: ARG001 - a fallback is given the value
        del changing["b"]
        changing[5] = 1
        return 1

    changing: dict[Any, Any] = {"a": Foo(), "b": 1}
    with pytest.raises(RuntimeError, match="changed while it was copied"):
        _wire.write(changing, plain)


def test_an_int_too_large_for_javascript_is_refused() -> None:
    assert crossed(2 ** (2**16)) == 2 ** (2**16)
    with pytest.raises(OverflowError, match="too large for a BigInt"):
        _wire.write(1 << 2**30)


def test_a_str_too_long_for_javascript_is_refused() -> None:
    with pytest.raises(OverflowError, match="too long for JavaScript"):
        _wire.write("x" * 2**29)


def test_nothing_is_kept_of_what_was_read_or_written() -> None:
    value = {"name": [EPOCH, b"x", {1: 2.5}, {"a", "b"}, (1, "中"), 2**70], "foo": OrderedDict(a=1)}

    def cycle() -> None:
        _wire.read(*_wire.write(value, to_plain))
        for data in SAMPLES.values():
            read_or_refused(data)
            read_or_refused(data[:-1])
        with pytest.raises(TypeError):
            _wire.write([value, Foo()], to_plain)

    for _ in range(50):
        cycle()
    gc.collect()
    counts = [sys.getrefcount(each) for each in (value, EPOCH, value["name"], BUFFERS[0], None)][:-1]
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(200):
        cycle()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert [sys.getrefcount(each) for each in (value, EPOCH, value["name"], BUFFERS[0])] == counts
    assert grown < 20_000
