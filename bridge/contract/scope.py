"""Scope: what a handle needs of its Context, namely its host, and whether the call is still going on."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .environment import Host


class Scope:
    """The time of one call on JavaScript's thread. Calls nest: `_outer` is the one that this one was made in."""

    _host: Host
    _outer: Scope | None
    _open: bool
    _borrows: list[Any] | None

    def __init__(self, host: Host) -> None:
        self._host = host

    def _enter(self) -> Host:
        host = self._host
        if not self._open:
            raise RuntimeError(f"a {type(self).__name__} was used after its call had ended")
        if host.current is None:
            raise RuntimeError(f"a {type(self).__name__} was used in a call that has no Context")
        return host

    def open(self) -> None:
        """Begin the call: what JavaScript values are made belong to it from now on. The host does this."""
        self._outer = self._host.current
        self._host.current = self
        self._open = True

    def close(self) -> None:
        """End the call: the Context, its handles and what they lent refuse from now on. The host does this."""
        self._open = False
        self._host.current = self._outer
        self._outer = None
        if self._borrows is not None:
            for borrow in self._borrows:
                borrow.end()
            self._borrows = None
