"""Conversion: to an annotated type that takes msgspec."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from .amend import amend
from .decode import BUILTIN, MismatchError, decode, explain
from .errors import ArgumentError
from .standins import known

if TYPE_CHECKING:
    from .amend import Gaps


class Conversion:
    """Makes one annotated type, which msgspec knows."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation

    def convert(self, value: Any, function: str, name: str) -> Any:
        """Be a Converter."""
        try:
            return msgspec.convert(value, self.annotation, builtin_types=BUILTIN, dec_hook=decode)
        except msgspec.ValidationError as error:
            problem = error
        except UnicodeEncodeError:  # msgspec reads some strings as UTF-8
            raise ArgumentError(f"{function}: {name}: expected well-formed text, got a lone surrogate") from None
        amended = amend(self.annotation, value)
        if amended is not value:
            return self.convert(amended, function, name)
        raise ArgumentError(f"{function}: {name}{explain(problem)}") from _authors(problem)

    def fill(self, value: Any, gaps: Gaps) -> Any:
        """Have what is undefined be as if it were not there, where there is a default for it."""
        return amend(self.annotation, value, gaps)


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
