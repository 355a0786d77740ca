"""Listening: which JavaScript environments want to be told what Python logs."""
from __future__ import annotations

from weakref import ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .environment import Environment

_known: list[ref[Environment]] = []


def introduce(environment: Environment) -> None:
    """Have an environment be asked whether it listens, for as long as it lives. Any thread, as for what follows."""
    made = ref(environment, _known.remove)
    if made not in _known:
        _known.append(made)


def listening() -> list[Environment]:
    """Give those that listen."""
    environments = [each() for each in tuple(_known)]
    return [each for each in environments if each is not None and each.listens]
