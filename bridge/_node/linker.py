"""Which C library an extension module gets when Node carries one of the same name.

Node exports the OpenSSL, zlib, SQLite and so on that it is built with, and the dynamic linker would give those to
Python's extension modules. So a module that needs one of these libraries, itself or through a library that its wheel
brings along, is bound to its own libraries first (RTLD_DEEPBIND). Modules in C++ are left alone: Node and they must
share one libstdc++, or exceptions and `std::locale` break, and their wheels hide what they link.
"""
from __future__ import annotations

import os
import re
import struct
from importlib.machinery import ExtensionFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_IN_NODE = re.compile(r"lib(ssl|crypto|z|sqlite3|uv|nghttp2|cares|brotli\w*|zstd)[-.]")
_IS_CPP = re.compile(r"lib(std)?c\+\+[-.]")

_DYNAMIC, _LOAD = 2, 1
_NEEDED, _STRTAB, _RPATH, _RUNPATH = 1, 5, 15, 29


def install(deep_bind: Callable[[bytes], None]) -> None:
    """Have every extension module that needs it bound deep, just before Python loads it."""
    load = ExtensionFileLoader.create_module

    def create_module(self: ExtensionFileLoader, spec: ModuleSpec) -> ModuleType:
        if needs_its_own(self.path):
            deep_bind(os.fsencode(self.path))
        return load(self, spec)

    ExtensionFileLoader.create_module = create_module  # type: ignore[method-assign, assignment]


def needs_its_own(path: str) -> bool:
    """Tell whether a shared library needs a C library that Node carries too, and is no C++."""
    libraries = set(_all_needed(path, set()))
    return any(map(_IN_NODE.match, libraries)) and not any(map(_IS_CPP.match, libraries))


def _all_needed(path: str, seen: set[str]) -> Iterator[str]:
    """Name the libraries that a library needs, and those that the ones it brings along need in turn."""
    if path in seen:
        return
    seen.add(path)
    needed, folders = _dynamic(path)
    for name in needed:
        yield name
        for folder in folders:
            brought = os.path.join(folder, name)
            if os.path.isfile(brought):
                yield from _all_needed(brought, seen)


def _dynamic(path: str) -> tuple[list[str], list[str]]:
    """Read what an ELF library needs, and the folders beside it that it looks in (`$ORIGIN`)."""
    with open(path, "rb") as file:
        if file.read(6)[:5] != b"\x7fELF\x02":
            return [], []
        file.seek(32)
        (table,) = struct.unpack("<Q", file.read(8))
        file.seek(54)
        size, count = struct.unpack("<HH", file.read(4))
        file.seek(table)
        segments = [struct.unpack_from("<IIQQQQ", file.read(size)) for _ in range(count)]

        def at(address: int, length: int) -> bytes:
            for kind, _, offset, start, _, extent in segments:
                if kind == _LOAD and start <= address < start + extent:
                    file.seek(offset + address - start)
                    return file.read(length)
            return b""

        def text(address: int) -> str:
            return at(address, 4096).split(b"\0", 1)[0].decode("utf-8", "surrogateescape")

        entries: list[tuple[int, int]] = []
        for kind, _, offset, _, _, extent in segments:
            if kind == _DYNAMIC:
                file.seek(offset)
                entries += struct.iter_unpack("<QQ", file.read(extent // 16 * 16))
        strings = dict(entries).get(_STRTAB, 0)
        needed = [text(strings + value) for tag, value in entries if tag == _NEEDED]
        paths = ":".join(text(strings + value) for tag, value in entries if tag in (_RPATH, _RUNPATH))
    origin = os.path.dirname(path)
    return needed, [each.replace("$ORIGIN", origin) for each in paths.split(":") if each.startswith("$ORIGIN")]
