"""Scope: what a handle needs of its Context, namely its host, and whether the call is still going on."""
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .host import Host


class Scope:
    """The time of one call on JavaScript's thread."""

    _host: Host
    _open: bool

    def __init__(self, host: Host) -> None:
        self._host = host
        self._open = True

    def _enter(self) -> Host:
        if not self._open:
            raise RuntimeError(f"a {type(self).__name__} was used after its call had ended")
        return self._host

    def close(self) -> None:
        """End the call: the Context and its handles refuse from now on. The host does this."""
        self._open = False
