"""js/wire/walk.js speaks V8's structured-clone format as V8 does: for engines that do not."""

from __future__ import annotations

import json
import re
from typing import get_args

from conftest import JS, ROOT, Host

from bridge.contract.kinds import TypedArrayKind
from bridge.values.formats import TYPED_ARRAYS
from bridge.wire import _wire

VALUES = """
const values = [
  undefined, null, true, false, 0, -0, 1.5, NaN, Infinity, 2 ** 31, 2 ** 53, -(2 ** 70), 1n, -(2n ** 70n), 2n ** 64n,
  '', 'plain', 'h\\u00e9', '\\u{1f600} \\ud800', 'x'.repeat(200) + '\\u0100', 'x'.repeat(20000),
  [], [1, , 3], [[], {}], {}, { 7: 'seven', '': 1, ['__proto__']: 2 }, new Date(5), new Map([[1, {}], ['k', [2]]]),
  new Set(['a']), new Boolean(false), new Number(-0), new String('s'), Object(5n),
  Object.assign(new Array(300), { 7: [8] }),
];
const cyclic = { list: [], map: new Map() };
cyclic.self = cyclic;
cyclic.list.push(cyclic.list, cyclic.map);
cyclic.map.set('up', cyclic);
values.push(cyclic);
"""


def test_v8_reads_what_it_writes(node: Host) -> None:
    script = f"""
    const {{ deepStrictEqual }} = require('assert');
    const v8 = require('v8');
    const {{ serialize }} = require({str(JS / "wire" / "walk.js")!r});
    {VALUES}
    for (const value of values) deepStrictEqual(v8.deserialize(serialize(value)[0]), value);
    for (const Type of [Error, RangeError, TypeError]) {{
      const error = v8.deserialize(serialize(new Type('boo'))[0]);
      deepStrictEqual([error.constructor, error.message], [Type, 'boo']);
    }}
    console.log(values.length);
    """
    assert node.lines(script) == ["35"]


def test_it_takes_the_place_of_v8(node: Host) -> None:
    """Calls give the same whether V8's own format comes from V8 or from here."""
    node.module("@task\ndef echo(value):\n    return value\n")
    script = f"""
    if (process.argv[2] === 'without') require('v8').Serializer = undefined;
    const {{ echo }} = require('./module');
    const {{ inspect }} = require('util');
    {VALUES}
    values.push(new ArrayBuffer(3), [new ArrayBuffer(2)], new Float64Array([1, 2]));
    values.push({{ nested: [new Uint8Array([1]), Buffer.from('b')] }});
    (async () => {{
      for (const value of values) console.log(inspect(await echo(value), {{ depth: 9 }}));
      for (const value of [{{ f() {{}} }}, [Symbol('s')], [new WeakMap()]]) {{
        console.log(await echo(value).catch((error) => error.constructor.name));
      }}
    }})();
    """
    own, walked = (node.lines(script, which) for which in ("with", "without"))
    assert walked == own
    assert own[-3:] == ["TypeError"] * 3


def test_both_languages_have_the_same_numbers_and_names(host: Host) -> None:
    script = f"console.log(JSON.stringify(require({str(JS / 'wire' / 'format.js')!r})))"
    found = json.loads(*host.lines(script))
    letters, names = found.pop("ERROR_LETTERS"), found.pop("TYPED_ARRAYS")
    assert {letter: name for name, letter in letters.items()} == _wire.ERRORS  # type: ignore[attr-defined]
    assert tuple(names) == get_args(TypedArrayKind) == tuple(TYPED_ARRAYS)
    node = (ROOT / "bridge" / "_node" / "crossing" / "value.pxi").read_text()
    assert f'ARRAY_FORMATS = b"{"".join(TYPED_ARRAYS.values())}e"' in node
    source = "".join(path.read_text() for path in (ROOT / "bridge" / "wire").glob("*.p[yx]*"))
    numbers = dict(re.findall(r"^    ([A-Z_]+) = (\w+)(?: +#.*)?$", source, re.MULTILINE))
    assert found == {name: int(numbers[name], 0) for name in found}
