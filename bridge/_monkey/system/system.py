"""System: what the built-in modules ask of Python. The other end is process.js and node/*.js."""
from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pythonmonkey

if TYPE_CHECKING:
    from collections.abc import Callable

_ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64", "i686": "ia32"}


def kind_of(path: str) -> str | None:
    """Tell a file from a folder, and from nothing."""
    return "folder" if os.path.isdir(path) else "file" if os.path.exists(path) else None


def read_text(path: str) -> str:
    """Read a script."""
    return Path(path).read_text(encoding="utf-8")


def real_path(path: str) -> str:
    """Name a file without symbolic links."""
    return os.path.realpath(f"{path}")


def compile_script(source: str, path: str) -> Any:
    """Compile what is an expression in JavaScript."""
    return pythonmonkey.eval(source, {"filename": path})


def _stat(path: str) -> str:
    found = os.stat(path)
    return f"{found.st_mode} {found.st_size} {found.st_mtime * 1000}"


def _remove(path: str) -> None:
    if os.path.isdir(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


def _write(path: str, data: Any) -> None:
    Path(path).write_bytes(data)


def _append(path: str, data: Any) -> None:
    with open(path, "ab") as file:
        file.write(data)


_FILES: dict[str, Callable[..., object]] = {
    "append": _append,
    "list": lambda path: json.dumps(sorted(os.listdir(path))),
    "mkdir": lambda path, recursive: os.makedirs(path, exist_ok=True) if recursive else os.mkdir(path),
    "read": lambda path: bytearray(Path(path).read_bytes()),
    "real": os.path.realpath,
    "remove": _remove,
    "stat": _stat,
    "write": _write,
}


def files(name: str, path: str, *values: Any) -> object:
    """Do something with a file; a list with the error's code, number and text if that fails."""
    try:
        return _FILES[f"{name}"](f"{path}", *values)
    except OSError as error:
        number = error.errno or 0
        return [errno.errorcode.get(number, "EIO"), number, os.strerror(number)]


def write(descriptor: float, text: str) -> None:
    """Write to standard output or error, behind what Python has written there."""
    stream = sys.stdout if int(descriptor) == 1 else sys.stderr
    stream.write(f"{text}")
    stream.flush()


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return float(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))


def _kill(process: float, name: str | float) -> None:
    number = getattr(signal, f"{name}") if isinstance(name, str) else int(name)
    os.kill(int(process), number)


def _set_variable(name: str, value: str | None = None) -> None:
    """Change an environment variable, or remove it. Node, too, says nothing where that cannot be."""
    with contextlib.suppress(OSError, ValueError):
        if value is None:
            os.environ.pop(f"{name}", None)
        else:
            os.environ[f"{name}"] = f"{value}"


def lent() -> dict[str, object]:
    """Give all of it, by the names that JavaScript uses; but for what a script's own life is about."""
    return {
        "abort": os.abort,
        "arch": _ARCHITECTURES.get(platform.machine(), platform.machine()),
        "cwd": os.getcwd,
        "environment": lambda: json.dumps(dict(os.environ)),
        "executable": sys.executable,
        "files": files,
        "hostname": socket.gethostname,
        "isTerminal": lambda descriptor: os.isatty(int(descriptor)),
        "kill": _kill,
        "kindOf": kind_of,
        "monotonic": lambda: time.monotonic_ns() / 1000,  # microseconds
        "pid": os.getpid(),
        "platform": sys.platform,
        "processors": os.cpu_count,
        "rss": _resident,
        "setVariable": _set_variable,
        "started": time.monotonic(),
        "versions": {"python": platform.python_version(), "pythonmonkey": pythonmonkey.__version__},
        "write": write,
    }
