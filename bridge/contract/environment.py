"""Environment: one JavaScript, as Python knows it. With Values and Objects, this is all that a host has to give.

A raw value is the host's own name for a JavaScript value: only the host looks inside. A method is called on
JavaScript's thread, and raises `RuntimeError` on any other, unless it says that any thread may; what JavaScript throws
meanwhile comes out as `JsError`, or as the Python exception that it once was.
"""
from __future__ import annotations

from .objects import Objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .kinds import Raw
    from .work import Settler, Ticket


class Environment(Objects):
    """One JavaScript environment, as the Contexts and handles of its thread know it."""

    # what outlives a call

    def hold(self, raw: Raw) -> Any:
        """Make a reference to a value; it lives until Python forgets it, on any thread."""
        raise NotImplementedError

    def held(self, reference: Any) -> Raw:
        raise NotImplementedError

    def open_scope(self) -> Any:
        """Have what is made from now on end with close_scope()."""
        raise NotImplementedError

    def close_scope(self, opened: Any) -> None:
        raise NotImplementedError

    # what happens later

    def schedule(self, task: Any, callback: Raw | None, signal: Raw | None) -> Ticket:
        """Queue a Task that calls `callback(err, value)`; without one, its failure is an uncaughtException.

        The signal, where there is one, cancels it.

        Raises:
            TypeError: the signal is no AbortSignal.
        """
        raise NotImplementedError

    def promise(self, task: Any, signal: Raw | None) -> Raw:
        """Queue a Task, which the signal cancels, where there is one; the Promise of its value.

        Raises:
            TypeError: the signal is no AbortSignal.
        """
        raise NotImplementedError

    def deferred(self) -> tuple[Settler, Raw]:
        """Make a Promise and what settles it. The event loop stays alive until it is settled."""
        raise NotImplementedError

    def settle(self, settler: Settler, raw: Raw, rejected: bool) -> None:
        """Settle the Promise with a value of JavaScript's."""
        raise NotImplementedError

    def post(self, callee: Callable[[Any], object]) -> bool:
        """Have JavaScript's thread call `callee`; false if the environment has ended. Any thread may.

        What it raises is an uncaughtException. Only what JavaScript's thread posts itself keeps the event loop alive.
        """
        raise NotImplementedError

    def ref(self) -> None:
        """Keep the event loop alive until unref() has been called as often."""
        raise NotImplementedError

    def unref(self) -> None:
        raise NotImplementedError

    # what is logged

    @property
    def listens(self) -> bool:
        """Whether JavaScript wants to be told what Python logs. Any thread may ask."""
        raise NotImplementedError

    def send_log(self, record: dict[str, Any]) -> None:
        """Have JavaScript's listeners called with a copy of a record; nothing where the environment has ended.

        Any thread may. It does not keep the event loop alive.

        Raises:
            TypeError: the record cannot be copied.
        """
        raise NotImplementedError
