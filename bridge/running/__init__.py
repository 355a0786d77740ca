"""Running scripts from Python: in PythonMonkey, inside this process, or in a Node of their own.

>>> exports = bridge.run("script.js")
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import os
    from types import ModuleType
    from typing import TypeAlias

    Host: TypeAlias = Literal["monkey", "node"]


def run(script: str | os.PathLike[str], *arguments: str, host: Host = "monkey") -> Any:
    """Run a script until nothing keeps its event loop alive; its `module.exports`.

    In PythonMonkey, which needs the extra `monkey`, values that cross by copy are copied, as to a `@task`; a function,
    or an object that has one, is PythonMonkey's own. JavaScript's thread is the first one that runs a script. Node runs
    it in a process of its own, with this Python: what it exports stays there, and `None` is returned.

    Raises:
        JsError: in PythonMonkey, what nobody caught, with JavaScript's stack in its notes; or the Python exception that
            it once was. Node prints it, and ends with a status.
        KeyboardInterrupt: Ctrl-C, also in the middle of a loop in JavaScript.
        SystemExit: the script has called `process.exit()`, or ended with a `process.exitCode`; where a signal has ended
            Node, 128 and the signal's number.
        FileNotFoundError: there is no Node.
    """
    return _host(host).run(script, *arguments)


async def run_async(script: str | os.PathLike[str], *arguments: str, host: Host = "monkey") -> Any:
    """Run a script as `run()` does, on the asyncio loop that runs already, among its other work."""
    return await _host(host).run_async(script, *arguments)


def _host(name: str) -> ModuleType:
    if name == "monkey":
        from bridge._monkey.start import run as monkey  # which needs PythonMonkey

        return monkey
    if name == "node":
        from . import node

        return node
    raise ValueError(f"host: expected 'monkey' or 'node', got {name!r}")
