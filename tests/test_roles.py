"""What iterators and functions of JavaScript's are to Python: annotations, and what is made of arguments."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from typing import Any, Optional

import pytest

from bridge import Callback, Latest, export, task
from bridge.exports.function import ASYNC, ASYNC_STREAM, STREAM, SYNC, TASK, Export
from bridge.exports.options import Options
from bridge.streams.line import CLOSE, GO, SEND, THROW, Caller, Line, Question
from bridge.streams.outgoing import Outgoing, drive
from bridge.streams.roles import CALLBACK, COPY, ITERABLE


def prepared(function: Callable[..., Any], kind: str = TASK) -> Export:
    made = Export(function, "f", kind)
    made.prepare()
    return made


class Answer(Question):
    def __init__(self, value: Any) -> None:
        self.value = value

    def wait(self) -> Any:
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value

    def when_done(self, callback: Callable[[], object]) -> None:
        callback()

    def result(self) -> Any:
        return self.wait()


class Function(Caller):
    """Stands for a function of JavaScript's."""

    def __init__(self, *answers: Any, here: bool = False) -> None:
        self.answers = list(answers)
        self.here = here
        self.log: list[Any] = []

    def post(self, arguments: tuple[Any, ...]) -> None:
        self.log.append(("post", *arguments))

    def post_latest(self, arguments: tuple[Any, ...]) -> None:
        self.log.append(("latest", *arguments))

    def ask(self, arguments: tuple[Any, ...]) -> Question:
        self.log.append(("ask", *arguments))
        return Answer(self.answers.pop(0))

    def call(self, arguments: tuple[Any, ...], is_asked: bool) -> Any:
        self.log.append(("call", *arguments))
        return self.answers.pop(0) if is_asked else None

    def is_here(self) -> bool:
        return self.here


def test_a_role_is_found_of_each_parameter() -> None:
    def f(
        a: int,
        b: Callback[[int], None],
        c: Latest[float] | None,
        d: Optional[Callback[..., Any]],  # noqa: UP045
        e: Iterable[int],
        *rest: Generator[int, None, None] | None,
        on_step: Callback[[int], bool] | None = None,
        size: int = 0,
    ) -> None: ...

    export = prepared(f)
    roles = [COPY, CALLBACK, CALLBACK, CALLBACK, ITERABLE, ITERABLE, ITERABLE]
    assert [export.role_at(index) for index in range(7)] == roles
    assert export.named_roles == {"on_step": CALLBACK, "onStep": CALLBACK}
    assert export.has_roles


def test_plain_parameters_have_no_roles() -> None:
    async def f(a: int, b: Iterable[int], *, c: str | None = None) -> None: ...

    export = prepared(f, ASYNC)
    assert not export.has_roles
    assert [export.role_at(index) for index in range(4)] == [COPY] * 4


@pytest.mark.parametrize(
    ("kind", "result", "expected"),
    [
        (TASK, Iterator[int], STREAM),
        (TASK, Generator[int, None, str], STREAM),
        (TASK, Iterable[int], TASK),
        (TASK, list[int], TASK),
        (ASYNC, AsyncIterator[int], ASYNC_STREAM),
        (SYNC, AsyncIterator[int], ASYNC_STREAM),
        (SYNC, Iterator[int], SYNC),
    ],
)
def test_what_gives_an_iterator_is_told_by_its_annotation(kind: str, result: Any, expected: str) -> None:
    def f() -> Any: ...

    f.__annotations__["return"] = result
    assert prepared(f, kind).kind == expected


@pytest.mark.parametrize(
    ("annotation", "kind", "message"),
    [
        (Iterator[int], ASYNC, "f: a: an async function iterates over an AsyncIterator"),
        (AsyncIterator[int], TASK, "f: a: only an async function iterates over an AsyncIterator"),
        (AsyncIterator[int], SYNC, "f: a: only an async function iterates over an AsyncIterator"),
        (Callback[int, None], TASK, "f: a: expected Callback[[arguments], result]"),  # type: ignore[misc]
        (Callback[[int], complex], TASK, "f: a: no complex can come from JavaScript by copy"),
        (Iterator[complex], TASK, "f: a: no complex can come from JavaScript by copy"),
        (list[Callback[[int], None]], TASK, "f: a: no Callback can come from JavaScript by copy"),
    ],
)
def test_what_cannot_be_is_refused_at_once(annotation: Any, kind: str, message: str) -> None:
    def f(a: Any) -> None: ...

    f.__annotations__["a"] = annotation
    with pytest.raises(TypeError) as caught:
        prepared(f, kind)
    assert str(caught.value) == message


def test_a_generator_function_is_no_synchronous_export() -> None:
    def f() -> Iterator[int]:
        yield 1

    with pytest.raises(TypeError, match="f is a generator function: export it with @task"):
        export(f)


@pytest.mark.parametrize(
    ("window", "error", "message"),
    [
        ("a", TypeError, "window: expected a number of items, got str"),
        (True, TypeError, "window: expected a number of items, got bool"),
        (0, ValueError, "window: expected a positive number of items, got 0"),
    ],
)
def test_a_window_is_a_positive_number(window: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        task(window=window)


def test_a_callback_posts_asks_or_tells_the_newest() -> None:
    def f(a: Callback[[int], None], b: Callback[[int], bool], c: Latest[int, int], d: Callback[..., Any]) -> list[Any]:
        return [a(1), b(2), c(3, 4), d()]

    functions = Function(), Function(True), Function(), Function("any")
    assert prepared(f).call(list(functions)) == [None, True, None, "any"]
    assert [each.log for each in functions] == [[("post", 1)], [("ask", 2)], [("latest", 3, 4)], [("ask",)]]


def test_on_javascripts_thread_a_callback_calls() -> None:
    def f(a: Callback[[int], None], b: Callback[[int], int], c: Latest[int]) -> list[Any]:
        return [a(1), b(2), c(3)]

    functions = Function(here=True), Function(5, here=True), Function(here=True)
    assert prepared(f, SYNC).call(list(functions)) == [None, 5, None]
    assert [each.log for each in functions] == [[("call", 1)], [("call", 2)], [("call", 3)]]


def test_an_answer_that_is_none_is_refused() -> None:
    def f(a: Callback[[int], bool]) -> bool:
        return a(1)

    with pytest.raises(TypeError, match=r"f: a\(\): expected bool, got int"):
        prepared(f).call([Function(1)])


@pytest.mark.parametrize(("value", "got"), [(5, "int"), (None, "None"), ("x", "str")])
def test_what_is_no_function_is_refused(value: Any, got: str) -> None:
    def f(a: Callback[[int], None]) -> None: ...

    with pytest.raises(TypeError, match=f"f: a: expected a function, got {got}"):
        prepared(f).call([value])


def test_an_answer_is_awaited_on_a_loop_which_does_not_wait() -> None:
    async def f(a: Callback[[int], bool]) -> bool:
        with pytest.raises(RuntimeError, match=r"await callback\.aio"):
            a(1)
        return await a.aio(2)

    function = Function(True)
    assert asyncio.run(prepared(f, ASYNC).call([function]))
    assert function.log == [("ask", 2)]


def numbers(rows: Iterator[int]) -> list[int]:
    return list(rows)


def first(rows: Iterator[int]) -> int:
    for row in rows:
        return row
    return 0


def test_items_are_asked_for_ahead_of_their_use() -> None:
    function = Function([[1, 2], False], [[3], True])
    made = Export(first, "first", TASK, options=Options(window=6))
    assert made.call([function]) == 1
    assert function.log == [("ask", 3), ("ask", 3), ("post", -1)]


def test_an_iterator_ends_with_its_last_item() -> None:
    function = Function([[1, 2], False], [[3], True])
    assert prepared(numbers).call([function]) == [1, 2, 3]
    assert function.log == [("ask", 128)] * 2


def test_on_javascripts_thread_an_iterator_is_called() -> None:
    function = Function([[1, 2], False], [[3], True], here=True)
    assert prepared(numbers, SYNC).call([function]) == [1, 2, 3]
    function = Function([[1, 2], False], here=True)
    assert prepared(first, SYNC).call([function]) == 1
    assert function.log == [("call", 128), ("call", -1)]


def test_an_item_is_refused_by_its_number() -> None:
    function = Function([[1, 2], False], [[3, "a"], True])
    with pytest.raises(TypeError, match=r"f: rows\[3\]: expected int, got str"):
        prepared(numbers).call([function])


def test_what_javascript_throws_comes_after_the_items_before() -> None:
    got: list[int] = []

    def f(rows: Iterator[int]) -> None:
        got.extend(iter(rows.__next__, 3))

    function = Function([[1, 2], False], KeyError("a"))
    with pytest.raises(KeyError):
        prepared(f).call([function])
    assert got == [1, 2]
    assert function.log[-1] == ("post", -1)


def test_what_is_there_already_is_iterated_over() -> None:
    def f(a: Iterator[int], b: Iterable[int], c: Iterator[int] | None) -> list[Any]:
        return [next(a), next(a, None), b, c]

    assert prepared(f).call([[1], {2}, None]) == [1, None, [2], None]
    with pytest.raises(TypeError, match="f: a: expected array, got int"):
        prepared(f).call([1, [], None])


def test_an_async_function_iterates_too() -> None:
    async def f(a: AsyncIterator[int], b: AsyncIterable[str]) -> list[Any]:
        return [each async for each in a] + [each async for each in b]

    function = Function([[1, 2], False], [[3], True])
    assert asyncio.run(prepared(f, ASYNC).call([function, ["a"]])) == [1, 2, 3, "a"]


class Script(Line):
    """Tells a generator what to do, one after the other; of GO, for so many items."""

    def __init__(self, *told: Any) -> None:
        self.told = list(told)
        self.items: list[Any] = []
        self.room = 0

    def put(self, item: Any) -> bool:
        if isinstance(item, complex):
            raise TypeError("cannot copy a complex to JavaScript")
        self.items.append(item)
        self.room -= 1
        return self.room > 0

    def take(self) -> tuple[int, Any] | None:
        told: tuple[int, Any] | None = self.told.pop(0) if self.told else None
        self.room = told[1] if told and told[0] == GO else 1
        return told

    def when_ready(self, callback: Callable[[], object]) -> None:
        callback()

    def when_closed(self, callback: Callable[[], object]) -> None:
        self.close = callback


log: list[Any] = []


def generator(item: Any = 1) -> Generator[Any, Any, str]:
    try:
        log.append((yield item))
        yield 2
        yield 3
    except KeyError as error:
        yield str(error)
    finally:
        log.append("finally")
    return "end"


async def async_generator(item: Any = 1) -> AsyncIterator[Any]:
    try:
        log.append((yield item))
        yield 2
        yield 3
    except KeyError as error:
        yield str(error)
    finally:
        log.append("finally")


@pytest.mark.parametrize(
    ("told", "items", "logged"),
    [
        ([(GO, 9)], [1, 2, 3], [None, "finally"]),
        ([(GO, 2), (GO, 9)], [1, 2, 3], [None, "finally"]),
        ([(GO, 1), (SEND, "a"), (GO, 2)], [1, 2, 3], ["a", "finally"]),
        ([(GO, 1), (THROW, KeyError("b")), (GO, 2)], [1, "'b'"], ["finally"]),
        ([(GO, 1), (CLOSE, None)], [1], ["finally"]),
        ([(CLOSE, None)], [], []),
    ],
)
def test_a_generator_does_what_it_is_told(told: list[Any], items: list[Any], logged: list[Any]) -> None:
    log.clear()
    line, outgoing = Script(*told), Outgoing(generator())
    assert outgoing.leg(line)
    assert line.items == items
    assert log == logged
    assert outgoing.value == (None if told[-1][0] == CLOSE else "end")
    log.clear()
    line = Script(*told)
    assert asyncio.run(drive(async_generator(), line)) is None
    assert line.items == items
    assert log == logged


def test_a_generator_rests_and_goes_on() -> None:
    line, outgoing = Script((GO, 1), None, (GO, 9)), Outgoing(generator())
    assert not outgoing.leg(line)
    assert line.items == [1]
    assert outgoing.leg(line)
    assert line.items == [1, 2, 3]


def test_a_plain_iterator_has_less_to_be_told() -> None:
    line = Script((GO, 1), (SEND, "a"), (THROW, KeyError("b")))
    with pytest.raises(KeyError):
        Outgoing([1, 2, 3]).leg(line)
    assert line.items == [1, 2]
    assert Outgoing([1]).leg(Script((CLOSE, None)))


@pytest.mark.parametrize("error", [TypeError, ZeroDivisionError])
def test_a_generator_that_fails_has_been_closed(error: type[Exception]) -> None:
    def failing() -> Iterator[Any]:
        try:
            yield 1j if error is TypeError else 1 / 0
        finally:
            log.append("finally")

    log.clear()
    with pytest.raises(error):
        Outgoing(failing()).leg(Script((GO, 1)))
    with pytest.raises(TypeError):
        asyncio.run(drive(async_generator(1j), Script((GO, 1))))
    assert log == ["finally", "finally"]


def test_an_async_generator_is_closed_where_its_task_is_cancelled() -> None:
    class Waiting(Script):
        def when_ready(self, _: Callable[[], object]) -> None:
            running = asyncio.current_task()
            assert running is not None
            asyncio.get_running_loop().call_soon(running.cancel)

    log.clear()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(drive(async_generator(), Waiting((GO, 1), None)))
    assert log == ["finally"]


def test_an_async_generator_that_waits_is_closed_at_once() -> None:
    async def waiting() -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.sleep(3600)
        finally:
            log.append("finally")

    async def run(made: Any) -> Any:
        line = Script((GO, 9), (CLOSE, None))
        asyncio.get_running_loop().call_later(0.01, lambda: line.close())  # noqa: PLW0108 - it comes later
        return await drive(made, line), line.items

    async def never() -> AsyncIterator[int]:
        await asyncio.sleep(3600)
        return waiting()

    log.clear()
    assert asyncio.run(run(waiting())) == (None, [1])
    assert asyncio.run(run(never())) == (None, [])
    assert log == ["finally"]
