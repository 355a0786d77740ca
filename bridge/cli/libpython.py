"""The shared library that a Python is: Node loads it, though the program `python` itself may do without."""
from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path


def find() -> Path | None:
    """Find this Python's own: the one that it runs on, or else the one that was installed with it."""
    return next(filter(Path.is_file, [*_loaded(), *_installed()]), None)


def _names() -> list[str]:
    usual = f"libpython{sysconfig.get_config_var('LDVERSION')}.so"
    given = (sysconfig.get_config_var(name) for name in ("INSTSONAME", "LDLIBRARY"))  # may be of the static library
    return list(dict.fromkeys([*(name for name in given if name and ".so" in name), f"{usual}.1.0", usual]))


def _loaded() -> list[Path]:
    maps = Path("/proc/self/maps")
    lines = os.fsdecode(maps.read_bytes()).splitlines() if maps.exists() else []
    files = (Path(line.split(maxsplit=5)[-1]) for line in lines)
    return [file for file in files if file.name in _names()]


def _installed() -> list[Path]:
    """Name the places to look: first where this Python is, since it may have been built to be elsewhere."""
    library = Path(sys.base_prefix, "lib")
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    built = [Path(folder) for folder in map(sysconfig.get_config_var, ("LIBDIR", "LIBPL")) if folder]
    folders = [library, library / multiarch, library.with_name("lib64"), *built]
    return [folder / name for folder in folders for name in _names()]


def how_to_get() -> str:
    """Say what to install where there is none."""
    place = Path(sys.base_prefix)
    if place == Path("/usr") and Path("/etc/debian_version").exists():
        return f"apt-get install libpython{sysconfig.get_config_var('LDVERSION')}"
    if place.parent.name == "versions":  # pyenv's
        return f"PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force {place.name}"
    return "build it with --enable-shared, or take one of uv's, conda's or your system's"
