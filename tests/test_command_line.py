"""The command line, and how each half finds the other: Python its Node, JavaScript its Python."""
from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT

BRIDGE = (sys.executable, "-m", "bridge")
CONSOLE_SCRIPT = (str(Path(sys.executable).parent / "taskbridge"),)
CONTROLLED = ("BRIDGE_NODE", "BRIDGE_PYTHON", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
PACKAGED = NODES["node-18.4"]() or ""


def start(
    *command: str | Path, cwd: Path, variables: Mapping[str, str | Path] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program whose environment says nothing of the bridge but what is given."""
    environment = {name: value for name, value in os.environ.items() if name not in CONTROLLED}
    environment.update((name, str(value)) for name, value in (variables or {}).items())
    return subprocess.run(
        command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def write(path: Path, text: str, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def fake_node(folder: Path, version: str) -> Path:
    """A program that only says its version, or else its name and arguments."""
    text = f'#!/bin/sh\n[ "$1" = --version ] && echo {version} || echo "{folder.name}" "$@"\n'
    return write(folder / "node", text, mode=0o755)


# where


def test_where_tells_the_javascript_half_what_it_needs(tmp_path: Path) -> None:
    answer = json.loads(start(*BRIDGE, "where", cwd=tmp_path).stdout)
    assert answer["executable"] == sys.executable
    assert answer["python"] == platform.python_version()
    assert answer["version"] == metadata.version("taskbridge")
    assert Path(answer["host"]) in (ROOT / "bridge" / "_node").iterdir()
    assert {str(Path(sys.prefix, "pyvenv.cfg")), sys.executable, answer["host"]} <= set(answer["depends"])


def test_where_has_nothing_to_depend_on_outside_a_virtual_environment(tmp_path: Path) -> None:
    code = "import sys; sys.prefix = sys.base_prefix; from bridge.cli import main; main(['where'])"
    assert json.loads(start(sys.executable, "-c", code, cwd=tmp_path).stdout)["depends"] == []


# run


@pytest.mark.parametrize("command", [BRIDGE, CONSOLE_SCRIPT])
def test_run_passes_arguments_on_as_they_are(tmp_path: Path, command: tuple[str, ...]) -> None:
    script = write(tmp_path / "script.js", "console.log(JSON.stringify(process.argv.slice(1)));")
    done = start(*command, "run", "script.js", "a", "b c", "--node", "-h", "", cwd=tmp_path)
    assert json.loads(done.stdout) == [str(script), "a", "b c", "--node", "-h", ""]
    assert (done.returncode, done.stderr) == (0, "")


def test_run_has_the_script_use_this_python(tmp_path: Path) -> None:
    library = """
        import sys
        from bridge import *
        @register_module
        def main(m):
            m.export_value("executable", m.string(sys.executable))
    """
    write(tmp_path / "native" / "lib.py", "if True:" + library)
    write(tmp_path / "script.js", f"console.log(require('{JS}').load(__dirname + '/native').executable);")
    other = {"BRIDGE_PYTHON": "/nowhere", "VIRTUAL_ENV": "/nowhere"}
    done = start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables=other)
    assert (done.stdout, done.stderr) == (f"{sys.executable}\n", "")


@pytest.mark.parametrize(
    ("code", "status"),
    [("process.exit(7)", 7), ("throw 1", 1), ("process.kill(process.pid, 'SIGTERM')", -signal.SIGTERM)],
)
def test_run_ends_as_the_script_ends(tmp_path: Path, code: str, status: int) -> None:
    write(tmp_path / "script.js", code)
    assert start(*BRIDGE, "run", "script.js", cwd=tmp_path).returncode == status


def test_run_gives_the_script_its_signals(tmp_path: Path) -> None:
    code = "setInterval(() => {}, 1000); process.on('SIGINT', () => process.exit(3)); console.log('ready');"
    script = write(tmp_path / "script.js", code)
    with subprocess.Popen([*BRIDGE, "run", script], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 3


def test_run_gives_the_script_its_input(tmp_path: Path) -> None:
    write(tmp_path / "script.js", "process.stdin.on('data', (data) => console.log(`got ${data}`));")
    assert start(*BRIDGE, "run", "script.js", cwd=tmp_path, stdin="42").stdout == "got 42\n"


def test_run_leaves_a_missing_script_to_node(tmp_path: Path) -> None:
    done = start(*BRIDGE, "run", "missing.js", cwd=tmp_path)
    assert done.returncode == 1
    assert f"Cannot find module '{tmp_path / 'missing.js'}'" in done.stderr


@pytest.mark.parametrize("node", [{}, {"BRIDGE_NODE": PACKAGED}])
def test_run_runs_a_folder_by_the_main_of_its_package(tmp_path: Path, node: dict[str, str]) -> None:
    """Wherever it is run from; `__dirname` and the arguments are as they would be in a file."""
    text = "console.log(require.main === module, __dirname, ...process.argv.slice(2));"
    script = write(tmp_path / "app" / "lib" / "start.js", text)
    write(tmp_path / "app" / "package.json", '{ "main": "lib/start.js" }')
    app = tmp_path / "app"
    for cwd, folder in [(tmp_path, "app"), (app, "."), (script.parent, ".."), (ROOT, str(app))]:
        done = start(*BRIDGE, "run", folder, "a", "-b", cwd=cwd, variables=node)
        assert (done.stdout, done.stderr) == (f"true {script.parent} a -b\n", "")


def test_run_runs_an_example() -> None:
    """The Module finds this Python, though the environment names none."""
    done = start(*BRIDGE, "run", "examples/hello-world", cwd=ROOT)
    assert (done.stdout, done.stderr) == ("hello world!\n", "")


@pytest.mark.parametrize(
    ("package", "message"),
    [(None, "Cannot find module '{}/app'"), ('{ "main": "lib/none.js" }', "Cannot find module '{}/app/lib/none.js'")],
)
def test_run_leaves_a_folder_without_a_main_to_node(tmp_path: Path, package: str | None, message: str) -> None:
    (tmp_path / "app").mkdir()
    if package is not None:
        write(tmp_path / "app" / "package.json", package)
    done = start(*BRIDGE, "run", "app", cwd=tmp_path)
    assert done.returncode == 1
    assert message.format(tmp_path) in done.stderr


@pytest.mark.parametrize("arguments", [(), ("run",), ("walk", "script.js")])
def test_a_command_that_is_none_is_refused_with_the_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = start(*CONSOLE_SCRIPT, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: taskbridge")


# which Node


def test_run_takes_the_node_that_it_is_told(tmp_path: Path) -> None:
    """The option before the variable, both before PATH, and whatever version they are."""
    option, variable, path = (fake_node(tmp_path / name, "v16.0.0") for name in ("option", "variable", "path"))
    variables = {"PATH": path.parent, "BRIDGE_NODE": variable}
    assert start(*BRIDGE, "run", "--node", option, "x", cwd=tmp_path, variables=variables).stdout == "option x\n"
    assert start(*BRIDGE, "run", "x", cwd=tmp_path, variables=variables).stdout == "variable x\n"


@pytest.mark.parametrize("version", ["v18.4.0", "v20.0.0", "v100.1.2"])
def test_run_takes_the_node_on_path(tmp_path: Path, version: str) -> None:
    path = fake_node(tmp_path / "path", version).parent
    assert start(*BRIDGE, "run", "x", cwd=tmp_path, variables={"PATH": path}).stdout == "path x\n"


@pytest.mark.parametrize("version", ["v16.0.0", "v18.3.9", "no version", None])
def test_run_takes_nodejs_bin_where_path_has_nothing_new_enough(tmp_path: Path, version: str | None) -> None:
    path = tmp_path / "path"
    if version is not None:
        fake_node(path, version)
    write(tmp_path / "script.js", "console.log(process.execPath);")
    done = start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables={"PATH": path})
    assert done.stdout == f"{PACKAGED}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "taskbridge: no Node 18.4 or later on PATH: pip install 'taskbridge[node]' brings one\n"),
        (["--node", "/nowhere/node"], "taskbridge: expected a Node at /nowhere/node: no program is there\n"),
    ],
)
def test_run_says_what_to_do_where_there_is_no_node(tmp_path: Path, arguments: list[str], message: str) -> None:
    command = ["run", *arguments, "script.js"]
    code = f"import sys; sys.modules['nodejs'] = None; from bridge.cli import main; sys.exit(main({command!r}))"
    done = start(sys.executable, "-c", code, cwd=tmp_path, variables={"PATH": tmp_path})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


# which Python


def find_python(folder: Path, **variables: str | Path) -> str:
    code = f"console.log(require({str(JS / 'python.js')!r}).findPython({str(folder)!r}))"
    done = start(PACKAGED, "-e", code, cwd=folder, variables=variables)
    assert done.stderr == ""
    return done.stdout.strip()


def test_a_module_finds_its_python_in_order(tmp_path: Path) -> None:
    module = tmp_path / "project" / "packages" / "native"
    module.mkdir(parents=True)
    assert find_python(module) == "python3"
    for folder in (tmp_path, tmp_path / "project", module):  # the nearest
        nearest = write(folder / ".venv" / "bin" / "python", "")
        assert find_python(module) == str(nearest)
    active = tmp_path / "active"
    assert find_python(module, VIRTUAL_ENV=active) == str(active / "bin" / "python")
    assert find_python(module, VIRTUAL_ENV=active, BRIDGE_PYTHON="python3.12") == "python3.12"
    assert find_python(module, VIRTUAL_ENV=active, BRIDGE_PYTHON="./python") == str(module / "python")
    assert find_python(module, VIRTUAL_ENV="", BRIDGE_PYTHON="") == str(nearest)


@dataclass
class Environment:
    """A virtual environment with a copy of the bridge, and a Module below it."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def packages(self) -> Path:
        (found,) = self.folder.glob(".venv/lib/python*/site-packages")
        return found

    @property
    def memory(self) -> Path:
        return self.folder / ".venv" / "taskbridge.json"

    def load(self, **variables: str | Path) -> subprocess.CompletedProcess[str]:
        """Load the Module in a new Node: `[how often it asked, the Python it runs on, the bridge's folder]`."""
        code = f"""
            const child = require('child_process');
            const spawnSync = child.spawnSync;
            let asked = 0;
            child.spawnSync = (...rest) => {{ asked++; return spawnSync(...rest); }};
            const {{ executable, bridge }} = require({str(JS)!r}).load({str(self.folder / "native")!r});
            console.log(JSON.stringify([asked, executable, bridge]));
        """
        return start(PACKAGED, "-e", code, cwd=self.folder, variables=variables)

    def asked(self, **variables: str | Path) -> int:
        """Load the Module, which must run on this environment's Python; how often a Python was asked about itself."""
        done = self.load(**variables)
        assert done.stderr == ""
        asked, executable, bridge = json.loads(done.stdout)
        assert (executable, bridge) == (str(self.python), str(self.packages / "bridge"))
        return int(asked)


def make_environment(folder: Path) -> Environment:
    environment = Environment(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    shutil.copytree(ROOT / "bridge", environment.packages / "bridge", ignore=shutil.ignore_patterns("*.c", "*.py[xc]"))
    write(environment.packages / "others.pth", sysconfig.get_path("purelib"))
    library = """if True:
        import os, sys, bridge
        @bridge.register_module
        def main(m):
            m.export_value("executable", m.string(sys.executable))
            m.export_value("bridge", m.string(os.path.dirname(bridge.__file__)))
    """
    write(folder / "native" / "lib.py", library)
    return environment


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return make_environment(tmp_path)


def age(path: Path) -> None:
    os.utime(path, (1e9, 1e9))


def test_a_module_runs_on_the_environment_above_it(environment: Environment) -> None:
    assert environment.asked() == 1


def test_a_module_runs_on_python3_on_path(tmp_path: Path) -> None:
    other, bare = make_environment(tmp_path / "other"), Environment(tmp_path / "bare")
    shutil.copytree(other.folder / "native", bare.folder / "native")
    done = bare.load(PATH=other.python.parent)
    assert json.loads(done.stdout) == [1, str(other.python.with_name("python3")), str(other.packages / "bridge")]


def test_a_folder_called_bridge_does_not_disturb(environment: Environment) -> None:
    write(environment.folder / "bridge" / "__init__.py", "raise ImportError('the wrong bridge')")
    assert environment.asked() == 1
    done = start(*CONSOLE_SCRIPT, "where", cwd=environment.folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("python", ["/nowhere/python", "nowhere"])
def test_a_python_that_is_not_there_is_named(environment: Environment, python: str) -> None:
    message = f"no Python at {python} (ENOENT): set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv"
    assert message in environment.load(BRIDGE_PYTHON=python).stderr


def test_a_python_without_the_bridge_is_told_how_to_get_it(environment: Environment) -> None:
    shutil.rmtree(environment.packages / "bridge")
    stderr = environment.load().stderr
    assert f"{environment.python} cannot run the bridge" in stderr
    assert f"No module named bridge): {environment.python} -m pip install taskbridge" in stderr


# what an environment remembers


def test_an_environment_remembers_its_answer(environment: Environment) -> None:
    assert [environment.asked(), environment.asked(), environment.asked()] == [1, 0, 0]
    assert [file.name for file in environment.memory.parent.glob("taskbridge*")] == [environment.memory.name]


@pytest.mark.parametrize(
    "changed", ["pyvenv.cfg", "lib/python*/site-packages/bridge/_node/_host.*.so", "lib/python*/site-packages"]
)
def test_an_answer_is_forgotten_once_something_has_changed(environment: Environment, changed: str) -> None:
    assert environment.asked() == 1
    (path,) = environment.folder.glob(f".venv/{changed}")
    age(path)
    assert [environment.asked(), environment.asked()] == [1, 0]


def test_an_answer_is_forgotten_once_the_host_is_gone(environment: Environment) -> None:
    assert environment.asked() == 1
    (host,) = environment.packages.glob("bridge/_node/_host.*.so")
    host.unlink()
    assert f"{environment.python} has the bridge without its Node host" in environment.load().stderr


@pytest.mark.parametrize("content", ["", '{"executable": "/', "null", "[]", "{}", '{"stamps": {}}', '{"stamps": 1}'])
def test_a_memory_that_makes_no_sense_is_ignored_and_mended(environment: Environment, content: str) -> None:
    environment.memory.write_text(content)
    assert [environment.asked(), environment.asked()] == [1, 0]


def test_an_environment_that_cannot_be_written_to_is_asked_each_time(environment: Environment) -> None:
    environment.memory.mkdir()  # where the file would go: permissions do not stop root
    assert [environment.asked(), environment.asked()] == [1, 1]
    assert list(environment.memory.parent.glob("taskbridge*")) == [environment.memory]


def test_a_copied_environment_does_not_speak_for_the_original(environment: Environment, tmp_path: Path) -> None:
    assert environment.asked() == 1
    copy = make_environment(tmp_path / "copy")
    shutil.copy(environment.memory, copy.memory)
    assert [copy.asked(), copy.asked(), environment.asked()] == [1, 0, 0]


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONHOME"])
def test_an_answer_that_variables_decide_is_neither_kept_nor_used(environment: Environment, name: str) -> None:
    variables: dict[str, str | Path] = {name: sys.base_prefix}
    assert environment.asked(**variables) == 1
    assert not environment.memory.exists()
    assert [environment.asked(), environment.asked(**variables)] == [1, 1]


def test_a_python_on_path_remembers_nothing(environment: Environment, tmp_path: Path) -> None:
    """What lies beside the working directory is not its memory."""
    variables: dict[str, str | Path] = {"BRIDGE_PYTHON": "python", "PATH": environment.python.parent}
    assert environment.asked(**variables) == 1
    assert not (tmp_path.parent / environment.memory.name).exists()
    assert environment.asked(**variables) == 1
