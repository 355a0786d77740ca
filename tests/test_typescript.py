"""`python -m bridge types`: what annotations are in TypeScript, and that it is true."""
from __future__ import annotations

import collections.abc
import datetime as dt
import decimal
import enum
import json
import os
import re
import subprocess
import sys
import typing
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import GenericAlias
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, TypeVar, Union

import msgspec
import numpy as np
import pytest
from conftest import ROOT, Host
from numpy.typing import NDArray

from bridge import cli
from bridge.handles.error import JsError
from bridge.handles.primitives import JsNumber
from bridge.handles.special import JsBox
from bridge.typescript.text.docs import Doc
from bridge.typescript.text.layout import lay_out
from bridge.typescript.text.names import Names
from bridge.typescript.types.annotations import ANY, Types
from bridge.typescript.types.constants import type_of
from bridge.typescript.types.scalars import IN, OUT

T = TypeVar("T", bound=int)
Id = NewType("Id", int)


class Exported: ...


@dataclass
class Plain:
    n: int


class Pair(NamedTuple):
    n: int
    x: float = 1.0


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 1


class Odds(enum.Enum):
    BIG = 2**60
    HALF = 0.5
    BOTH = (1, 2)


class Keys(TypedDict):
    a: int


class Odd:
    __name__ = 5


def settled(types: Types, text: str) -> str:
    settle, _ = types.declarations.write(Names(["Exported"]))
    return settle(text)


def both(annotation: Any) -> tuple[str, str]:
    types = Types({Exported: "Exported"})
    found = types.of(annotation, IN), types.of(annotation, OUT)
    return settled(types, found[0]), settled(types, found[1])


@pytest.mark.parametrize(
    ("annotation", "argument", "result"),
    [
        (Any, "any", "any"),
        (object, "any", "any"),
        (None, "null", "null"),
        (int, "number", "number"),
        (float, "number", "number"),
        (bool, "boolean", "boolean"),
        (str, "string", "string"),
        (bytes, "Binary", "Buffer"),
        (bytearray, "Binary", "Uint8Array"),
        (memoryview, "Binary", "TypedArray"),
        (dt.datetime, "Date", "Date"),
        (dt.date, "string", "string"),
        (dt.time, "string", "string"),
        (dt.timedelta, "number | string", "string"),
        (decimal.Decimal, "number | string", "string"),
        (uuid.UUID, "string", "string"),
        (Path, "string", "any /* Path */"),
        (PurePosixPath, "string", "any /* PurePosixPath */"),
        (os.PathLike[str], "string", "any /* PathLike[str] */"),
        (list[int], "readonly number[]", "number[]"),
        (list, "readonly any[]", "any[]"),
        (Sequence[str | None], "readonly (string | null | undefined)[]", "(string | null)[]"),
        (list[list[int]], "readonly (readonly number[])[]", "number[][]"),
        (Iterable[int], "readonly number[]", "Iterable<number>"),
        (set[int], "ReadonlySet<number>", "Set<number>"),
        (frozenset[str], "ReadonlySet<string>", "Set<string>"),
        (tuple[int, str], "readonly [number, string]", "[number, string]"),
        (tuple[int, ...], "readonly number[]", "number[]"),
        (tuple[()], "readonly any[]", "any[]"),
        (Pair, "readonly [n: number, x?: number]", "[n: number, x: number]"),
        (dict[str, list[int]], "Record<string, readonly number[]>", "Record<string, number[]>"),
        (dict, "Record<string, any>", "Record<string, any>"),
        (Mapping[int, str], "ReadonlyMap<number, string>", "Map<number, string> | Record<string, never>"),
        (dict[Literal["a", "b"], int], "Partial<Record<'a' | 'b', number>>", "Partial<Record<'a' | 'b', number>>"),
        (int | None, "number | null | undefined", "number | null"),
        (Optional[str], "string | null | undefined", "string | null"),  # noqa: UP045
        (Union[int, str, float], "number | string", "number | string"),  # noqa: UP007
        (int | Any, "any", "any"),
        (Literal["it's", 1, True], "'it\\'s' | 1 | true", "'it\\'s' | 1 | true"),
        (Level, "Level", "Level"),
        (Plain, "Plain", "Plain"),
        (Keys, "Keys", "Keys"),
        (Exported, "Exported", "Exported"),
        (list[Exported], "readonly Exported[]", "Exported[]"),
        (Id, "number", "number"),
        (Annotated[int, "a number"], "number", "number"),
        (T, "number", "number"),
        (ValueError, "Error", "PythonError"),
        (typing.NoReturn, "never", "never"),
        (np.ndarray, "Binary", "Shaped"),
        (NDArray[np.float32], "Float32Array", "Shaped<Float32Array>"),
        (NDArray[np.int64], "BigInt64Array", "Shaped<BigInt64Array>"),
        (NDArray[np.floating], "Float64Array | Float32Array", "Shaped<Float64Array | Float32Array>"),
        (NDArray[np.bool_], "any /* ndarray */", "Shaped<Uint8Array>"),
        (NDArray[np.object_], "any /* ndarray */", "any /* ndarray */"),
        (np.float64, "any /* float64 */", "number"),
        (np.datetime64, "any /* datetime64 */", "Date"),
        (JsNumber, "number", "number"),
        (JsBox[int], "object", "object"),
        (JsError, "Error", "Error"),
        (complex, "any /* complex */", "any /* complex */"),
        (complex | str, "string", "string"),
        (Callable[[int], str], "any /* Callable[[int], str] */", "any /* Callable[[int], str] */"),
        (Callable[[int], str] | None, "any /* Callable[[int], str] */", "any /* Callable[[int], str] */"),
        (type[int], "any /* type[int] */", "any /* type[int] */"),
        (Iterator[int], "any /* Iterator[int] */", "any /* Iterator[int] */"),
        ("NotThere", "any /* NotThere */", "any /* NotThere */"),
        (5, "any /* 5 */", "any /* 5 */"),
        (list["NotThere"], "readonly any /* NotThere */[]", "any /* NotThere */[]"),  # type: ignore[name-defined]  # noqa: F821
        (Odd(), "any /* Odd */", "any /* Odd */"),
        (collections.abc.Generator, "any /* Generator */", "any /* Generator */"),
        (msgspec.Raw, "any /* Raw */", "any /* Raw */"),
    ],
)
def test_each_annotation_has_a_type_each_way(annotation: Any, argument: str, result: str) -> None:
    assert both(annotation) == (argument, result)


def test_an_enum_is_one_of_its_values() -> None:
    types = Types({})
    for kind in (Level, Odds):
        types.of(kind, OUT)
    _, lines = types.declarations.write(Names([]))
    assert lines() == ["", "export type Level = 0 | 1;", "", "export type Odds = number | 0.5 | any[];"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "number"),
        (2**53, "bigint"),
        ("a", "string"),
        (None, "null"),
        (Level.LOW, "Level"),
        (b"", "Buffer"),
        (bytearray(2), "Uint8Array"),
        (np.zeros(2, "float32"), "Float32Array"),
        (np.zeros((2, 2), "int32"), "Shaped<Int32Array>"),
        (np.float64(1), "number"),
        ([1, "a", None], "(number | string | null)[]"),
        ([], "any[]"),
        ({"a": 1, "b-c": {"d": [True]}}, "{ a: number; 'b-c': { d: boolean[] } }"),
        ({}, "Record<string, any>"),
        ({1: "a"}, "Map<number, string>"),
        ({str(n): n for n in range(20)}, "Record<string, number>"),
        ({1, 2}, "Set<number>"),
        (Plain(1), "Plain"),
    ],
)
def test_a_constant_has_the_type_of_its_value(value: Any, text: str) -> None:
    types = Types({})
    assert settled(types, type_of(types, value)) == text


def test_a_value_that_has_itself_in_it_ends_somewhere() -> None:
    value: list[Any] = []
    value.append(value)
    assert type_of(Types({}), value).startswith("any[]")


def test_models_of_pydantics_are_arguments_only() -> None:
    pydantic = pytest.importorskip("pydantic")
    model = pydantic.create_model("Model", age=(int, ...), name=(str, pydantic.Field("x", alias="fullName")))
    assert both(model) == ("Model", "any /* Model */")


def test_a_long_declaration_breaks_at_its_outermost_brackets() -> None:
    long = ", ".join(f"argument{n}: {{ a: 'x, y'; b: (c: number) => void }}" for n in range(3))
    assert lay_out(f"export function f({long}): void;").split("\n") == [
        "export function f(",
        *(f"  argument{n}: {{ a: 'x, y'; b: (c: number) => void }}," for n in range(3)),
        "): void;",
    ]
    union = " | ".join(f"'{letter * 40}'" for letter in "abc")
    assert lay_out(f"export type T = {union};").split("\n")[:2] == ["export type T =", f"  | '{'a' * 40}'"]
    assert lay_out(f"b?: ({union})[] | {union};", "  ").split("\n")[-1] == f"    | '{'c' * 40}';"
    members = [f"    | '{letter * 40}'" for letter in "abc"]
    assert lay_out(f"...c: ({union})[],").split("\n") == ["...c: (", *members, ")[],"]
    word = f"export const {'a' * 120}: number;"
    assert lay_out(word) == word


GOOGLE = """Do it. See */ there.

Args:
    first_one (int): which
        of them
    *rest: more

Returns:
    what

Raises:
    ValueError: if not
    KeyError
"""
NUMPY = """Do it. See */ there.

Parameters
----------
first_one : int
    which
    of them
rest
    more

Returns
-------
what

Raises
------
ValueError
    if not
"""
SPHINX = """Do it. See */ there.

:param int first_one: which
    of them
:param rest: more
:returns: what
:raises ValueError: if not
"""


@pytest.mark.parametrize("text", [GOOGLE, NUMPY, SPHINX])
def test_a_docstring_is_a_comment(text: str) -> None:
    lines = Doc(text).comment({"first_one": "firstOne", "rest": "rest"})
    expected = """
    /**
     * Do it. See *\\/ there.
     *
     * @param firstOne - which
     *   of them
     * @param rest - more
     * @returns what
     * @throws ValueError: if not
    """
    assert [line.strip() for line in lines][:8] == [line.strip() for line in expected.strip().split("\n")]


def types(folder: Path, *options: str) -> int:
    return cli.main(["types", *options, str(folder)])


def write(folder: Path, library: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "lib.py").write_text(library)
    return folder


MODULES = [
    ROOT / "native",
    ROOT / "tests" / "typed",
    ROOT / "bridge" / "cli" / "new" / "template",
    *{path.parent for path in ROOT.glob("examples/*/native/*.d.ts")},
]


@pytest.mark.parametrize("folder", sorted(MODULES), ids=lambda folder: str(folder.relative_to(ROOT)))
def test_the_types_of_the_projects_own_modules_are_up_to_date(folder: Path) -> None:
    command = [sys.executable, "-m", "bridge", "types", "--check", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_check_says_what_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "a", "from bridge import export\n@export\ndef f(a: int) -> str: return str(a)\n")
    assert types(folder, "--check") == 1
    assert f"index.d.ts is out of date: run `python -m bridge types {folder}`" in capsys.readouterr().err
    assert types(folder) == 0
    assert types(folder, "--check") == 0
    file = folder / "index.d.ts"
    file.write_text(file.read_text().replace("a: number", "a: string"))
    assert types(folder, "--check") == 1
    told = capsys.readouterr()
    assert "-export function f(a: string): string;\n+export function f(a: number): string;\n" in told.err
    assert told.out == ""
    assert "a: string" in file.read_text()


@pytest.mark.parametrize(
    ("script", "text", "file", "bridge"),
    [
        ("index.mjs", "import { load } from 'taskbridge';", "index.d.mts", "taskbridge"),
        ("index.node.js", "module.exports = require('../x').load(__dirname)", "index.node.d.ts", "../x"),
        ("index.js", "module.exports = require('./other.js');", "index.d.ts", "taskbridge"),
    ],
)
def test_the_file_stands_beside_the_script_that_loads(
    tmp_path: Path, script: str, text: str, file: str, bridge: str
) -> None:
    folder = write(tmp_path / "a", "from bridge import task\n@task\ndef f() -> None: ...\n")
    (folder / script).write_text(text)
    assert types(folder) == 0
    assert f"import type {{ Task }} from '{bridge}';\n\nexport const f: Task<() => void>;\n" in (
        folder / file
    ).read_text()


@pytest.mark.parametrize(
    ("library", "message"),
    [
        (None, "expected a Module, a folder with a lib.py: "),
        ("import nothing_there", "No module named 'nothing_there'"),
        ("x = 1", "exports nothing: expected a function under @export"),
        ("from bridge import task\n@task\ndef f(a: 'Nope'): ...", "f: its annotations cannot be read: name 'Nope'"),
    ],
)
def test_what_cannot_be_loaded_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], library: str | None, message: str
) -> None:
    folder = tmp_path / "a" if library is None else write(tmp_path / "a", library)
    assert types(folder) == 1
    told = capsys.readouterr().err
    assert told.startswith("taskbridge: ")
    assert message in told
    assert not (folder / "index.d.ts").exists()


def test_names_that_are_taken_have_others(tmp_path: Path) -> None:
    library = """
from dataclasses import dataclass
from bridge import export, export_constant, task

@dataclass
class Task:
    map: dict[int, "Map"]

@dataclass
class Map:
    task: Task | None

@dataclass
class f:
    x: int

@task
def give() -> Task: ...

@export(name="f")
def other(new: f, options: int, *, class_: int) -> f: ...

@export(name="delete")
def remove(default: int, default_: int) -> None: ...

@export(name="delete_")
def remove_later() -> None: ...

export_constant("not a name", 1)
export_constant("x\u00b2", 1)
"""
    folder = write(tmp_path / "a", library)
    assert types(folder) == 0
    text = (folder / "index.d.ts").read_text()
    for line in (
        "import type { Task as BridgeTask } from 'taskbridge';",
        "export const give: BridgeTask<() => Task>;",
        "export function f(new_: f2, options: number, options_: { class: number }): f2;",
        "declare const not_a_name: number;\nexport { not_a_name as 'not a name' };",
        "declare function delete_2(default_: number, default_2: number): void;\nexport { delete_2 as delete };",
        "export function delete_(): void;",
        "declare const x_: number;\nexport { x_ as 'x\\u00b2' };",
        "  map: globalThis.Map<number, Map> | Record<string, never>;",
        "export interface f2 {",
    ):
        assert line in text


ODD = '''
import os, sys
from bridge import export, register_module
os.chdir("/")

@export
def f() -> int:
    """half \\ud800

    TypeScript:
        (a: Array<"(">): 1
    """

@register_module
def main(m):
    sys.exit()
'''


def test_whatever_a_module_and_its_folder_have_gives_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "a", ODD)
    (folder / "index.js").write_bytes(b"// \xff\nmodule.exports = require('taskbridge').load(__dirname);\n")
    (folder / "index.d.ts").write_bytes(b"\xff")
    for arguments, status in ((["--check"], 1), ([], 0), (["--check"], 0)):
        monkeypatch.chdir(tmp_path)
        assert types(Path("a"), *arguments) == status
    text = (folder / "index.d.ts").read_text()
    assert "// What main() exports after this is not known without a JavaScript: SystemExit" in text
    assert '/** half \\ud800 */\nexport function f(a: Array<"(">): 1;\n' in text


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Self is newer")
def test_self_is_the_class_whose_member_it_is(tmp_path: Path) -> None:
    library = """
from typing import Self
from bridge import export

@export
class Point:
    @classmethod
    def zero(cls) -> Self: ...
    def next(self) -> Self | None: ...
"""
    folder = write(tmp_path / "a", library)
    assert types(folder) == 0
    text = (folder / "index.d.ts").read_text()
    assert "  static zero(): Point;\n" in text
    assert "  next(): Point | null;\n" in text


class Alias:
    """What `type Name = ...` makes, since Python 3.12."""

    __name__ = "Name"
    __value__: Any

    def __getitem__(self, kind: Any) -> Any:
        of: Any = GenericAlias
        return of(self, kind)


def test_a_type_that_has_itself_in_it_ends_somewhere() -> None:
    alias: Any = Alias()
    alias.__value__ = dict[str, alias] | dict[Literal["a"], alias]
    types = Types({})
    types.of(alias, OUT)
    _, lines = types.declarations.write(Names([]))
    assert lines() == ["", "export type Name = { [name: string]: Name } | { [name in 'a']?: Name };"]
    alias.__value__ = tuple[alias[list[T]], alias[set[T]]]
    assert types.of(alias[int], OUT).count(ANY) == 2


def test_a_class_of_any_number_of_types_is_written_without_them() -> None:
    many: Any = dataclass(type("Many", (), {"__annotations__": {"a": int}, "__parameters__": (T, object())}))
    assert both(many) == ("Many", "Many")


def test_a_main_function_that_needs_javascript_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = """
from bridge import JsFunction, export, register_module

@export
def f() -> int: ...

@register_module
def main(m):
    m.export_value("first", m.boolean(True))
    m.export_value("second", m.globals().get("Date", JsFunction).call(m.null()))
"""
    folder = write(tmp_path / "a", library)
    assert types(folder) == 0
    text = (folder / "index.d.ts").read_text()
    assert "export function f(): number;\n\nexport const first: boolean;\n" in text
    assert "// What main() exports after this is not known without a JavaScript: " in text
    assert "is not complete: " in capsys.readouterr().err


CLAIMS = r"""
const typed = require(process.argv[2]);
const is = (value, ...wanted) => {
  const kind = value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;
  if (!wanted.includes(kind)) throw new Error(`expected ${wanted}, got ${kind}`);
};
const called = (call) => new Promise((resolve, reject) => {
  call((err, value) => (err ? reject(err) : resolve(value)));
});
(async () => {
  const { signal } = new AbortController();
  is(await typed.fibonacci(10), 'string');
  is(await called((callback) => typed.fibonacci(10, callback)), 'string');
  is(await called((callback) => typed.fibonacci(10, { signal }, callback)), 'string');
  is(await typed.fibonacci.with({ timeout: 60000 })(10), 'string');
  const rows = [{ id: 1, price: 2 }];
  for (const scaled of [await typed.scale(rows, 3, { roundTo: 1, color: 'blue', signal }), await typed.scale(rows)]) {
    is(scaled[0].id, 'number'); is(scaled[0].price, 'number'); is(scaled[0].tags[0], 'string');
  }
  is(await called((callback) => typed.scale(rows, { roundTo: 1 }, callback)), 'Array');
  const { items, next } = await typed.later(0, { anyName: 1, signal });
  is(items[0].price, 'number'); is(next, 'null');
  for await (const row of typed.read('a/b', 'c', { signal })) is(row.tags[0], 'string');
  const talk = typed.mean();
  is((await talk.next()).value, 'number'); is((await talk.next(5)).value, 'number'); await talk.next(5);
  is((await talk.next(5)).value, 'string');
  for await (const tick of typed.ticks(2)) is(tick, 'number');
  for (const source of [rows, new Set(rows), typed.read('a')]) is(await typed.total(source), 'number');
  const tell = (epoch, point) => { is(epoch, 'number'); is(point.x, 'number'); };
  is((await typed.train(1, tell, async (what) => [what]))[0], 'string');
  is(await typed.train(1, () => {}), 'Array');
  is(await typed.copy((part) => is(part, 'number')), 'undefined');
  for (const sum of [typed.add(1), typed.add(1, { negate: true }), typed.add(1, 2, {})]) is(sum, 'number');
  is(typed.tree(undefined), 'null');
  is(typed.tree({ value: 1, children: [], parent: undefined }).parent, 'null');
  is(typed.paint('red', 'slow'), 'string');
  const [{ x }, [n, label]] = typed.swap([1], [2, 3], ['a', { x: 1, y: 2 }]);
  is(x, 'number'); is(n, 'number'); is(label, 'string');
  is(typed.count({ a: 1 }, new Map([[1, 'a']]), new Set()), 'Map');
  is(typed.count({}, new Map(), new Set()), 'Object');
  const [cat, { data }, { at }] = typed.describe({ type: 'Cat', fullName: 'Tom' }, { data: new Uint8Array(1) },
                                                 { at: new Date() });
  is(cat.type, 'string'); is(cat.fullName, 'string'); is(cat.lives, 'number'); is(data, 'Buffer'); is(at, 'string');
  const square = Object.assign(new Float64Array(4), { shape: [2, 2] });
  is(typed.double(square, new ArrayBuffer(1), Buffer.from('a')), 'Float64Array');
  is(typed.double(square, new DataView(new ArrayBuffer(1))).shape[1], 'number');
  const id = 'c0ffee00-0000-4000-8000-000000000000';
  const [when, wait, price, key, bytes] = typed.convert(new Date(), 90, 1.5, id, 'p');
  is(when, 'Date'); is(wait, 'string'); is(price, 'string'); is(key, 'string'); is(bytes, 'Buffer');
  is(typed.anything(undefined), 'null'); is(typed.delete('x'), 'undefined');
  const counter = new typed.Counter(3);
  is(counter.addUp(), 'number'); is(await counter.later(1), 'number'); is(await counter.soon(), 'Counter');
  is(counter.total, 'number'); is(counter.wait, 'string'); is(counter.isEven, 'boolean'); counter.wait = 90;
  is(await counter.later.with({ signal }).call(counter, 1), 'number');
  is(typed.Counter.step, 'number'); is(typed.Counter.of(1), 'Counter'); is(typed.totalOf([counter]), 'number');
  const { most, sizes, row, 'a-b': flags, zero } = typed.limits;
  is(most, 'bigint'); is(sizes[1], 'null'); is(row.price, 'number'); is(flags[0], 'boolean'); is(zero, 'Float64Array');
  is(zero.shape[0], 'number'); is(typed.version, 'string'); is(typed.answer, 'number'); is(typed.place.name, 'string');
  typed.perform((err, value) => { is(err, 'null'); is(value, 'number'); });
  is(typed.countArguments(1), 'number'); is(new typed.Box(1).content(), 'number');
  console.log(JSON.stringify(Object.keys(typed).sort()));
})();
"""


def test_what_the_types_say_is_so(host: Host) -> None:
    (line,) = host.lines(CLAIMS, str(ROOT / "tests" / "typed" / "index.js"))
    text = (ROOT / "tests" / "typed" / "index.d.ts").read_text()
    said = re.findall(r"^export (?:const|function|class) (\w+)", text, re.MULTILINE)
    assert json.loads(line) == sorted({*said, "delete"})
