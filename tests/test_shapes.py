"""An array of several dimensions keeps its shape, both ways, wherever it is."""
from __future__ import annotations

import json

from conftest import Host

LIBRARY = """
from typing import Any
from collections.abc import Iterable
import numpy as np

flat = np.arange(6.0)
given = {
    "matrix": flat.reshape(2, 3),
    "fortran": np.asfortranarray(flat.astype("i2").reshape(2, 3)),
    "strided": flat.reshape(3, 2)[::2],
    "empty": np.zeros((0, 3), "u4"),
    "cube": np.ones((1, 2, 1), bool),
    "bytes": memoryview(b"abcdef").cast("B", (3, 2)),
    "line": flat,
}

def look(view): return [view.format, list(view.shape), np.asarray(view).tolist()]

@export
def show(view): return look(view)
@export
def show_all(views): return [look(view) for view in views]
@task(name="showTask")
def show_task(view): return look(view)
@export
async def show_async(view): return look(view)
@export
def echo(value): return value
@task(name="echoTask")
def echo_task(value): return value
@export
def sums(matrix: np.ndarray): return matrix.sum(axis=0).tolist()
@export
def rows(matrix: Iterable[list[float]]): return matrix
@export
def content(data: bytes): return data.hex()

def by_reference(cx):
    array = cx.argument(0, JsTypedArray)
    with array.borrow() as view:
        return cx.value([list(array), list(view.shape), list(array.copy().shape), np.asarray(array.copy())])

for name, value in given.items():
    export_constant(name, value)

@register_module
def main(m):
    m.export_function("byReference", by_reference)
"""

TOOLS = """
const module_ = require('./module');
const { show, showAll, showTask, showAsync, echo, echoTask, sums, rows, content, byReference, ...given } = module_;
const print = (...values) => console.log(JSON.stringify(values));
const text = ({ name, message }) => `${name}: ${message}`;
"""


def answers(host: Host, script: str) -> list[list[object]]:
    host.module(LIBRARY)
    return [json.loads(line) for line in host.lines(TOOLS + "(async () => {" + script + "})();")]


def test_pythons_shape_is_a_property_of_the_typed_array(host: Host) -> None:
    script = """
        for (const [name, array] of Object.entries(given)) {
          const nested = (await echoTask([{ array }]))[0].array;
          print(name, array.constructor.name, [...array].join(), array.shape, nested.shape, Object.keys(array).length);
        }
        const { matrix } = given;
        print(Object.isFrozen(matrix.shape), (matrix.shape = [3, 2], show(matrix)[1]));
    """
    shown: dict[str, tuple[str, str, list[int] | None]] = {
        "matrix": ("Float64Array", "0,1,2,3,4,5", [2, 3]),
        "fortran": ("Int16Array", "0,1,2,3,4,5", [2, 3]),
        "strided": ("Float64Array", "0,1,4,5", [2, 2]),
        "empty": ("Uint32Array", "", [0, 3]),
        "cube": ("Uint8Array", "1,1", [1, 2, 1]),
        "bytes": ("Uint8Array", "97,98,99,100,101,102", [3, 2]),
        "line": ("Float64Array", "0,1,2,3,4,5", None),
    }
    expected = [[name, *told, told[-1], len(told[1].split(",")) if told[1] else 0] for name, told in shown.items()]
    assert answers(host, script) == [*expected, [True, [3, 2]]]


def test_a_shape_arrives_in_python(host: Host) -> None:
    """That which Python gave, and one that the program sets; in arguments, results, lists, by each kind of function."""
    script = """
        const shaped = (array, shape) => Object.assign(array, { shape });
        const matrix = shaped(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2]);
        print(show(matrix), await showTask(matrix), await showAsync(matrix), ...showAll([matrix, given.matrix]));
        print(sums(given.matrix), rows(matrix), content(given.bytes), content(given.matrix).length);
        for (const shape of [[6], [1, 6], [2, 1, 3, 1], undefined, null]) print(show(shaped(new Uint8Array(6), shape)));
        print(show(shaped(new BigInt64Array(1), [])), show(shaped(new Int8Array(0), [2, 0])));
        print(show(shaped(Buffer.from('ab'), [2, 1])), show(shaped(new ArrayBuffer(1), [2])));
        print(show(new (class extends Uint8Array { get shape() { return 'round'; } })(1)));
        const sized = Object.defineProperty(new Float64Array(new ArrayBuffer(64), 8, 4), 'length', { value: 7 });
        print(show(shaped(sized, [2, 2])));
    """
    matrix = ["f", [3, 2], [[1, 2], [3, 4], [5, 6]]]
    given = ["d", [2, 3], [[0, 1, 2], [3, 4, 5]]]
    assert answers(host, script) == [
        [matrix, matrix, matrix, matrix, given],
        [[3, 5, 7], [[1, 2], [3, 4], [5, 6]], "616263646566", 96],
        [["B", [6], [0] * 6]],
        [["B", [1, 6], [[0] * 6]]],
        [["B", [2, 1, 3, 1], [[[[0], [0], [0]]], [[[0], [0], [0]]]]]],
        [["B", [6], [0] * 6]],
        [["B", [6], [0] * 6]],
        [["q", [], 0], ["b", [2, 0], [[], []]]],
        [["B", [2, 1], [[97], [98]]], ["B", [1], [0]]],
        [["B", [1], [0]]],
        [["d", [2, 2], [[0, 0], [0, 0]]]],
    ]


def test_a_shape_that_does_not_fit_is_refused(host: Host) -> None:
    script = """
        const shapes = [[], [7], [2, 2], [-2, -3], [0.5, 12], [2, '3'], [NaN], [2, , 3], 'round', 6,
                        new Array(65).fill(1)];
        for (const shape of shapes) {
          const array = Object.assign(new Int32Array(6), { shape });
          for (const call of [show, showTask, (one) => echo({ one }), (one) => echoTask([[one]])]) {
            try {
              print(await call(array));
            } catch (error) {
              print(text(error).replace(/value.*?: /, ''));
            }
          }
        }
        const misfit = Object.assign(new Int8Array(1), { shape: [3] });
        for (const value of [{ a: [0, misfit] }, new Map([['k', { 'b c': misfit }]]), [new ArrayBuffer(1), misfit]]) {
          try { show(value); } catch (error) { print(text(error)); }
        }
        const failing = Object.defineProperty(new Int8Array(1), 'shape', { get() { throw new RangeError('mine'); } });
        try { show(failing); } catch (error) { print(text(error)); }
    """
    got = ["[]", "[7]", "[2, 2]", "[-2, -3]", "[0.5, 12]", "[2, 3]", "[NaN]", "[2, undefined, 3]"]
    told = [f"TypeError: expected the shape of 6 items, got {each}" for each in got]
    told += [f"TypeError: expected an Array as the shape of a typed array, got a {one}" for one in ("string", "number")]
    told += ["TypeError: expected a shape of at most 64 dimensions, got 65"]
    told = [each for each in told for _ in range(4)]
    told += [
        f"TypeError: value{place}: expected the shape of 1 items, got [3]"
        for place in (".a[1]", '.get("k")["b c"]', "[1]")
    ]
    assert answers(host, script) == [[each] for each in [*told, "RangeError: mine"]]


def test_a_shape_is_shared_memory_all_the_same(host: Host) -> None:
    script = """
        given.matrix[0] = 7;
        print(show(given.matrix)[2][0], show(given.line)[2][0]);
        const [items, borrowed, copied, again] = byReference(Object.assign(new Uint16Array([1, 2]), { shape: [2, 1] }));
        print(items, borrowed, copied, again.shape);
        again[1] = 9;
        print(show(again));
    """
    assert answers(host, script) == [
        [[7, 1, 2], 7],
        [[1, 2], [2], [2, 1], [2, 1]],
        [["H", [2, 1], [[1], [9]]]],
    ]


def test_workers_and_shared_memory_have_shapes(host: Host) -> None:
    host.needs("workers", "shared memory")
    script = """
        const { Worker } = require('worker_threads');
        print(show(Object.assign(new Int8Array(new SharedArrayBuffer(2)), { shape: [2, 1] })));
        const code = `const { show, matrix } = require(${JSON.stringify(require.resolve('./module'))});
          require('worker_threads').parentPort.postMessage([show(matrix), matrix.shape]);`;
        new Worker(code, { eval: true }).once('message', (message) => print(...message));
    """
    assert answers(host, script) == [
        [["b", [2, 1], [[0], [0]]]],
        [["d", [2, 3], [[0, 1, 2], [3, 4, 5]]], [2, 3]],
    ]


def test_float16_is_a_float16array_where_there_is_one(host: Host) -> None:
    """Else it is refused, with what to write."""
    script = """
        const half = (values, rest = {}) => Object.assign(new Float16Array(values), rest);
        if (!globalThis.Float16Array) {
          for (const call of [() => half16(), () => allHalf16()]) {
            try { call(); } catch (error) { print(text(error)); }
          }
          return;
        }
        const { column, rows: matrix } = allHalf16();
        for (const array of [half16(), column[0], matrix, (await echoTask([half([0.5])]))[0]]) {
          print(array.constructor.name, [...array], array.shape);
        }
        print(show(half([1.5, -2])), await showTask(half([1.5], { shape: [1, 1] })), ...showAll([half([3]), matrix]));
        print(sums(half([1, 2, 3, 4], { shape: [2, 2] })), rows(half([1, 2], { shape: [2, 1] })), content(half([1])));
        const shared = half([1]);
        twice(shared);
        print([...shared], show(half([])));
    """
    host.module(
        LIBRARY
        + """
@export
def half16(): return np.array([1.5, -2], "e")
@export
def all_half16(): return {"column": [np.ones(1, "e")], "rows": np.asfortranarray(np.arange(4, dtype="e").reshape(2, 2))}
@export
def twice(view: np.ndarray): view *= 2
"""
    )
    tools = TOOLS.replace("...given", "half16, allHalf16, twice, ...given")
    lines = [json.loads(line) for line in host.lines(tools + "(async () => {" + script + "})();")]
    refused = 'cannot copy a ndarray of float16 to JavaScript: write .astype("float32")'
    if len(lines) == 2:
        assert lines == [[f"TypeError: {refused}"], [f"TypeError: result.column[0]: {refused}"]]
        return
    assert lines == [
        ["Float16Array", [1.5, -2], None],
        ["Float16Array", [1], None],
        ["Float16Array", [0, 1, 2, 3], [2, 2]],
        ["Float16Array", [0.5], None],
        [["e", [2], [1.5, -2]], ["e", [1, 1], [[1.5]]], ["e", [1], [3]], ["e", [2, 2], [[0, 1], [2, 3]]]],
        [[4, 6], [[1], [2]], "003c"],
        [[2], ["e", [0], []]],
    ]
