"""Running scripts from Python: in PythonMonkey, inside this process, without Node.

>>> exports = bridge.run("script.js")
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os


def run(script: str | os.PathLike[str], *arguments: str) -> Any:
    """Run a script until nothing keeps its event loop alive; its `module.exports`.

    Values that cross by copy are copied, as to a `@task`; a function, or an object that has one, is PythonMonkey's own.
    Needs the extra `monkey`. JavaScript's thread is the first one that runs a script.

    Raises:
        JsError: what nobody caught, with JavaScript's stack in its notes; or the Python exception that it once was.
        KeyboardInterrupt: Ctrl-C, also in the middle of a loop in JavaScript.
        SystemExit: the script has called `process.exit()`, or ended with a `process.exitCode`.
    """
    from bridge._monkey.start import run as monkey

    return monkey.run(script, *arguments)


async def run_async(script: str | os.PathLike[str], *arguments: str) -> Any:
    """Run a script as `run()` does, on the asyncio loop that runs already, among its other work."""
    from bridge._monkey.start import run as monkey

    return await monkey.run_async(script, *arguments)
