"""Debugging: debugpy listens in this process, where $BRIDGE_DEBUGPY says so."""
from __future__ import annotations

import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_HIGHEST_PORT = 65535
_QUIET = "PYDEVD_DISABLE_FILE_VALIDATION"


def listen(chosen: str) -> None:
    """Python's thread, before any Module is loaded. Have debugpy listen where $BRIDGE_DEBUGPY says.

    Raises:
        ImportError: there is no debugpy.
        ValueError: that is no port.
        RuntimeError: debugpy cannot listen there.
    """
    host, _, port = chosen.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= _HIGHEST_PORT):
        raise ValueError(f"BRIDGE_DEBUGPY: expected a port, or a host and a port, got '{chosen}'")
    with _quiet():
        try:
            import debugpy  # noqa: T100 - whoever set the variable wants it

            at = debugpy.listen((host or "127.0.0.1", int(port)))  # noqa: T100
        except ImportError as error:
            raise ImportError(f"BRIDGE_DEBUGPY: {error}: {sys.executable} -m pip install debugpy") from None
        except (OSError, RuntimeError) as error:
            raise RuntimeError(f"BRIDGE_DEBUGPY={chosen}: {error}") from error
    print(f"debugpy listens on {at[0]}:{at[1]}", file=sys.stderr)


@contextmanager
def _quiet() -> Iterator[None]:
    """Have debugpy not warn of breakpoints in Python's own frozen modules."""
    is_ours = _QUIET not in os.environ
    os.environ.setdefault(_QUIET, "1")
    try:
        yield
    finally:
        if is_ours:
            del os.environ[_QUIET]
