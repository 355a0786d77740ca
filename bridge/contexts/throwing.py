"""Throwing: Errors made, thrown and caught."""
from __future__ import annotations

from bridge.contract.scope import Scope, environment_of
from bridge.handles.error import JsError
from bridge.handles.value import lend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    from outcome import Outcome
    from typing_extensions import Self

    T = TypeVar("T")


class Throwing(Scope):
    """What a Context can do about errors."""

    def error(self, message: str) -> JsError:
        """Make an `Error`, without throwing it."""
        return JsError.new(self, message, "Error")

    def type_error(self, message: str) -> JsError:
        """Make a `TypeError`, without throwing it."""
        return JsError.new(self, message, "TypeError")

    def range_error(self, message: str) -> JsError:
        """Make a `RangeError`, without throwing it."""
        return JsError.new(self, message, "RangeError")

    def throw(self, value: object) -> NoReturn:
        """Throw any value in JavaScript, by raising `JsError` here; a Python exception is raised as it is."""
        environment = environment_of(self)
        if isinstance(value, BaseException):
            raise value
        raise JsError(environment, lend(environment, value))

    def throw_error(self, message: str) -> NoReturn:
        """Throw an `Error`."""
        raise JsError.new(self, message, "Error")

    def throw_type_error(self, message: str) -> NoReturn:
        """Throw a `TypeError`."""
        raise JsError.new(self, message, "TypeError")

    def throw_range_error(self, message: str) -> NoReturn:
        """Throw a `RangeError`."""
        raise JsError.new(self, message, "RangeError")

    def try_catch(self, function: Callable[[Self], T]) -> Outcome[T]:
        """Call a function with this Context, and catch what it raises; `try` and `except` do as well.

        What JavaScript threw is a `JsError`, whose `thrown(cx)` is the value.
        """
        import outcome  # which takes as long to import as Python to start

        environment_of(self)
        try:
            return outcome.Value(function(self))
        except Exception as error:
            return outcome.Error(error)
