"""Kept: a JavaScript value that outlives its Context, by a reference of the host's."""
from __future__ import annotations

from bridge.wire._wire import Beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .environment import Environment
    from .kinds import Raw


class Kept(Beside):
    """What keeps a JavaScript value, from any thread, for as long as it is not dropped or forgotten."""

    _environment: Environment
    _reference: object | None

    def _keep(self, environment: Environment, raw: Raw) -> None:
        self._environment = environment
        self._reference = environment.hold(raw)

    def _own(self) -> Raw:
        """Give the raw value, if it is still kept."""
        return self._lend(self._environment)

    def _lend(self, environment: Environment) -> Raw:
        """Give an environment its raw value, if it is one of its own and still kept."""
        return environment.held(self._held(self._environment is environment))

    def _held(self, is_own: bool) -> object:
        """Give the reference to an environment, whose own it has to be. Any thread.

        Raises:
            RuntimeError: it is another's, or has been dropped.
        """
        reference = self._reference
        if reference is None:
            raise RuntimeError(f"a {type(self).__name__} was used after it had been dropped")
        if not is_own:
            raise RuntimeError(f"a {type(self).__name__} was used in another JavaScript environment than its own")
        return reference
