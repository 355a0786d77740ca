"""Values: copies into JavaScript and out of it, by the wire, and without JavaScript."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from bridge.exports.function import UNDEFINED
from bridge.values.formats import item_format
from bridge.values.plain import to_plain, to_wire, way_of
from bridge.wire._wire import as_items, read, to_number, write

from .errors import PythonError, to_error

if TYPE_CHECKING:
    from collections.abc import Callable

undefined: Final = UNDEFINED
"""JavaScript's `undefined`, as an argument."""

_AS_IT_IS = (type(None), bool)
_SAFE_BITS = 53


class Instance:
    """An object of an exported class, as JavaScript has it."""

    __slots__ = ("__weakref__", "__wrapped__")
    __wrapped__: Any

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.__wrapped__!r}>"


_classes: dict[type, type[Instance]] = {}
"""Exported classes, and what they are in tests: of the whole process, as they are of one JavaScript."""
_passed: set[type] = set()
"""They all: as an argument, an object of one stands for itself."""
_instances: WeakValueDictionary[int, Instance] = WeakValueDictionary()
"""By the id() of what they stand for, and hold."""


def add_class(type_: type, made: type[Instance]) -> None:
    """Have the objects of an exported class cross as such."""
    _classes[type_] = made
    _passed.update((type_, made))


def instance_of(source: Any) -> Instance:
    """Give what alone stands for an object of an exported class."""
    found = _instances.get(id(source))
    if found is None:
        found = _instances[id(source)] = object.__new__(_classes[type(source)])
        found.__wrapped__ = source
    return found


# out of Python


def out(value: Any) -> Any:
    """Give what JavaScript has of a Python value, where it crosses by copy. Any thread.

    Raises:
        TypeError: it cannot be copied; the message says what it is, and where.
    """
    if _is_number(value):
        return to_number(value)
    if type(value) in _AS_IT_IS:
        return value
    return None if value is UNDEFINED else _WAYS[way_of(value, _classes)](value)


def error_of(error: BaseException) -> BaseException:
    """Give what JavaScript sees of an exception. Any thread."""
    return to_error(error, _classes, out)


def _copied(value: Any) -> Any:
    data, beside = to_wire(value, _classes, columns=False)
    return read(data, [out(each) for each in beside])


def _kept(value: Any) -> Any:
    raise RuntimeError(f"a {type(value).__name__} was used in another JavaScript environment than its own")


def _memory(value: Any) -> bytes | memoryview:
    return bytes(value) if type(value) is bytes else _shared(value)


def _shared(value: Any) -> memoryview:
    """Look at memory as a typed array of it does. What JavaScript cannot share is copied."""
    view = memoryview(value)
    letter, shape = item_format(view), view.shape if view.ndim != 1 else None
    if view.readonly or not view.c_contiguous or view.nbytes == 0:
        view = memoryview(bytearray(view))
    return as_items(as_items(view, "B", [view.nbytes]), letter, shape)


_WAYS: tuple[Callable[[Any], Any], ...] = (_copied, instance_of, error_of, _kept, _memory)


# into Python


class _FunctionError(TypeError):
    """A function is no plain value, and JavaScript has functions."""


def into(value: Any) -> Any:
    """Give what Python has of a value that a test passes in the place of JavaScript.

    Raises:
        TypeError: JavaScript has no such value.
        PythonError: it has, and cannot pass it.
    """
    return into_options(value)[0]


def into_options(value: Any) -> tuple[Any, bool]:
    """Do what into() does; whether it is a plain object, too, as options are."""
    if _is_number(value):
        return to_number(value), False
    if value is UNDEFINED or type(value) in _AS_IT_IS:
        return value, False
    try:
        data, beside = write(value, _plain, _passed)
    except (TypeError, ValueError, OverflowError) as error:
        place = error.__dict__.pop("_place", "")
        text = f"value{place}: {error}" if place else str(error)
        if not isinstance(error, _FunctionError):
            raise type(error)(text) from None
        message = text if place else f"{text}: a callback comes last"
        raise PythonError("TypeError", "TypeError", message, stack=f"TypeError: {message}") from None
    return read(data, [_passed_as(each) for each in beside]), data[2:3] == b"o"


def _is_number(value: Any) -> bool:
    """Tell what is a number in JavaScript, and no BigInt."""
    return type(value) is float or (type(value) is int and value.bit_length() <= _SAFE_BITS)


def _plain(value: Any) -> Any:
    if callable(value):
        raise _FunctionError("cannot copy a function to Python")
    return to_plain(value)


def _passed_as(value: Any) -> Any:
    if isinstance(value, Instance):
        return value.__wrapped__
    if isinstance(value, PythonError):
        return value.__cause__ or value
    if isinstance(value, BaseException) or type(value) in _classes:
        return value
    return _shared(value)
