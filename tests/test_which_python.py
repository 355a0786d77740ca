"""How JavaScript finds its Python, and what a virtual environment remembers of its own."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT
from test_command_line import CONSOLE_SCRIPT, start, write

NODE = NODES["node-18.4"]() or ""


def find_python(folder: Path, **variables: str | Path) -> str:
    code = f"console.log(require({str(JS / 'node' / 'python.js')!r}).findPython({str(folder)!r}).python)"
    done = start(NODE, "-e", code, cwd=folder, variables=variables)
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
        return start(NODE, "-e", code, cwd=self.folder, variables=variables)

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


REMEDY = "set BRIDGE_PYTHON, activate a virtual environment, or make one in .venv"


def test_a_python_that_is_not_there_is_named_with_what_has_chosen_it(environment: Environment) -> None:
    choices: dict[str, dict[str, str | Path]] = {
        "no Python at /nowhere/x (ENOENT), from BRIDGE_PYTHON=/nowhere/x": {"BRIDGE_PYTHON": "/nowhere/x"},
        "no Python at nowhere (ENOENT), from BRIDGE_PYTHON=nowhere": {"BRIDGE_PYTHON": "nowhere"},
        "no Python at /nowhere/bin/python (ENOENT), from VIRTUAL_ENV=/nowhere": {"VIRTUAL_ENV": "/nowhere"},
    }
    for message, variables in choices.items():
        assert f"{message}: {REMEDY}\n" in environment.load(**variables).stderr
    environment.python.unlink()
    environment.python.symlink_to("/nowhere/python")
    message = f"no Python at {environment.python} (ENOENT), from {environment.folder / '.venv'}: {REMEDY}\n"
    assert message in environment.load().stderr
    shutil.rmtree(environment.folder / ".venv")
    assert f"no Python at python3 (ENOENT), from PATH: {REMEDY}\n" in environment.load(PATH=environment.folder).stderr


def test_a_python_without_the_bridge_is_told_how_to_get_it(environment: Environment) -> None:
    """By whatever installs packages there. Stand-ins say that they are another Python than they are."""
    shutil.rmtree(environment.packages / "bridge")
    others = environment.packages / "others.pth"
    others.unlink()
    python = environment.python
    says = f"{python} cannot run the bridge ({python}: No module named bridge): "

    def check(remedy: str, pretence: str = "") -> None:
        others.write_text(pretence)
        assert f"Error: {says}{remedy}\n" in environment.load().stderr

    check(f"{python} -m ensurepip && {python} -m pip install taskbridge")
    settings = environment.folder / ".venv" / "pyvenv.cfg"
    settings.write_text(settings.read_text() + "uv = 0.4.0\n")
    check(f"uv pip install --python {python} taskbridge")
    write(environment.packages / "pip" / "__init__.py", "")
    check(f"{python} -m pip install taskbridge")
    old = "it is Python 3.9, and the bridge needs 3.10 or later: set BRIDGE_PYTHON, or make a .venv of a later one"
    check(old, "import sys; sys.version_info = (3, 9, 1)")
    write(environment.folder / "EXTERNALLY-MANAGED", "")
    managed = f"the system manages its packages: {python} -m venv .venv && .venv/bin/python -m pip install taskbridge"
    pretence = f"sys.prefix = sys.base_prefix; sysconfig.get_path = lambda _: {str(environment.folder)!r}"
    check(managed, f"import sys, sysconfig; {pretence}")


def test_a_python_that_prints_when_it_starts_does_not_disturb(environment: Environment) -> None:
    """Before its answer and after, with and without an end of the line."""
    code = "import atexit, sys; print('hello'); sys.stdout.write('{'); atexit.register(print, '}\\n{}')"
    write(environment.packages / "loud.pth", code)
    for asked in (1, 0):
        done = environment.load()
        assert done.stderr == ""
        (answer,) = re.findall(r"\[.*\]", done.stdout)
        assert json.loads(answer) == [asked, str(environment.python), str(environment.packages / "bridge")]


# what an environment remembers

PACKAGES = "lib/python*/site-packages"


def test_an_environment_remembers_its_answer(environment: Environment) -> None:
    assert [environment.asked(), environment.asked(), environment.asked()] == [1, 0, 0]
    assert [file.name for file in environment.memory.parent.glob("taskbridge*")] == [environment.memory.name]


@pytest.mark.parametrize(
    "changed",
    ["pyvenv.cfg", PACKAGES, f"{PACKAGES}/bridge/_node/_host.*.so", f"{PACKAGES}/bridge/_node/loader.node"],
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


def test_a_memory_that_makes_no_sense_is_ignored_and_mended(environment: Environment) -> None:
    """Whatever is in it, with the right Python's name or without, and whichever part is missing or another."""
    assert environment.asked() == 1
    whole = json.loads(environment.memory.read_text())
    kinds: tuple[object, ...] = (None, 1, "x", "/nowhere", [], [1], ["/nowhere"], {}, {"/nowhere": 1})
    parts = ("loader", "libpython", "host", "depends", "stamps")
    damaged = [{**whole, name: value} for name in ("executable", *parts) for value in kinds]
    lacking = [{other: whole[other] for other in whole if other != name} for name in parts]
    bare = [{"executable": whole["executable"], "stamps": {}}, {"executable": whole["executable"]}]
    cut = environment.memory.read_bytes()[:-9]
    senseless = [b"", cut, b"\xff\x00", b"null", b"[]", b"{}", b"1"]
    contents = senseless + [json.dumps(each).encode() for each in (*damaged, *lacking, *bare)]
    script = f"""
        const fs = require('fs');
        const stdout = {json.dumps(json.dumps({name: whole[name] for name in whole if name != "stamps"}))};
        require('child_process').spawnSync = () => ({{ status: 0, stdout, stderr: '' }}); // as this Python would answer
        const python = {str(JS / "node" / "python.js")!r};
        const [memory, executable, ...contents] = {json.dumps([str(environment.memory), str(environment.python)])}
          .concat(JSON.parse(fs.readFileSync(0, 'utf8')));
        for (const content of contents) {{
          fs.writeFileSync(memory, Buffer.from(content, 'hex'));
          delete require.cache[python];
          const {{ host }} = require(python).ask({{ python: executable, source: 'a test' }});
          if (host !== {whole["host"]!r}) console.log(Buffer.from(content, 'hex').toString(), host);
          if (!fs.readFileSync(memory, 'utf8').includes(host)) console.log('not mended', content);
        }}
    """
    given = json.dumps([content.hex() for content in contents])
    done = start(NODE, "-e", script, cwd=environment.folder, stdin=given)
    assert (done.stdout, done.stderr) == ("", "")


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
