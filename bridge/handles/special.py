"""Handles of Dates, and of objects that stand for Python's."""
from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from bridge.contract.scope import environment_of

from .objects import JsObject
from .value import HANDLES, DowncastError, borrowed

if TYPE_CHECKING:
    from bridge.contract.scope import Scope

T = TypeVar("T")
C = TypeVar("C")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class JsDate(JsObject):
    """A Date: milliseconds since 1970, in UTC."""

    kind = "Date"
    kinds = frozenset({"date"})
    MIN_VALUE: ClassVar[float] = -8.64e15
    MAX_VALUE: ClassVar[float] = 8.64e15
    """The first and the last moment that JavaScript knows, in milliseconds since 1970."""

    @staticmethod
    def new(cx: Scope, value: float | datetime) -> JsDate:  # type: ignore[override]
        """Make a Date of milliseconds, or of a `datetime`; a naive one is local time. NaN makes an invalid Date.

        Raises:
            ValueError: beyond the years that JavaScript knows, which are about 271821 before and after 1970.
        """
        milliseconds = value.astimezone(timezone.utc).timestamp() * 1000 if isinstance(value, datetime) else value
        if abs(milliseconds) > JsDate.MAX_VALUE:
            raise ValueError(f"expected milliseconds from -8.64e15 to 8.64e15, got {milliseconds}")
        environment = environment_of(cx)
        return borrowed(environment, environment.date(milliseconds), JsDate)

    @staticmethod
    def new_lossy(cx: Scope, value: float) -> JsDate:
        """Make a Date of milliseconds: an invalid one if JavaScript knows no such year."""
        return JsDate.new(cx, value if abs(value) <= JsDate.MAX_VALUE else math.nan)

    def value(self) -> float:
        """Give the milliseconds; NaN if it is an invalid Date."""
        return self._scope._environment.to_float(self._own())

    def is_valid(self) -> bool:
        """Tell whether it is a moment, and not what JavaScript calls an Invalid Date."""
        return not math.isnan(self.value())

    def to_datetime(self) -> datetime:
        """Make an aware `datetime`, in UTC.

        Raises:
            ValueError: it is an invalid Date.
            OverflowError: Python's years end at 9999.
        """
        return _EPOCH + timedelta(milliseconds=self.value())

    def __float__(self) -> float:
        return self.value()


class JsBox(JsObject, Generic[T]):
    """An object that stands for a Python object: made by `cx.boxed()`, or an instance of an exported class.

    `cx.argument(0, JsBox[Person])` is checked to stand for a Person.
    """

    kind = "JsBox"
    kinds = frozenset({"box"})

    @staticmethod
    def new(cx: Scope, value: T) -> JsBox[T]:  # type: ignore[override]
        """Make an object that keeps a Python object alive, for as long as JavaScript keeps it."""
        environment = environment_of(cx)
        return borrowed(environment, environment.box(value), JsBox)

    @overload
    def value(self) -> T: ...
    @overload
    def value(self, class_: type[C]) -> C: ...
    def value(self, class_: type[Any] = object) -> Any:
        """Give the Python object, checked to be of a class.

        Raises:
            DowncastError: "failed to downcast JsBox to User".
        """
        value = self._scope._environment.unbox(self._own())
        if not isinstance(value, class_):
            raise DowncastError(f"failed to downcast JsBox to {class_.__name__}")
        return value


HANDLES.update({"date": JsDate, "box": JsBox})
