"""Scope: what a handle needs of its Context, namely its environment, and whether the call is still going on."""
from __future__ import annotations

import sys

import cython

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .environment import Environment


_counted = object()
"""What every Scope refers to: its references tell how many there are, which takes less time than a `__dealloc__`."""


@cython.no_gc  # what it refers to, the Scope that it was opened in and what was borrowed, never refers to it
@cython.cclass
class Scope:
    """The time of one call on JavaScript's thread. Calls nest: `_outer` is the one that this one was made in."""

    _environment: Environment
    _outer: Scope | None
    _open: bool
    _borrows: list[Any] | None
    _counted: object

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __cinit__(self) -> None:
        self._counted = _counted

    def _begin(self) -> None:
        """Begin the call: what JavaScript values are made belong to it from now on. The host does this."""
        self._outer = self._environment.current
        self._environment.current = self
        self._open = True

    def _end(self) -> None:
        """End the call: the Context, its handles and what they lent refuse from now on. The host does this."""
        self._open = False
        self._environment.current = self._outer
        self._outer = None
        if self._borrows is not None:
            for borrow in self._borrows:
                borrow.end()
            self._borrows = None


def environment_of(cx: Scope) -> Environment:
    """Give the environment of a Scope that is open, where values can be made."""
    environment = cx._environment
    if not cx._open:
        raise RuntimeError(f"a {type(cx).__name__} was used after its call had ended")
    if environment.current is None:
        raise RuntimeError(f"a {type(cx).__name__} was used in a call that has no Context")
    return environment


def count_live() -> int:
    """Tell how many Scopes there are in the process. Any thread."""
    return sys.getrefcount(_counted) - _at_rest


_at_rest = sys.getrefcount(_counted)
