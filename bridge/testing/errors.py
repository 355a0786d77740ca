"""Errors: what Python raises, as JavaScript sees it; and what a test's functions raise, as Python sees that."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bridge.handles.error import JsError
from bridge.values.errors import describe
from bridge.wire._wire import read

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from bridge.contract.kept import Kept

NO_ENGINE = "it needs a JavaScript engine: run a script that does this, with Node or by bridge.run(script)"


class PythonError(Exception):
    """An Error of JavaScript's, which stands for a Python exception: that is its `__cause__`.

    It has as attributes what the Error has as properties, and `vars()` gives them all.
    """

    constructor: str
    """Of which class it is: `error instanceof TypeError`."""
    name: str
    message: str
    stack: str
    """Has Python's frames only."""
    code: Any = None
    cause: Any = None

    def __init__(self, constructor: str, name: str, message: str, **properties: Any) -> None:
        super().__init__(message)
        vars(self).update(constructor=constructor, name=name, message=message, **properties)

    def __str__(self) -> str:
        """Do what `String(error)` does."""
        return f"{self.name}: {self.message}" if self.message else self.name

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


def to_error(error: BaseException, classes: Container[type], copy: Callable[[Any], Any]) -> BaseException:
    """Give what JavaScript sees of an exception; what a test's own function raised is still that. Any thread."""
    if isinstance(error, JsError):
        return thrown_by(error)
    text, exceptions, data, beside = describe(error, classes, is_ours, columns=False)
    told = json.loads(text)
    errors = [_make(each, exception) for each, exception in zip(told["errors"], exceptions, strict=True)]
    if data is not None:
        places = zip(beside, told["places"], strict=True)
        rest = [copy(each) if place is None else errors[place] for each, place in places]
        for made, belongings in zip(errors, read(data, rest), strict=True):
            vars(made).update(belongings)
    return errors[0]


def _make(told: dict[str, str], exception: BaseException) -> PythonError:
    header = f"{told['name']}: {told['message']}"
    frames = told.pop("frames")
    made = PythonError(told.pop("type"), **{**told, "stack": told.get("stack") or header + frames})
    made.__cause__ = exception
    return made


def to_exception(error: BaseException) -> BaseException:
    """Give what Python catches of what a test's function raised: as of an Error, which JavaScript threw."""
    if isinstance(error, PythonError) and error.__cause__ is not None:
        return error.__cause__
    text = str(error) if isinstance(error, PythonError) else f"{type(error).__name__}: {error}"
    nowhere: Any = _NOWHERE
    return JsError._received(nowhere, error, 0, text)


def is_ours(kept: Kept) -> bool:
    """Tell what stands for what a test's function raised."""
    return kept._environment is _NOWHERE  # type: ignore[comparison-overlap]


def thrown_by(error: JsError) -> BaseException:
    """Give what a test's function raised.

    Raises:
        RuntimeError: it is of a JavaScript engine.
    """
    thrown = error._held(is_ours(error))
    assert isinstance(thrown, BaseException)
    return thrown


class _Nowhere:
    """What a JsError has in the place of its environment."""

    def __init__(self) -> None:
        self.errors: dict[int, JsError] = {}

    def held(self, _: object) -> Any:
        """Give its value."""
        raise RuntimeError(f"a JsError has no object in a test: {NO_ENGINE}")


_NOWHERE = _Nowhere()
