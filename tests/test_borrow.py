"""Borrows: Python looks at JavaScript's own memory, for as long as the call lasts."""
from __future__ import annotations

from conftest import Host


def test_both_sides_see_the_same_memory(host: Host) -> None:
    body = """
        floats, buffer = cx.argument(0, JsFloat64Array), cx.argument(1, JsArrayBuffer)
        with floats.borrow_mut() as memory:
            assert memory.format == "d" and memory.tolist() == [1.5, 2.5, 3.5]
            memory[1] = -1
            assert float(floats[1]) == -1
            floats[2] = 7
            assert memory[2] == 7
        with buffer.borrow() as memory:
            assert memory.readonly and bytes(memory) == bytes([1, 2, 3, 4])
        with JsUint16Array.from_buffer(cx, buffer, 2).borrow_mut() as memory:
            memory[0] = 0xFFFF
        assert [len(floats), len(buffer), list(floats), list(buffer)] == [3, 4, [1.5, -1, 7], [1, 2, 255, 255]]
        assert list(cx.argument(2, JsBigInt64Array)) == [-5] and len(cx.argument(3, JsBuffer)) == 2
        assert cx.argument(3, JsBuffer).borrow().tobytes() == b"hi"
        sizes = [cx.argument(index, JsTypedArray).item_size for index in (0, 2, 3)]
        assert sizes == [cx.argument(index, JsValue).item_size for index in (0, 2, 3)]
        assert sizes == [8, 8, 1] and JsUint32Array.new(cx, 1).downcast(JsTypedArray).item_size == 4
        assert JsUint32Array.item_size == 4 and cx.value(bytearray(b"hi"), JsBuffer).borrow().tobytes() == b"hi"
    """
    script = """
        const floats = Float64Array.of(1.5, 2.5, 3.5);
        const buffer = Uint8Array.of(1, 2, 3, 4).buffer;
        m.check(floats, buffer, BigInt64Array.of(-5n), Buffer.from('hi'));
        console.log(floats.join(), new Uint8Array(buffer).join());
    """
    assert host.check(body, script) == ["1.5,-1,7 1,2,255,255"]


def test_borrows_that_conflict_are_refused(host: Host) -> None:
    body = """
        buffer = cx.array_buffer(8)
        low, high = JsUint8Array.from_buffer(cx, buffer, 0, 4), JsUint8Array.from_buffer(cx, buffer, 4)
        with low.borrow(), low.borrow(), buffer.borrow():
            assert "it is borrowed already" in refused(BorrowError, low.borrow_mut)
            assert refused(BorrowError, buffer.borrow_mut)
        with low.borrow_mut(), high.borrow_mut():  # side by side
            for refusal in (low.borrow, low.borrow_mut, buffer.borrow, buffer.borrow_mut):
                assert refused(BorrowError, refusal)
            inner = cx.function(lambda inner: refused(BorrowError, inner.argument(0, JsUint8Array).borrow))
            assert "borrowed already" in inner(low).value()
        view = buffer.borrow_mut()
        view.release()
        buffer.borrow_mut()  # until the call ends
        assert issubclass(BorrowError, BufferError)
        empty = cx.array_buffer(0)
        with empty.borrow_mut(), empty.borrow_mut():
            pass
    """
    assert host.check(body) == []


def test_a_borrow_ends_with_its_call(host: Host) -> None:
    """What an ndarray still looks at stays where it is, though."""
    body = """
        import numpy as np
        if not kept:
            array = cx.argument(0, JsFloat64Array)
            kept.extend([array.borrow_mut(), np.asarray(cx.argument(1, JsFloat64Array).borrow_mut())])
            return
        assert "released memoryview" in refused(ValueError, lambda: kept[0][0])
        gc.collect()
        assert kept[1].sum() == 3
        with cx.argument(0, JsFloat64Array).borrow_mut() as memory:
            memory[0] = 9
        kept.clear()
    """
    script = """
        const array = Float64Array.of(1);
        m.check(array, Float64Array.of(1, 2));
        for (let i = 0; i < 20; i++) new Float64Array(1e6);
        gc();
        m.check(array);
        console.log(array[0]);
    """
    assert host.check(body, script, "kept = []") == ["9"]


def test_python_lends_its_memory_too(host: Host) -> None:
    body = """
        source = bytearray(b"python")
        buffer = cx.array_buffer(source)
        with buffer.borrow_mut() as memory:
            memory[0] = ord("P")
        assert source == b"Python" and refused(BufferError, source.append, 1)
        assert cx.buffer(b"bytes").borrow().tobytes() == b"bytes"
        assert bytes(cx.array_buffer(3).borrow()) == bytes(3) and len(cx.buffer(2)) == 2
        assert refused(ValueError, cx.array_buffer, -1) == "expected a size in bytes, got -1"
        assert refused(TypeError, cx.array_buffer, "text")
        for offset, length in ((1, 1), (0, 5), (-2, 1), (8, 1), (0, -1)):
            assert "cannot make a Uint16Array" in refused(
                ValueError, JsUint16Array.from_buffer, cx, cx.array_buffer(8), offset, length)
        assert "is of no element type" in refused(TypeError, JsTypedArray.from_buffer, cx, buffer)
        assert "RangeError" in refused(JsError, cx.array_buffer, 2**60)
        return buffer
    """
    assert host.check(body, "console.log(Buffer.from(m.check()).toString());") == ["Python"]


def test_memory_that_may_go_is_refused(host: Host) -> None:
    body = """
        return [refused(JsError, cx.argument(0, JsArrayBuffer).borrow)]
    """
    script = """
        const detached = new ArrayBuffer(8);
        if (detached.transfer) detached.transfer();
        else structuredClone(detached, { transfer: [detached] });
        console.log(...m.check(detached));
    """
    assert host.check(body, script) == ["TypeError: cannot copy a detached ArrayBuffer to Python"]


def test_a_worker_lends_its_memory(host: Host) -> None:
    host.needs("workers")
    body = """
        with cx.argument(0, JsFloat64Array).borrow_mut() as memory:
            memory[0] += 1
        with cx.argument(0, JsFloat64Array).borrow():
            cx.argument(0, JsFloat64Array)[1] = 5
        kept.append(cx.argument(0, JsFloat64Array).borrow_mut()[:])
    """
    script = """
        const { Worker, isMainThread } = require('worker_threads');
        const array = Float64Array.of(1, 1);
        m.check(array);
        console.log(...array);
        if (isMainThread) new Worker(__filename).on('exit', () => { gc(); m.look(); });
    """
    library = """
        kept = []

        @export
        def look() -> None:
            assert [list(each) for each in kept] == [[2, 5], [2, 5]]
            kept.clear()
    """
    assert host.check(body, script, library) == ["2 5", "2 5"]
