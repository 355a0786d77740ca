"""Feeds damaged bytes to a build of bridge/wire/_wire.pyx: `fuzz_wire.py SHARED_LIBRARY [COUNT]`; see `make asan`.

Whatever comes, it is read or refused; what has been read can be written, or is refused, and then reads again.
"""
from __future__ import annotations

import importlib.util
import random
import sys
from types import ModuleType

from wire_samples import BUFFERS, SAMPLES

REFUSALS = (TypeError, ValueError, RecursionError, OverflowError)
TAGS = b'_0TFIUNZcS"o{A$a@Dyxnzs;:\',B~V\\r.mR^-^\xff\x00\x01\x7f\x80'


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("_wire", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damaged(choice: random.Random, samples: list[bytes]) -> bytes:
    """One sample, or two, with a few bytes changed, cut, inserted or repeated; or nothing but random bytes."""
    kind = choice.randrange(16)
    if kind == 0:
        return b"\xff\x0f" + choice.randbytes(choice.randrange(48))
    if kind == 1:
        return b"\xff\x0d" + bytes(choice.choices(TAGS, k=choice.randrange(1, 48)))
    data = bytearray(choice.choice(samples))
    if kind == 2:
        return bytes(data[: choice.randrange(len(data))])
    for _ in range(choice.randrange(1, 3)):
        at = choice.randrange(2, len(data) + 1)
        change = choice.randrange(6)
        if change == 0:
            data[at:at] = choice.randbytes(choice.randrange(1, 5))
        elif change == 1:
            data[at : at + 1] = bytes([choice.choice(TAGS)])
        elif change == 2:
            data[at : at + 1] = bytes([choice.randrange(256)])
        elif change == 3:
            del data[at : at + choice.randrange(1, 4)]
        elif change == 4:
            data[at:at] = data[at : at + choice.randrange(1, 9)]
        else:
            data[at:at] = choice.choice(samples)[2:]
    return bytes(data)


def fuzz(wire: ModuleType, count: int) -> tuple[int, int]:
    """How many of the inputs were read, and how many refused."""
    choice = random.Random(1)  # noqa: S311 - the same inputs every time
    samples = list(SAMPLES.values())
    read = refused = 0
    for _ in range(count):
        try:
            value = wire.read(damaged(choice, samples), BUFFERS)
        except REFUSALS:
            refused += 1
            continue
        read += 1
        try:
            data, beside = wire.write(value)
        except REFUSALS:
            continue
        wire.read(data, beside)
    return read, refused


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000
    read, refused = fuzz(load(sys.argv[1]), count)
    print(f"{count:,} inputs: {read:,} read, {refused:,} refused")
