"""Work: what the rest of the bridge knows of a Job."""
from __future__ import annotations

from typing import Any, Protocol


class Settler(Protocol):
    """What settles a Promise, once, from any thread; forgotten before, it rejects it."""

    def resolve(self, value: Any) -> None:
        """Resolve the Promise with a copy of a plain value.

        Raises:
            RuntimeError: it is settled already.
        """

    def reject(self, reason: Any) -> None:
        """Reject the Promise with an exception, or with a copy of any other plain value."""


class Ticket(Protocol):
    """What cancels a Task that was scheduled. Any thread may have it, and let go of it."""

    @property
    def cancelled(self) -> bool:
        """Whether it is answered with a reason, by now."""

    def cancel(self, reason: Any) -> None:
        """Have JavaScript's thread cancel the Task, unless it is delivered by then; for None, with an `AbortError`."""
