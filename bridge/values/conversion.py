"""Conversion: to an annotated type that takes msgspec."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from .coerce import coerce
from .decode import MismatchError, attempt, explain
from .errors import ArgumentError
from .standins import known

if TYPE_CHECKING:
    from .coerce import Gaps


class Conversion:
    """Makes one annotated type, which msgspec knows."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation

    def convert(self, value: Any, function: str, name: str) -> Any:
        """Be a Converter."""
        try:
            return attempt(self.annotation, value)
        except msgspec.ValidationError as error:
            raise ArgumentError(f"{function}: {name}{explain(error)}") from _authors(error)
        except UnicodeEncodeError:  # msgspec reads some strings as UTF-8
            raise ArgumentError(f"{function}: {name}: expected well-formed text, got a lone surrogate") from None

    def fill(self, value: Any, gaps: Gaps) -> Any:
        """Have what is undefined be as if it were not there, where there is a default for it."""
        return coerce(self.annotation, value, gaps)


def conversion(annotation: Any) -> Conversion:
    """Find how to make an annotated type of a plain value.

    Raises:
        TypeError: says why no value of JavaScript's can be what is annotated.
    """
    return Conversion(known(annotation))


def _authors(error: msgspec.ValidationError) -> BaseException | None:
    """Give what the author's own check raised, where that is the cause."""
    cause = error.__cause__
    while isinstance(cause, MismatchError):
        cause = cause.__cause__
    return cause
