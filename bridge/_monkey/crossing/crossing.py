"""Crossing: values go to and fro through memory that both sides look at. The other end is memory.js."""
from __future__ import annotations

import itertools
from collections import deque
from typing import TYPE_CHECKING, Any

import pythonmonkey

from bridge._monkey.spidermonkey._natives import references
from bridge._monkey.spidermonkey.registers import Registers
from bridge.exports.function import UNDEFINED, Export, Notes
from bridge.values.errors import mark_refused
from bridge.wire import _wire

from . import memory
from .values import Described, Instance, Thrown, Wired

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contract.kinds import Raw
    from bridge.values.convert import Filler, Found

NULL, FALSE, TRUE = 1, 2, 3  # slots
LONGEST = 2**30 - 2
"""So many characters has a string in SpiderMonkey."""
MANY = 1_000
"""So many Python objects may JavaScript keep before it is asked to collect its garbage."""
_UNDEFINED, _NULL, _FALSE, _TRUE, _NUMBER, _LATIN1, _UTF16, _WIRE, _BESIDE, _MEMORY, _OBJECT, _PLAIN = range(12)
_FUNCTION, _SOURCE = 12, 13


class Crossing:
    """The memory between Python and JavaScript, and what each has of the other's. JavaScript's thread."""

    js: Any
    """The functions of the JavaScript half."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.objects: dict[int, Any] = {}
        self.classes: dict[type, int] = {}
        self._numbers = itertools.count(1)
        self._wake_to_sweep = wake
        self.registers = Registers()
        self._lent: dict[int, tuple[memoryview, int]] = {}
        self._dropped: deque[int] = deque()
        self._freeing: list[Any] = []
        self._most_objects = MANY
        self._twins: dict[int, int] = {}  # by id(), the numbers of objects that one object in JavaScript stands for

    def check(self, result: float) -> int:
        """Give a result; raise what JavaScript threw."""
        if result < 0:
            raise self.exception_of(-int(result))
        return int(result)

    def exception_of(self, raw: Raw) -> BaseException:
        """Give the exception that stands for what JavaScript threw."""
        raise NotImplementedError

    def lent_function(self, name: int, is_source: bool) -> Any:
        """Give what calls a function that JavaScript holds for Python, or what pulls an iterable's items."""
        raise NotImplementedError

    # memory

    def look(self, buffer: memoryview) -> None:
        """Take the memory between the two. Called by JavaScript."""
        self._bytes = buffer
        self._doubles = buffer.cast("d")

    def lend(self, buffer: memoryview | None) -> int:
        """Take a view of JavaScript's own memory. Called by JavaScript."""
        number = next(self._numbers)
        kind, offset, size, name, dimensions = (int(each) for each in self.registers.memory[:5])
        shape = None if dimensions < 0 else [int(each) for each in self._doubles[:dimensions]]
        if buffer is None:
            view, address = memoryview(bytearray()), 0
        else:
            view, address = memory.look(buffer, offset, size, lambda: self.drop(name))
        self._lent[number] = memory.items(view, kind, shape), address
        return number

    def give_back(self) -> None:
        """Let go of a view that was lent with what is refused. Called by JavaScript."""
        del self._lent[int(self.registers.memory[0])]

    def write_numbers(self, numbers: list[float]) -> int:
        """Write numbers for JavaScript to read at once; how many they are."""
        for index, number in enumerate(numbers):
            self._doubles[index] = number
        return len(numbers)

    def _room(self, size: int) -> memoryview:
        if size > len(self._bytes):
            self.js.grow(size)
        return self._bytes

    # into Python

    def read(self, count: int, callee: Export | None = None) -> list[Any]:
        """Read what JavaScript has packed, at once: the next call may write over it.

        Raises:
            TypeError, ValueError, RecursionError: a value has no counterpart in Python; it is a refused argument.
        """
        gaps: Found | None = [] if callee is not None and callee.minds_gaps else None
        try:
            values, has_options = self._read(count, gaps)
        except (TypeError, ValueError, RecursionError) as error:
            if callee is not None:
                mark_refused(error)
            raise
        has_options = has_options and callee is not None and callee.takes_options(len(values) - 1)
        if has_options or gaps:
            values.append(Notes(has_options, gaps))
        return values

    def read_one(self, count: int, fill: Filler | None = None) -> Any:
        """Read a value that is no argument; undefined is None, but what `fill()` has filled."""
        gaps: Found | None = None if fill is None else []
        (value,), _ = self._read(count, gaps)
        if value is UNDEFINED:
            return None
        return fill(value, gaps) if fill and gaps else value

    def _read(self, count: int, gaps: Found | None) -> tuple[list[Any], bool]:
        """Read values, and tell whether the last is a plain object."""
        doubles = self._doubles
        items = [(int(doubles[index * 2]), doubles[index * 2 + 1]) for index in range(count)]
        at = count * 16
        values: list[Any] = []
        is_plain = False  # whether the last of these is of a plain object
        lists: list[tuple[int, int]] = []  # where a value waits for what is beside it
        for tag, number in items:
            length = int(number) if tag > _NUMBER else 0
            if tag == _NUMBER:
                values.append(_wire.to_number(number))
            elif tag == _LATIN1:
                values.append(str(self._bytes[at : at + length], "latin-1"))
                at += length
            elif tag == _UTF16:
                at += at % 2
                values.append(str(self._bytes[at : at + length * 2], "utf-16-le", "surrogatepass"))
                at += length * 2
            elif tag in (_WIRE, _PLAIN):
                is_plain = tag == _PLAIN
                values.append(bytes(self._bytes[at : at + length]))
                at += length
            elif tag == _BESIDE:
                lists.append((len(values) - 1, length))
            else:
                values.append(self._single(tag, length))
        is_plain = is_plain and lists[-1][0] + 1 + lists[-1][1] == len(values)
        for index, beside in reversed(lists):
            end = index + 1 + beside
            values[index:end] = [_wire.read(values[index], values[index + 1 : end], gaps)]
        return values, is_plain

    def _single(self, tag: int, number: int) -> Any:
        if tag == _UNDEFINED:
            return UNDEFINED
        if tag == _MEMORY:
            return self._lent.pop(number)[0]
        if tag == _OBJECT:
            return self.objects[number]
        if tag in (_FUNCTION, _SOURCE):
            return self.lent_function(number, tag == _SOURCE)
        return None if tag == _NULL else tag == _TRUE

    # out of Python

    def put(self, value: Any) -> Raw:
        """Make the JavaScript value of what was prepared."""
        if value is None:
            return NULL
        if value is UNDEFINED:
            return 0
        if value is True or value is False:
            return TRUE if value else FALSE
        if isinstance(value, str):
            return self.put_string(value)
        if isinstance(value, (int, float)):
            return int(self.js.number(float(value)))
        if isinstance(value, Wired):
            return self._put_wire(value)
        if isinstance(value, memory.Exported):
            return self._put_memory(value)
        if isinstance(value, Described):
            return self._put_exception(value)
        if isinstance(value, Thrown):
            return int(self.js.held(value.name))
        assert isinstance(value, Instance)
        return self.instance(value.object)

    def put_string(self, source: str) -> Raw:
        """Make a string. PythonMonkey's own way looks through all strings it has made, for each that is freed."""
        if len(source) > LONGEST:
            raise OverflowError("Invalid string length")
        try:
            data = source.encode("latin-1")
        except UnicodeEncodeError:
            data = source.encode("utf-16-le", "surrogatepass")
            self._room(len(data))[: len(data)] = data
            return int(self.js.utf16(len(data) // 2))
        self._room(len(data))[: len(data)] = data
        return int(self.js.latin1(len(data)))

    def _put_wire(self, value: Wired) -> Raw:
        beside = [self.put(each) for each in value.beside]
        data = value.data
        self._room(len(data))[: len(data)] = data
        return self.check(self.js.wire(len(data), *beside))

    def _put_memory(self, value: memory.Exported) -> Raw:
        dimensions = -1 if value.shape is None else len(value.shape)
        for index, size in enumerate(value.shape or ()):
            self._doubles[index] = size
        view = value.view
        if not view:
            return self.check(self.js.memory(value.kind, None, -1, dimensions))
        number = self.keep(view)
        return self.check(memory.hand_over(lambda lent: self.js.memory(value.kind, lent, number, dimensions), view))

    def _put_exception(self, value: Described) -> Raw:
        known = [self._twin(error) for error in value.chain]
        if known[0]:
            return known[0]
        numbers = [0 if twin else self.keep(error) for error, twin in zip(value.chain, known, strict=True)]
        text, data, beside = value.text.encode(), b"", []
        try:
            if value.belongings is not None:
                data, beside = value.belongings.data, [self.put(each) for each in value.belongings.beside]
            self._room(len(text) + len(data))[: len(text) + len(data)] = text + data
            raw = self.check(self.js.exception(len(text), len(data), len(known), *known, *numbers, *beside))
        except BaseException:  # there is no room on the stack: no Error stands for them
            for number in filter(None, numbers):
                del self.objects[number]
            raise
        self._twins.update((id(error), number) for error, number in zip(value.chain, numbers, strict=True) if number)
        return raw

    def instance(self, source: Any) -> Raw:
        """Give the instance of an exported class that stands for a Python object."""
        return self._twin(source) or int(self.js.instance(self.classes[type(source)], self.keep_alone(source)))

    def _twin(self, source: Any) -> Raw:
        """Give what alone stands for a Python object; undefined if there is nothing."""
        number = self._twins.get(id(source), 0)
        return int(self.js.twin(number)) if self.objects.get(number) is source else 0

    def keep_alone(self, source: Any) -> int:
        """Keep a Python object for as long as JavaScript has the only one that stands for it; its number."""
        number = self._twins[id(source)] if self._twin(source) else self.keep(source)
        self._twins[id(source)] = number
        return number

    def keep(self, source: Any) -> int:
        """Keep a Python object for as long as JavaScript has what stands for it; its number."""
        number = next(self._numbers)
        self.objects[number] = source
        return number

    # what the one side lets go of

    def drop(self, name: int) -> None:
        """Have JavaScript's thread let go of what is held. Any thread."""
        if not self._dropped:
            self._wake_to_sweep()
        self._dropped.append(name)

    def sweep(self) -> None:
        """Let go, on each side, of what the other one has let go of."""
        if len(self.objects) > self._most_objects:
            pythonmonkey.collect()  # SpiderMonkey sees its own few bytes for each of them only
            self._take_back()
            self._most_objects = max(MANY, 2 * len(self.objects))
        else:
            self._take_back()

    def _take_back(self) -> None:
        while self._dropped:
            self.js.drop(self._dropped.popleft())
        while True:
            count = int(self.js.dead())
            if count == 0:
                break
            for number in [int(each) for each in self._doubles[:count]]:
                each = self.objects.pop(number, None)
                self._freeing.append(each)
                if self._twins.get(id(each)) == number:
                    del self._twins[id(each)]
        waiting, self._freeing = self._freeing, []
        while waiting:
            each = waiting.pop()
            if isinstance(each, memoryview) and references(id(each)) > 1:
                self._freeing.append(each)  # SpiderMonkey gives its one back on a thread of its own
