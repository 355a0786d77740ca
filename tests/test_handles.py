"""Handles: what JavaScript values are to Python by reference."""
from __future__ import annotations

from conftest import Host


def test_a_handle_tells_what_it_is(host: Host) -> None:
    body = """
        names = [
            "JsUndefined", "JsNull", "JsBoolean", "JsNumber", "JsString", "JsBigInt", "JsSymbol", "JsObject", "JsArray",
            "JsFunction", "JsPromise", "JsDate", "JsError", "JsBox", "JsArrayBuffer", "JsBuffer", "JsTypedArray",
            "JsUint8Array", "JsFloat64Array", "JsBigInt64Array",
        ]
        for index, row in enumerate(cx.argument(0, JsArray)):
            value, expected = row[0], str(row[1]).split()
            assert type(value).__name__ == expected[0], row[1]
            types = [name for name in names if value.is_a(globals()[name])]
            assert sorted(types) == sorted(set(expected[1:] or expected[:1])), (str(row[1]), types)
            assert value.is_a(JsValue)
            for name in types:
                assert type(value.downcast(globals()[name])) is globals()[name]
    """
    script = """
        class User {}
        m.check([
          [undefined, 'JsUndefined'], [null, 'JsNull'], [false, 'JsBoolean'], [-0, 'JsNumber'], ['', 'JsString'],
          [10n, 'JsBigInt'], [Symbol(), 'JsSymbol'], [{}, 'JsObject'], [new User(), 'JsObject'],
          [Object.create(null), 'JsObject'], [new Proxy({}, {}), 'JsObject'], [new Map(), 'JsObject'],
          [[], 'JsArray JsArray JsObject'], [() => {}, 'JsFunction JsFunction JsObject'],
          [User, 'JsFunction JsFunction JsObject'], [Promise.resolve(), 'JsPromise JsPromise JsObject'],
          [new Date(), 'JsDate JsDate JsObject'], [new TypeError(), 'JsObject JsError JsObject'],
          [new ArrayBuffer(1), 'JsArrayBuffer JsArrayBuffer JsObject'],
          [new DataView(new ArrayBuffer(1)), 'JsObject'],
          [Buffer.from('a'), 'JsBuffer JsBuffer JsUint8Array JsTypedArray JsObject'],
          [new Uint8Array(1), 'JsUint8Array JsUint8Array JsBuffer JsTypedArray JsObject'],
          [new Float64Array(1), 'JsFloat64Array JsFloat64Array JsTypedArray JsObject'],
          [new BigInt64Array(1), 'JsBigInt64Array JsBigInt64Array JsTypedArray JsObject'],
        ]);
    """
    assert host.check(body, script) == []


def test_what_is_of_another_type_is_not_downcast(host: Host) -> None:
    body = """
        number, text, symbol = cx.number(1), cx.string("x"), cx.symbol()
        for refusal, message in (
            (lambda: number.downcast(JsString), "failed to downcast number to string"),
            (lambda: text.downcast(JsArray), "failed to downcast string to Array"),
            (lambda: symbol.downcast(JsObject), "failed to downcast symbol to object"),
            (lambda: cx.empty_object().downcast(JsError), "failed to downcast object to Error"),
            (lambda: cx.empty_object().get("x", JsFunction), "failed to downcast any to function"),
            (lambda: cx.argument(0, JsBox), "check: argument 0: failed to downcast any to JsBox, got an Array"),
            (lambda: cx.argument(1, JsString), "check: argument 1: failed to downcast any to string, got null"),
            (lambda: cx.argument(2, JsArray), "check: argument 2: failed to downcast any to Array, got an Error"),
            (lambda: cx.argument_opt(3, JsArray), "check: argument 3: failed to downcast any to Array, got a string"),
            (lambda: cx.this(JsArray), "check: this: failed to downcast any to Array, got an object"),
        ):
            assert refused(DowncastError, refusal) == message
        assert issubclass(DowncastError, TypeError)
    """
    assert host.check(body, "m.check([], null, new TypeError(), 'x')") == []


def test_each_type_makes_its_own_values(host: Host) -> None:
    """As Neon's `JsNumber::new(&mut cx, 23)`."""
    body = """
        made = [
            JsUndefined.new(cx), JsNull.new(cx), JsBoolean.new(cx, True), JsNumber.new(cx, 23), JsString.new(cx, "hi"),
            JsBigInt.new(cx, -2**70), JsSymbol.new(cx, "s"), JsDate.new(cx, 1.0).call_method("getTime"),
            JsArray.new(cx, 2), JsObject.new(cx),
            JsArrayBuffer.new(cx, 3), JsUint16Array.new(cx, 2), JsBuffer.new(cx, 2), JsError.new(cx, "e", "RangeError"),
            JsFunction.new(cx, lambda cx: 5, "five"), JsBox.new(cx, self_made),
        ]
        array = cx.empty_array()
        for value in made:
            array.append(value)
        assert len(array) == len(made)
        assert made[-1].value() is self_made
        return array
    """
    script = """
        const made = m.check();
        const five = made.at(-2);
        console.log(...made.slice(0, 6));
        console.log(...made.slice(6, -2).map(String), five.name, five(), typeof made.at(-1));
    """
    assert host.check(body, script, "self_made = object()") == [
        "undefined null true 23 hi -1180591620717411303424n",
        "Symbol(s) 1 , [object Object] [object ArrayBuffer] 0,0 \0\0 RangeError: e five 5 object",
    ]


def test_primitives_speak_python(host: Host) -> None:
    body = """
        assert [int(cx.number(-2.9)), float(cx.number(2.5)), cx.number(1).value()] == [-2, 2.5, 1.0]
        shown = [str(value) for value in (cx.number(1), cx.number(0.5), cx.null(), cx.symbol("s"))]
        assert shown == ["1", "0.5", "null", "Symbol(s)"]
        assert refused(ValueError, int, cx.number(math.nan))
        assert not any([cx.undefined(), cx.null(), cx.boolean(False)])
        assert all([cx.boolean(True), cx.number(0), cx.string(""), cx.bigint(0), cx.symbol(), cx.empty_object()])
        assert cx.undefined().value() is None and cx.null().value() is None
        assert [hex(cx.bigint(255)), int(cx.bigint(2**100)), range(9)[cx.bigint(3)]] == ["0xff", 2**100, 3]
        assert cx.bigint(-(2**64)).value() == -(2**64)
        assert refused(TypeError, cx.bigint, 1.5)
        assert cx.symbol("why").value() == "why" and cx.argument(0, JsSymbol).value() is None
        text = "\\ud800 \\U0001f600 \\0"
        assert cx.string(text).value() == text == str(cx.string(text))
        assert [repr(cx.number(1)), repr(cx.string("a'b"))] == ["<JsNumber 1>", '<JsString "a\\'b">']
        assert repr(cx.empty_object()) == "<JsObject [object Object]>"
    """
    assert host.check(body, "m.check(Symbol());") == []


def test_an_object_is_a_mapping(host: Host) -> None:
    body = """
        o = cx.argument(0, JsObject)
        assert [*o] == o.keys() == ["7", "own", "getter"] and len(o) == 3
        assert "own" in o and "inherited" in o and "toString" in o and "no" not in o
        assert o.has("own") and not o.has("no") and 7 in o and o[7].value() == "seven"
        assert float(o["own"]) == 1 and o["no"].is_a(JsUndefined) and float(o["inherited"]) == 2
        assert o.get("own", JsNumber).value() == 1
        o["own"] = cx.string("changed"); o["plain"] = {"list": [1, None, 2**60]}; o.set(cx.argument(1, JsSymbol), True)
        assert o[cx.argument(1, JsSymbol)].value() is True
        assert o["plain"]["list"][1].is_a(JsNull) and int(o["plain"]["list"][2].downcast(JsBigInt)) == 2**60
        del o["plain"]; del o["no"]
        assert o.delete("getter") and "getter" not in o and "plain" not in o
        frozen, sealed = cx.empty_object(), cx.empty_object()
        frozen["a"] = sealed["a"] = 1
        frozen.freeze(); sealed.seal()
        for closed in (frozen, sealed):
            closed["b"] = 1  # as in JavaScript that is not strict
            assert "b" not in closed
        assert not frozen.delete("a") and not sealed.delete("a")
        assert "cannot delete" in refused(TypeError, frozen.__delitem__, "a")
        for wrong in (None, 1.5, b"x", o):
            assert "expected a property's name" in refused(TypeError, o.get, wrong)
        assert refused(TypeError, o.set, "x", object()) == "cannot copy a object to JavaScript"
        is_frozen, is_sealed = (cx.globals()["Object"][name] for name in ("isFrozen", "isSealed"))
        assert is_frozen(frozen) and not is_frozen(sealed) and is_sealed(sealed)
    """
    script = """
        const key = Symbol('key');
        const o = Object.assign(Object.create({ inherited: 2 }), { 7: 'seven', own: 1, get getter() { return 3; } });
        m.check(o, key);
        console.log(Reflect.ownKeys(o).map((name) => `${String(name)}: ${o[name]}`).join());
    """
    assert host.check(body, script) == [
        "7: seven,own: changed,Symbol(key): true"
    ]


def test_an_array_is_a_sequence(host: Host) -> None:
    body = """
        array = cx.argument(0, JsArray)
        assert len(array) == 4 and [str(one) for one in array] == ["a", "b", "undefined", "d"]
        assert [str(one) for one in array.to_list()] == [str(one) for one in array[:]]
        assert [str(array[0]), str(array[-1]), [str(one) for one in array[1::2]]] == ["a", "d", ["b", "d"]]
        for index in (4, -5, 2**70):
            assert "expected an index below 4" in refused(IndexError, lambda: array[index])
        array[0] = "A"; array.append(cx.null()); array["name"] = "n"
        assert len(array) == 5 and str(array["name"]) == "n" and array.keys()[-1] == "name"
        assert len(cx.empty_array()) == 0
        growing = cx.empty_array(); growing.append(0)
        for value in growing:
            if len(growing) < 5:
                growing.append(float(value) + 1)
        assert growing.copy() == [0, 1, 2, 3, 4]
        return array
    """
    script = "console.log(m.check(['a', 'b', , 'd']));"
    assert host.check(body, script) == ["[ 'A', 'b', <1 empty item>, 'd', null, name: 'n' ]"]


def test_a_function_is_called_with_any_number_of_arguments(host: Host) -> None:
    body = """
        f = cx.argument(0, JsFunction)
        assert f().copy() == ["undefined", []]
        assert f(1, "two", cx.bigint(3), None, [4]).copy() == ["undefined", [1, "two", 3, None, [4]]]
        assert f.call({"a": 1}).copy() == ["{\\"a\\":1}", []] and f.call(None, 1).copy() == ["null", [1]]
        assert f.call(cx.undefined()).copy() == ["undefined", []]
        for count in (7, 8, 9, 1000):
            assert f(*range(count)).copy() == ["undefined", list(range(count))]
        Date = cx.globals().get("Date", JsFunction)
        assert Date.construct(0).downcast(JsDate).value() == 0 and Date.construct(0).instance_of(Date)
        assert Date.construct(*[2020, 0, 1, 0, 0, 0, 7]).call_method("getMilliseconds").value() == 7
        many = cx.globals().get("Array", JsFunction).construct(*range(20))
        assert many.copy() == list(range(20))
        assert cx.value([3, 1, 2]).call_method("sort").call_method("join", "-").value() == "1-2-3"
        assert refused(DowncastError, cx.value({}).call_method, "missing") == "failed to downcast any to function"
        assert "not a constructor" in refused(JsError, cx.argument(1, JsFunction).construct)
        assert refused(TypeError, f, object()) == "cannot copy a object to JavaScript"
        double = cx.function(lambda cx: 2 * cx.argument(0, JsNumber).value(), "double")
        assert double(4).value() == 8 and str(double["name"]) == "double"
        assert cx.function(print)["name"].value() == "print"
        assert "expected a function, got int" in refused(TypeError, cx.function, 5)
    """
    script = """
        (() => {
          'use strict';
          m.check(function (...args) { return [String(JSON.stringify(this)), args]; }, () => {});
        })();
    """
    assert host.check(body, script) == []


def test_dates_are_milliseconds_and_datetimes(host: Host) -> None:
    body = """
        from datetime import datetime, timedelta, timezone
        date = cx.date(1_600_000_000_123)
        assert date.value() == float(date) == 1_600_000_000_123
        moment = datetime(2020, 9, 13, 12, 26, 40, 123000, tzinfo=timezone.utc)
        assert date.to_datetime() == moment and date.to_datetime().utcoffset() == timedelta(0)
        assert cx.date(moment.astimezone(timezone(timedelta(hours=5)))).value() == date.value()
        assert cx.date(moment.astimezone().replace(tzinfo=None)).value() == date.value()
        assert cx.date(-8.64e15).value() == -8.64e15 and cx.date(8.64e15).value() == 8.64e15
        for beyond in (JsDate.MAX_VALUE + 1, -8.65e15, math.inf, -math.inf):
            assert "expected milliseconds" in refused(ValueError, cx.date, beyond)
            assert not JsDate.new_lossy(cx, beyond).is_valid()
        assert JsDate.new_lossy(cx, JsDate.MIN_VALUE).value() == JsDate.MIN_VALUE and date.is_valid()
        assert not cx.date(math.nan).is_valid() and not JsDate.new_lossy(cx, math.nan).is_valid()
        assert str(cx.date(math.nan)) == "Invalid Date"
        invalid = cx.globals().get("Date", JsFunction).construct("nonsense").downcast(JsDate)
        assert math.isnan(invalid.value()) and refused(ValueError, invalid.to_datetime)
        assert refused(OverflowError, cx.date(8.64e15).to_datetime)
    """
    assert host.check(body) == []


def test_strict_equality_is_javascripts(host: Host) -> None:
    body = """
        o = cx.empty_object()
        assert o.strict_equals(o) and not o.strict_equals(cx.empty_object())
        one = cx.number(1)
        assert one.strict_equals(1) and not one.strict_equals("1") and not one.strict_equals(True)
        assert not cx.number(math.nan).strict_equals(math.nan) and cx.number(0).strict_equals(-0.0)
        assert cx.string("a").strict_equals(cx.string("a")) and cx.null().strict_equals(None)
        assert not cx.undefined().strict_equals(None) and cx.bigint(5).strict_equals(cx.bigint(5))
        assert not cx.symbol("s").strict_equals(cx.symbol("s"))
    """
    assert host.check(body) == []


def test_equality_is_that_of_the_values(host: Host) -> None:
    body = """
        o = cx.argument(0, JsObject)
        assert o == cx.argument(0, JsValue) and o == Root(o) and o != cx.empty_object() and o != {} and o != object()
        assert cx.number(5) == 5 == cx.number(5.0) and cx.number(0) == -0.0 and cx.number(2**60) == 2**60
        assert cx.number(1) != True and cx.boolean(True) != 1 and cx.boolean(True) == True and cx.number(5) != "5"
        assert cx.number(math.nan) != math.nan and cx.string("a") == "a" == cx.string("a") != cx.string("b")
        assert cx.bigint(2**70) == 2**70 and cx.bigint(5) == 5 and cx.bigint(5) != cx.number(5)
        assert cx.undefined() == None and cx.null() == None and cx.undefined() != cx.null() and cx.number(0) != None
        assert cx.symbol("s") != cx.symbol("s") and cx.argument(1, JsValue) == cx.argument(1, JsSymbol)
        error = cx.argument(2, JsError)
        assert cx.argument(2, JsObject) == error and error == cx.argument(2, JsObject)
        assert {cx.number(5), 5, cx.string("a"), "a"} == {5, "a"} and {o: 1}[cx.argument(0, JsObject)] == 1
        assert cx.symbol() in [cx.argument(1, JsSymbol)] or 5 in [cx.number(5)]
    """
    assert host.check(body, "m.check({}, Symbol('s'), new Error());") == []


def test_an_argument_that_may_be_left_out(host: Host) -> None:
    body = """
        for index in (*range(2), 5):
            assert cx.argument_opt(index, JsNumber) is None and cx.argument_opt(index, JsNumber, 7) == 7
            assert cx.argument_opt(index, JsValue, "none") == "none"
        assert cx.argument_opt(0, JsUndefined).is_a(JsUndefined) and cx.argument_opt(1, JsNull).is_a(JsNull)
        assert [(cx.argument_opt(2, JsNumber) or 7), cx.argument_opt(3, JsString) or "x"] == [0, ""]
        assert cx.argument_opt(4, JsBoolean, True) == False
        assert "got a number" in refused(DowncastError, cx.argument_opt, 2, JsString)
        refused(IndexError, cx.argument_opt, -1, JsString)
    """
    assert host.check(body, "m.check(undefined, null, 0, '', false);") == []


def test_the_properties_of_an_error_are_at_hand(host: Host) -> None:
    body = """
        error = cx.argument(0, JsError)
        assert error.keys() == ["code", "details"] and error.has("stack")
        assert error.get("details", JsArray).copy() == [1]
        assert error.get("code") == "E_WHY" == error.get_opt("code", JsString) and error.get_opt("no", JsString) is None
        assert error.instance_of(cx.globals().get("TypeError", JsFunction)) and error.get("message") == "why"
        error.set("seen", True)
        assert "failed to downcast any to number" in refused(DowncastError, error.get, "code", JsNumber)
        thrown = cx.try_catch(lambda cx: cx.throw(5)).error
        assert "failed to downcast any to object" in refused(DowncastError, thrown.keys)
    """
    script = """
        const error = Object.assign(new TypeError('why'), { code: 'E_WHY', details: [1] });
        m.check(error);
        console.log(error.seen);
    """
    assert host.check(body, script) == ["true"]


def test_this_and_kind_are_those_of_the_call(host: Host) -> None:
    body = """
        if cx.kind() == "construct":
            cx.this(JsObject)["made"] = True
            return None
        return [cx.kind(), str(cx.this()), cx.this().is_a(JsFunction)]
    """
    script = """
        const { check } = m;
        console.log(check.call('text'), check.call(check)[2], m.check()[1]);
        console.log(new check().made, new check() instanceof check);
    """
    assert host.check(body, script) == ["[ 'call', 'text', false ] true [object Object]", "true true"]


def test_errors_are_made_thrown_and_caught(host: Host) -> None:
    body = """
        for make, throw, name in (
            (cx.error, cx.throw_error, "Error"),
            (cx.type_error, cx.throw_type_error, "TypeError"),
            (cx.range_error, cx.throw_range_error, "RangeError"),
        ):
            error = make("why")
            assert isinstance(error, JsError) and str(error) == f"{name}: why"
            assert error.thrown(cx).is_a(JsError) and str(error.thrown(cx)["message"]) == "why"
            assert error.thrown(cx).instance_of(cx.globals().get(name, JsFunction))
            assert refused(JsError, throw, "why") == f"{name}: why"
        caught = cx.try_catch(lambda cx: cx.throw(cx.value({"not": "an error"})))
        assert caught.error.thrown(cx).copy() == {"not": "an error"}
        assert cx.try_catch(lambda cx: 5).unwrap() == 5
        failure = ValueError("mine")
        assert cx.try_catch(lambda cx: cx.throw(failure)).error is failure
        assert cx.try_catch(lambda cx: 1 / 0).error.args == ("division by zero",)
        thrown = cx.try_catch(lambda cx: cx.argument(0, JsFunction)()).error
        assert str(thrown.thrown(cx)["message"]) == "from JavaScript"
        cx.throw(thrown)
    """
    script = """
        const mine = new Error('from JavaScript');
        try { m.check(() => { throw mine; }); } catch (error) { console.log(error === mine); }
    """
    assert host.check(body, script) == ["true"]


def test_scopes_end_their_handles(host: Host) -> None:
    body = """
        outside = cx.empty_object()
        inside = []
        def work(inner):
            inside.append(inner.number(1)); inside.append(cx.number(2)); inside.append(outside.get("x"))
            outside["kept"] = inside[0]
            return "a result"
        assert cx.execute_scoped(work) == "a result"
        for handle in inside:
            assert "after its call had ended" in refused(RuntimeError, handle.strict_equals, 1)
        assert outside["kept"].value() == 1
        made = cx.compute_scoped(lambda inner: inner.value([1, 2]))
        assert made.copy() == [1, 2]
        assert refused(ZeroDivisionError, cx.execute_scoped, lambda inner: 1 / 0)
        assert cx.number(3).value() == 3
        for _ in range(1000):
            cx.execute_scoped(lambda inner: [inner.empty_object() for _ in range(100)])
    """
    assert host.check(body) == []


def test_a_value_is_copied_whole(host: Host) -> None:
    body = """
        value = cx.argument(0, JsValue)
        assert value.copy() == {"a": [1, None, {"b": {2}}], "m": {1: "one"}}
        assert "cannot copy a function to Python" in refused(JsError, cx.argument(1, JsValue).copy)
        assert cx.value({"x": (1, 2)}, JsObject).get("x", JsArray).copy() == [1, 2]
        assert cx.value(value).strict_equals(value)
        assert refused(DowncastError, cx.value, 5, JsString) == "failed to downcast any to string"
    """
    script = "m.check({ a: [1, null, { b: new Set([2]) }], m: new Map([[1, 'one']]) }, () => {});"
    assert host.check(body, script) == []


def test_a_box_is_its_python_object(host: Host) -> None:
    body = """
        if len(cx):
            box = cx.argument(0, JsBox)
            assert box.value() is thing and cx.value({"in": "it"}).is_a(JsBox) is False
            return box.value().name
        return cx.boxed(thing)
    """
    script = """
        const box = m.check();
        console.log(typeof box, m.check(box), m.named(box));
        try { m.check({}); } catch (error) { console.log(error.message); }
    """
    library = """
        class Thing:
            name = "a thing"
        thing = Thing()

        @export
        def named(thing: Thing) -> str:
            return thing.name
    """
    assert host.check(body, script, library) == [
        "object a thing a thing", "check: argument 0: failed to downcast any to JsBox, got an object",
    ]  # fmt: skip


def test_a_box_is_checked_to_be_of_a_class(host: Host) -> None:
    body = """
        from typing import Any, Optional, Union
        person, word = cx.boxed(Person()), cx.boxed("word")
        for class_ in (Person, object, Any, Union[int, Person], Person | None, Optional[Person]):
            assert isinstance(person.downcast(JsBox[class_]).value(), Person) and person.is_a(JsBox[class_])
        assert cx.boxed([1]).is_a(JsBox[list[int]]) and cx.boxed(None).is_a(JsBox[Person | None])
        assert not any(word.is_a(JsBox[class_]) for class_ in (Person, int | Person))
        assert not cx.number(1).is_a(JsBox[Person])
        assert refused(DowncastError, word.downcast, JsBox[Person]) == "failed to downcast JsBox to Person"
        assert cx.argument(0, JsBox[Person]).value().name == "of Python"
        refusal = "check: argument 1: failed to downcast JsBox to Person, got a Dog"
        assert refused(DowncastError, cx.argument, 1, JsBox[Person]) == refusal
        refusal = "check: argument 2: failed to downcast any to JsBox, got an object"
        assert refused(DowncastError, cx.argument, 2, JsBox[Person]) == refusal
        refused(DowncastError, cx.value({"x": Dog()}, JsObject).get, "x", JsBox[Person])
    """
    library = """
        @export
        class Person:
            name = "of Python"

        @export
        class Dog: pass
    """
    assert host.check(body, "m.check(new m.Person(), new m.Dog(), {});", library) == []
