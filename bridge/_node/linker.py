"""Which C library an extension module gets when Node carries one of the same name.

Node exports the OpenSSL, zlib, SQLite and so on that it is built with, and the dynamic linker would give those to
Python's extension modules, or half of them. So before a module is loaded that needs one of these libraries, itself or
through others, the library is bound to itself (RTLD_DEEPBIND); and so is the module, unless it is C++. C++ is left
alone: Node and it must share one libstdc++, or exceptions and `std::locale` break.
"""
from __future__ import annotations

import functools
import os
import re
import struct
import sys
from importlib.machinery import ExtensionFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_IN_NODE = re.compile(r"lib(ssl|crypto|z|sqlite3|uv|nghttp2|cares|brotli\w*|zstd)[-.]")
_IS_CPP = re.compile(r"lib(std)?c\+\+[-.]")

_MULTIARCH = getattr(sys.implementation, "_multiarch", "")
_FOLDERS = [
    os.path.join(root, folder)
    for root in ("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib")
    for folder in (_MULTIARCH, "")
]

_DYNAMIC, _LOAD = 2, 1
_NEEDED, _STRTAB, _RPATH, _RUNPATH = 1, 5, 15, 29


def install(deep_bind: Callable[[bytes], None]) -> None:
    """Have what an extension module needs bound deep, just before Python loads it."""
    load = ExtensionFileLoader.create_module

    def create_module(self: ExtensionFileLoader, spec: ModuleSpec) -> ModuleType:
        for library in to_bind(self.path):
            deep_bind(os.fsencode(library))
        return load(self, spec)

    ExtensionFileLoader.create_module = create_module  # type: ignore[method-assign]


def to_bind(path: str) -> list[str]:
    """List what to bind deep before an extension module is loaded, in this order."""
    needed: dict[str, str] = {}
    _collect(path, needed)
    shared = [library for name, library in needed.items() if _IN_NODE.match(name)]
    if shared and not any(map(_IS_CPP.match, needed)):
        shared.append(path)
    return shared


def _collect(path: str, needed: dict[str, str]) -> None:
    """Find the libraries that a library needs, and those that they need in turn."""
    names, folders = _dynamic(path)
    for name in names:
        if name not in needed:
            places = (os.path.join(folder, name) for folder in (*folders, *_FOLDERS))
            needed[name] = next(filter(os.path.isfile, places), name)
            if needed[name] != name:
                _collect(needed[name], needed)


@functools.cache
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
