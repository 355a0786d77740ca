"""Options: what an author says of a function's calls: how long, how stopped, in which Pool, how far ahead."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from bridge.pool._pool import Pool

RAISE, ASK = "raise", "ask"
_WINDOW = 256


class Options:
    """What has been checked of them.

    Raises:
        TypeError, ValueError: says which of them, what was expected, and what came.
    """

    def __init__(self, timeout: Any = None, cancel: Any = RAISE, pool: Any = None, window: Any = None) -> None:
        self.timeout_ms = 0.0 if timeout is None else _milliseconds(timeout)  # 0: none
        self.cancel: str = _way(cancel)
        self.pool: Pool | None = None if pool is None else _pool(pool)
        self.window: int = _WINDOW if window is None else _items(window)


def _milliseconds(timeout: Any) -> float:
    if not isinstance(timeout, (int, float)) or isinstance(timeout, bool):
        raise TypeError(f"timeout: expected a number of seconds, got {type(timeout).__qualname__}")
    if not 0 < timeout < math.inf:
        raise ValueError(f"timeout: expected a positive number of seconds, got {timeout}")
    return timeout * 1000.0


def _way(cancel: Any) -> str:
    if not isinstance(cancel, str):
        raise TypeError(f"cancel: expected 'raise' or 'ask', got {type(cancel).__qualname__}")
    if cancel not in (RAISE, ASK):
        raise ValueError(f"cancel: expected 'raise' or 'ask', got {cancel!r}")
    return cancel


def _pool(pool: Any) -> Pool:
    from bridge.pool._pool import Pool

    if not isinstance(pool, Pool):
        raise TypeError(f"pool: expected a Pool, got {type(pool).__qualname__}")
    return pool


def _items(window: Any) -> int:
    if not isinstance(window, int) or isinstance(window, bool):
        raise TypeError(f"window: expected a number of items, got {type(window).__qualname__}")
    if window < 1:
        raise ValueError(f"window: expected a positive number of items, got {window}")
    return window
