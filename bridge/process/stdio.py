"""Standard input, output and error that lose nothing and hold nothing back: what both languages write keeps its order.

Node makes a pipe or a terminal non-blocking, and Python's own streams would give up on it.
"""
from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from typing_extensions import Buffer


class _Patient(io.RawIOBase):
    """A file descriptor that waits for input, and to which every byte gets written, however long that takes."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self.name = name

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def readable(self) -> bool:
        return self._descriptor == 0

    def writable(self) -> bool:
        return self._descriptor != 0

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while True:
            try:
                return os.readv(self._descriptor, [buffer])
            except BlockingIOError:
                import select

                select.select((self._descriptor,), (), ())

    def write(self, data: Buffer, /) -> int:
        left = memoryview(data).cast("B")
        total = len(left)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                import select

                select.select((), (self._descriptor,), ())
        return total


def install() -> None:
    """Replace `sys.stdin`, `sys.stdout` and `sys.stderr`, where they are open."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            continue
        raw = _Patient(stream.fileno(), stream.name)
        patient = io.TextIOWrapper(
            io.BufferedReader(raw) if raw.readable() else raw,
            encoding=stream.encoding,
            errors=stream.errors,
            newline="\n",
            line_buffering=True,
            write_through=True,
        )
        setattr(sys, name, patient)
        setattr(sys, f"__{name}__", patient)
