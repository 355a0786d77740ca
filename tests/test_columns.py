"""Long lists of records cross in columns: JavaScript gets what it gets without them, whatever is in them."""
from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass, field
from typing import Any

import msgspec
from conftest import JS, Host
from test_wire import random_value

from bridge.values.plain import plain_attributes, to_plain
from bridge.wire import _wire

ROWS = 40
RECORDS = 7
COLUMN = b"\xff\x0d\\\x20"
STRINGS = ["", "a", "é\xff", "twelve chars", "thirteen char", "中", "😀", "\ud800", "\udc00x", "__proto__"]
NUMBERS: list[Any] = [0, -1, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**53 - 1, -(2**53) + 1, 2**53, 2**70, True]
FLOATS = [0.0, -0.0, math.nan, math.inf, -math.inf, 5e-324, 1e300, 0.1, 3.0]
NAMES = ["id", "a b", "", "10", "9", "-0", "01", "constructor", "é", "中", "'\"\\`${x}\n\u2028", "😀", "if"]


def write(value: Any, *, columns: bool) -> tuple[bytes, list[Any]]:
    return _wire.write(value, to_plain, columns=columns, attributes=plain_attributes)


def in_columns(value: Any) -> bool:
    return write(value, columns=True)[0].startswith(COLUMN)


def cell(choice: random.Random) -> Any:
    return choice.choice([choice.choice([*NUMBERS, *FLOATS, *STRINGS]), random_value(choice, 2, [])])


def struct(names: list[str]) -> Any:
    """Make a class whose objects cross as records of these names."""
    renamed = {f"f{index}": name for index, name in enumerate(names)}
    return msgspec.defstruct("Record", list(renamed), rename=renamed)


def column(choice: random.Random, count: int, depth: int, kind: int | None = None) -> list[Any]:
    """Elements of one kind, or nearly."""
    if kind is None:
        kind = choice.randrange(RECORDS + 1 if depth else 6)
    if kind == 0:
        made: list[Any] = [choice.randrange(-(2**33), 2**33) for _ in range(count)]
    elif kind == 1:
        made = [choice.choice(FLOATS) for _ in range(count)]
    elif kind == 2:
        made = [choice.choice(STRINGS[:4]) for _ in range(count)]
    elif kind in {3, 4, 5}:
        pool = [choice.choice([NUMBERS, FLOATS, STRINGS])[:], NUMBERS[: choice.randrange(1, len(NUMBERS))]]
        made = [choice.choice(pool[kind == 3]) for _ in range(count)]
    elif kind == 6:
        lengths = [choice.randrange(4) for _ in range(count)]
        flat = column(choice, sum(lengths), depth - 1)
        made = [[flat.pop() for _ in range(length)] for length in lengths]
    else:
        names = choice.sample(NAMES, choice.randrange(1, 6))
        columns = [column(choice, count, depth - 1) for _ in names]
        make: Any = lambda *cells: dict(zip(names, cells, strict=True))  # noqa: E731
        if choice.randrange(2) and not any("\n" in name for name in names):  # which msgspec refuses
            make = struct(names)
        made = [make(*cells) for cells in zip(*columns, strict=True)]
    if made and choice.randrange(4) == 0:
        made[choice.randrange(count)] = cell(choice)
    if made and choice.randrange(4) == 0:
        made[-1] = made[0]  # shared, if it is a list or a dict
    return made


def check_in(host: Host, values: list[Any], flags: tuple[str, ...] = ()) -> None:
    """Have JavaScript read each value without columns and with."""
    lines = []
    for value in values:
        both = [write(value, columns=False), write(value, columns=True)]
        lines.append(json.dumps([
            [data.hex(), [bytes(each).hex() for each in beside]]
            for data, beside in both
        ]))
    (host.folder / "given").write_text("\n".join(lines))
    script = f"""
        const {{ deepStrictEqual }} = require('assert');
        const names = process.versions.v8 ? ['v8', 'walk'] : ['walk'];
        const readers = names.map((name) => require({str(JS)!r} + `/wire/${{name}}.js`).deserialize);
        const shape = (value, seen = new Map()) => {{ // the order of names, and what is shared
          if (typeof value !== 'object' || value === null) return typeof value;
          if (seen.has(value)) return seen.get(value);
          seen.set(value, seen.size);
          const within = value instanceof Map || value instanceof Set ? [...value] : Object.entries(value);
          return within.map((one) => (Array.isArray(one) ? one.map((each) => shape(each, seen)) : shape(one, seen)));
        }};
        for (const line of require('fs').readFileSync('given', 'utf8').split('\\n')) {{
          const decode = (text) => Buffer.from(text, 'hex');
          const [plain, columns] = JSON.parse(line).map(([bytes, beside]) => [decode(bytes), beside.map(decode)]);
          const expected = readers[0](...plain);
          for (const read of readers) {{
            const found = read(...columns);
            deepStrictEqual(found, expected);
            deepStrictEqual(shape(found), shape(expected));
          }}
        }}
        console.log('same');
    """
    done = host.run(script, flags=flags)
    assert done.stdout == "same\n"


def test_random_columns_are_read_as_they_are_without(host: Host) -> None:
    choice = random.Random(5)  # noqa: S311 - the same values every time
    values = [column(choice, choice.choice([1, ROWS, ROWS, 100]), 4, RECORDS) for _ in range(1200)]
    assert sum(map(in_columns, values)) > 500
    check_in(host, values)


def test_columns_need_no_generated_code(node: Host) -> None:
    choice = random.Random(6)  # noqa: S311
    values = [[{"a": [n], "10": {"b": 1.5}, "9": str(n)} for n in range(ROWS)], column(choice, ROWS, 3, RECORDS)]
    check_in(node, values, ("--disallow-code-generation-from-strings",))


def rows(**more: Any) -> list[dict[str, Any]]:
    return [{"id": n, **more} for n in range(ROWS)]


@dataclass
class Row:
    id: int
    tags: Any = field(default_factory=lambda: ["a"])
    next: Any = None


@dataclass(slots=True)
class Slotted:
    id: float
    row: Row


@dataclass(eq=False)
class RowError(Exception):
    id: int


class Tagged(msgspec.Struct, tag="t"):
    id: int


class Proto(msgspec.Struct, rename={"id": "__proto__"}):
    id: int


def objects(kind: Any = Row, *more: Any) -> list[Any]:
    return [kind(n, *more) for n in range(ROWS)]


def shared_object() -> Any:
    made = objects()
    return [made, made[3], {"again": made}]


def cyclic_objects() -> Any:
    made = objects()
    made[5].next = made
    return made


def shared_row() -> Any:
    made = rows()
    return [made, made[3], {"again": made}]


def cyclic() -> Any:
    made = rows(up=None)
    made[5]["up"] = made
    return made


def deep(depth: int) -> Any:
    made: Any = rows()
    for _ in range(depth):
        made = [made]
    return [made] + [[[n]] for n in range(ROWS)]


def deep_columns(depth: int) -> Any:
    def nested(number: int) -> Any:
        made: Any = [number]
        for _ in range(depth):
            made = [made]
        return made

    return [nested(number) for number in range(ROWS)]


NEARLY_ALIKE: dict[str, Any] = {
    "records": rows(a="x", b=[1, 2], c={"d": None}),
    "a prototype": rows(__proto__=1),
    "other names": [{"n": n, f"k{n % 2}": 1} for n in range(ROWS)],
    "another order": [{"a": 1, "b": 2}, *[{"b": 1, "a": 2} for _ in range(ROWS)]],
    "many names": [{f"name {n}": n for n in range(200)} for _ in range(ROWS)],
    "no names": [{} for _ in range(ROWS)],
    "empty lists": [{"a": []} for _ in range(ROWS)],
    "a shared record": shared_row(),
    "shared lists": [{"a": [n], "b": pair} for n in range(ROWS) for pair in [[[0]] * 2] * 2],
    "lists of numbers": [{"a": [n, 2**31], "b": [n / 3], "c": [[n, -0.0]]} for n in range(ROWS)],
    "a cycle": cyclic(),
    "deep above": deep(100),
    "deep below": [{"a": value} for value in deep_columns(500)],
    "a long string": [{"a": "\xe9" * 12}, *({"a": "x" * (n // 10 + 9)} for n in range(ROWS))],
    "large numbers": [{"a": number} for number in [1.5, 2**53 - 1] * ROWS],
    "BigInts": [{"a": number} for number in [1.5, 2**53] * ROWS],
    "many strings": [{"a": "x" * 12} for _ in range(100_000)],
    "long strings": [{"long": "x" * 50_000, "n": n} for n in range(100)],
    "objects": objects(),
    "objects in objects": [Slotted(n / 2, Row(n, [Row(n), Row(-n)])) for n in range(ROWS)],
    "objects in dicts": [{"row": Row(n)} for n in range(ROWS)],
    "objects of two classes": [*objects(), Slotted(1.5, Row(1))],
    "objects and dicts": [*objects(), {"id": 1, "tags": [], "next": None}],
    "a shared object": shared_object(),
    "objects that share": objects(Row, ["a"], Row(7)),
    "objects in a cycle": cyclic_objects(),
    "objects with a tag": objects(Tagged),
    "objects with a prototype": objects(Proto),
    "wide strings": [{"n": 1.5, "wide": "\u4e2d"} for _ in range(ROWS)],
}


def test_what_is_nearly_alike_is_read_as_it_is_without(host: Host) -> None:
    check_in(host, list(NEARLY_ALIKE.values()))


def test_only_long_lists_of_records_are_in_columns() -> None:
    assert in_columns(rows())
    assert not in_columns([1.5] * ROWS)
    assert not in_columns(rows()[:20])
    assert not in_columns([[] for _ in range(ROWS)])
    assert not in_columns(cyclic())
    assert in_columns(objects())
    assert in_columns(objects(struct(["a b"])))
    assert not in_columns(objects()[:20])
    assert not in_columns(objects(RowError))
    assert not in_columns(objects(Tagged))
    assert not in_columns(cyclic_objects())
    assert not _wire.write(rows())[0].startswith(COLUMN)


LIBRARY = """
    import sys
    from collections import UserDict
    from dataclasses import dataclass

    def rows(**more):
        return [{"id": n, "name": f"name {n}", **more} for n in range(1000)]

    @task
    def records(): return rows(score=1.5, tags=["a"])
    @export
    def foreign():
        made = rows(what=None)
        made[77]["what"] = sys
        return {"rows": made}
    @task
    def cycle():
        made = rows(up=None)
        for row in made: row["up"] = made
        return made
    @task
    def once(): return rows(what=UserDict(a=1))
    @task
    def deep():
        made = [rows() for _ in range(40)]
        for _ in range(5000): made = [made for _ in range(40)]
        return made
    @dataclass
    class Row:
        id: int
        what: object

    @export
    class Kept(Row): ...

    @task
    def objects(): return [Row(n, ["a"]) for n in range(1000)]
    @export
    def foreign_object(): return {"rows": [Row(n, sys if n == 77 else n) for n in range(1000)]}
    @task
    def kept(): return [Kept(n, n) for n in range(1000)]
    @task
    def failures():
        @dataclass(eq=False)
        class Failure(Exception):
            id: int
        return [Failure(n) for n in range(1000)]
    @task
    def buffers(): return [{"data": bytes([n])} for n in range(100)]
"""


def test_calls_give_columns(host: Host) -> None:
    host.module(LIBRARY)
    script = """
        const { records, foreign, cycle, once, deep, buffers, ...objects } = require('./module');
        (async () => {
          const made = await records();
          console.log(made.length, JSON.stringify(made[999]), made[0].tags !== made[1].tags);
          try { foreign(); } catch (error) { console.log(error.message, error.cause); }
          const circle = await cycle();
          console.log(circle[5].up === circle, circle.length);
          console.log(JSON.stringify((await once())[999]));
          await deep().catch((error) => console.log(error.name));
          console.log((await buffers())[99].data);
          console.log(JSON.stringify((await objects.objects())[999]));
          try { objects.foreignObject(); } catch (error) { console.log(error.message); }
          const [kept, failures] = [await objects.kept(), await objects.failures()];
          console.log(kept[99] instanceof objects.Kept, failures[9] instanceof Error);
        })();
    """
    assert host.lines(script) == [
        '1000 {"id":999,"name":"name 999","score":1.5,"tags":["a"]} false',
        "result.rows[77].what: cannot copy a module to JavaScript undefined",
        "true 1000",
        '{"id":999,"name":"name 999","what":{"a":1}}',
        "RecursionError",
        "<Buffer 63>",
        '{"id":999,"what":["a"]}',
        "result.rows[77].what: cannot copy a module to JavaScript",
        "true true",
    ]
