"""The names that a package may have in npm and in Python alike."""
from __future__ import annotations

import keyword
import re
import sys

NAME = re.compile(r"[a-z](?:[a-z0-9._-]{0,212}[a-z0-9])?")
TAKEN = {"bridge", "node_modules", "taskbridge"}
# Those of Node's own modules that are not names of Python's, too.
NODE = {
    "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
    "diagnostics_channel", "dns", "domain", "events", "fs", "http2", "https", "inspector", "module", "net", "path",
    "perf_hooks", "process", "punycode", "querystring", "repl", "sqlite", "stream", "string_decoder", "sys", "test",
    "timers", "tls", "trace_events", "url", "util", "v8", "vm", "wasi", "worker_threads",
}  # fmt: skip


def check_name(name: str) -> None:
    """Check a package's name.

    Raises:
        ValueError: npm or Python would refuse it, or would take something else for it.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r}: expected a name of a-z, 0-9, '-', '_' and '.', a letter first")
    module = python_name(name)
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise ValueError(f"{name!r}: Python has something of this name")
    if name in NODE:
        raise ValueError(f"{name!r}: Node has a module of this name")
    if name in TAKEN:
        raise ValueError(f"{name!r}: the bridge itself needs this name")


def python_name(name: str) -> str:
    """Give the name that Python imports a package by."""
    return re.sub(r"[-.]", "_", name)
