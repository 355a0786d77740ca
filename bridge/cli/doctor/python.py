"""What `doctor` finds of this Python."""
from __future__ import annotations

import platform
import shutil
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from bridge.cli import where

from .finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

PIP = f"{sys.executable} -m pip install"


def findings() -> Iterator[Finding]:
    """Look at what this Python has of the bridge, and what that needs."""
    yield Finding("ok", f"Python {platform.python_version()} ({sys.executable})")
    yield from _halves()
    yield from _packages()


def _halves() -> Iterator[Finding]:
    found = where.answer()
    if found["loader"] and found["host"]:
        yield Finding("ok", f"taskbridge {found['version']} ({Path(where.__file__).parent.parent})")
    else:
        what = f"taskbridge {found['version']}, without its Node host"
        yield Finding("bad", what, f"{PIP} --force-reinstall taskbridge")
        if not shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]):
            yield Finding("bad", "no compiler to build it with", "apt install build-essential, or what your system has")
    if found["libpython"]:
        yield Finding("ok", f"a shared library of this Python ({found['libpython']})")
    else:
        yield Finding("bad", "no shared library of this Python, for Node to load", found["remedy"])


def _packages() -> Iterator[Finding]:
    for name in ("msgspec", "outcome"):
        try:
            yield Finding("ok", f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Finding("bad", f"no {name}", f"{PIP} {name}")
    try:
        yield Finding("ok", f"PythonMonkey {metadata.version('pythonmonkey')}")
    except metadata.PackageNotFoundError:
        yield Finding("note", "no PythonMonkey, which runs Modules without Node", f"{PIP} 'taskbridge[monkey]'")
