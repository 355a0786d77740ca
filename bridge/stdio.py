"""Standard output and error that lose nothing and hold nothing back: what both languages write keeps its order.

Node makes a pipe non-blocking, and Python's own streams would give up on it.
"""
from __future__ import annotations

import io
import os
import select
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class _Patient(io.RawIOBase):
    """A file descriptor to which every byte gets written, however long that takes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        left = memoryview(data).cast("B")
        total = len(left)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                select.select((), (self._descriptor,), ())
        return total


def install() -> None:
    """Replace `sys.stdout` and `sys.stderr`, where they are open."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            continue
        patient = io.TextIOWrapper(
            _Patient(stream.fileno()),  # type: ignore[type-var]
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=True,
            write_through=True,
        )
        setattr(sys, name, patient)
        setattr(sys, f"__{name}__", patient)
