"""`--version`: which bridge, which Python, and the Node that `run` would take."""
from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def versions() -> Iterator[str]:
    """Give a line for each."""
    from bridge.running.node import find_node, version_of

    yield f"taskbridge {metadata.version('taskbridge')}"
    yield f"Python {platform.python_version()} ({sys.executable})"
    try:
        node = find_node()
        yield f"Node {'.'.join(map(str, version_of(node))) or 'of no known version'} ({node})"
    except FileNotFoundError as error:
        yield str(error)
