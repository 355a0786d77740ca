"""Borrow: a `memoryview` of JavaScript's memory, held against the others: many that read, or one that writes."""
from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bridge.contract.scope import Scope


class BorrowError(BufferError):
    """The memory is borrowed already, in a way that does not go together with this one."""


class _Borrow:
    """One `memoryview` of JavaScript's memory."""

    def __init__(self, memory: memoryview, address: int, writable: bool) -> None:
        self.view = memory
        self.start = address
        self.stop = address + memory.nbytes
        self.writable = writable

    def forbids(self, other: _Borrow) -> bool:
        if not (self.writable or other.writable) or self.stop <= other.start or other.stop <= self.start:
            return False
        try:
            return self.view.nbytes > 0
        except ValueError:  # released
            return False

    def end(self) -> None:
        with contextlib.suppress(BufferError):  # where an ndarray of it, say, is still there, the memory stays too
            self.view.release()


def borrow(scope: Scope, memory: memoryview, address: int, writable: bool, owner: str) -> memoryview:
    """Have a Scope end a borrow, as it ends itself.

    Raises:
        BorrowError: the memory is borrowed in an open Scope, in a way that does not go together with this one.
    """
    borrowed = _Borrow(memory, address, writable)
    other: Scope | None = scope._environment.current
    while other is not None:
        if any(each.forbids(borrowed) for each in other._borrows or ()):
            raise BorrowError(f"cannot borrow the memory of a {owner}: it is borrowed already")
        other = other._outer
    if scope._borrows is None:
        scope._borrows = []
    scope._borrows.append(borrowed)
    return memory
