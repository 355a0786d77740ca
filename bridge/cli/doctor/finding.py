"""One thing that `doctor` has found."""
from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["ok", "note", "bad"]


class Finding(NamedTuple):
    """What there is, or is not, and the command that mends it. What is bad keeps a Module from running."""

    state: State
    what: str
    mend: str | None = None

    def as_dict(self) -> dict[str, str]:
        """Give it as JavaScript's half has it, and as JSON."""
        return {name: value for name, value in self._asdict().items() if value is not None}

    def __str__(self) -> str:
        return f"{self.state:4}  {self.what}" + (f"\n      -> {self.mend}" if self.mend else "")
