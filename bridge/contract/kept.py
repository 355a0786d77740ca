"""Kept: a JavaScript value that outlives its Context, by a reference of the host's."""
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .environment import Host, Raw


class Kept:
    """What keeps a JavaScript value, from any thread, for as long as it is not dropped or forgotten."""

    _host: Host
    _reference: object | None

    def _keep(self, host: Host, raw: Raw) -> None:
        self._host = host
        self._reference = host.hold(raw)

    def _lend(self, host: Host) -> Raw:
        """Give a host its raw value, if it is one of its own and still kept."""
        return host.held(self._held(self._host is host))

    def _held(self, is_own: bool) -> object:
        """Give the reference to a host, whose own it has to be. Any thread.

        Raises:
            RuntimeError: it is another's, or has been dropped.
        """
        reference = self._reference
        if reference is None:
            raise RuntimeError(f"a {type(self).__name__} was used after it had been dropped")
        if not is_own:
            raise RuntimeError(f"a {type(self).__name__} was used in another JavaScript environment than its own")
        return reference
