"""`npx taskbridge`: what npm's package installs of Python's, and what it passes on."""
from __future__ import annotations

import base64
import hashlib
import json
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT
from test_command_line import PACKAGED, start, write

CLI = JS / "cli" / "taskbridge.js"
OLDEST = NODES["node-18.4"]() or ""
VERSION = json.loads((ROOT / "package.json").read_text())["version"]
WHERE = """
import json, sys
print(json.dumps({"executable": sys.executable, "python": "3.x", "version": "%s", "loader": "x", "host": "x",
                  "libpython": "x", "depends": []}))
"""


def wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> None:
    """Build a wheel, of the least that pip takes for one."""
    information = f"{name}-{version}.dist-info"
    files = {
        **files,
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(text.encode())}\n"
            archive.writestr(path, text)
        archive.writestr(f"{information}/RECORD", f"{record}{information}/RECORD,,\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that needs `one`, and `two` to be developed; of what npm has installed, a Module needs `three`."""
    for name in ("one", "two", "three", "four"):
        wheel(tmp_path, name, "1.0", {f"{name}.py": ""})
    wheel(tmp_path, "taskbridge", VERSION, {"bridge/__main__.py": WHERE % VERSION})
    folder = tmp_path / "project"
    groups = '[dependency-groups]\ndev = [{include-group = "test"}]\ntest = ["two"]\n'
    write(folder / "pyproject.toml", f'[project]\nname = "p"\ndependencies = ["one", "taskbridge"]\n{groups}')
    for name, needs, package in (("@me/module", "taskbridge", "three"), ("other", "express", "four")):
        write(folder / "node_modules" / name / "package.json", json.dumps({"dependencies": {needs: "1"}}))
        write(folder / "node_modules" / name / "pyproject.toml", f'[project]\ndependencies = ["{package}"]\n')
    for one, other in (("left", "right"), ("right", "left")):  # linked to one another, and each to itself
        write(folder / "node_modules" / one / "package.json", "{}")
        (folder / "node_modules" / one / "node_modules").mkdir()
        for name in (one, other):
            (folder / "node_modules" / one / "node_modules" / name).symlink_to(folder / "node_modules" / name)
    (folder / "node_modules" / "gone").symlink_to(folder / "nowhere")
    return folder


def installed(folder: Path) -> set[str]:
    files = {path.name for path in folder.glob(".venv/lib/python3*/site-packages/*.py")}
    return files & {"one.py", "two.py", "three.py", "four.py"}


def test_install_makes_an_environment_by_pip(project: Path) -> None:
    """For use at first, then to develop it; from a folder below. `bridge` says that it is there."""
    below = project / "src"
    below.mkdir()
    variables: dict[str, str | Path] = {
        "PATH": Path(sys.executable).parent, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": project.parent
    }  # fmt: skip
    done = start(OLDEST, str(CLI), "install", "--omit=dev", cwd=below, variables=variables)
    python = project / ".venv" / "bin" / "python"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"Python 3.x with taskbridge {VERSION}: {python}\n")
    assert installed(project) == {"one.py", "three.py"}
    assert start(OLDEST, str(CLI), "install", cwd=below, variables=variables).returncode == 0
    assert installed(project) == {"one.py", "two.py", "three.py"}


@pytest.mark.parametrize("is_locked", [False, True])
def test_install_has_uv_make_the_environment_if_there_is_one(project: Path, is_locked: bool) -> None:
    """A stand-in for uv makes the environment and notes what it is asked; a lock file has all but what Modules need."""
    uv = f"""#!{sys.executable}
import json, subprocess, sys
arguments = sys.argv[1:]
if arguments[0] != "--version":
    open("asked", "a").write(json.dumps(arguments) + chr(10))
if arguments[0] == "venv":
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", arguments[-1]], check=True)
    packages = arguments[-1] + "/lib/python3.%d/site-packages" % sys.version_info[1]
    open(packages + "/bridge.py", "w").write({(WHERE % VERSION)!r})
"""
    write(project.parent / "bin" / "uv", uv, mode=0o755)
    if is_locked:
        write(project / "uv.lock", "")
    done = start(PACKAGED, str(CLI), "install", cwd=project, variables={"PATH": project.parent / "bin"})
    assert (done.returncode, done.stderr) == (0, "")
    asked = [json.loads(line) for line in (project / "asked").read_text().splitlines()]
    target = str(project / ".venv")
    add = ["pip", "install", "--python", f"{target}/bin/python"]
    packages = ["three"] if is_locked else [f"taskbridge=={VERSION}", "one", "taskbridge", "two", "three"]
    assert asked == [["venv", "--allow-existing", target], *[["sync", "--inexact"]] * is_locked, [*add, *packages]]


def test_install_says_what_it_lacks(tmp_path: Path) -> None:
    old = write(tmp_path / "python3", "#!/bin/sh\necho False", mode=0o755)
    done = start(PACKAGED, str(CLI), "install", cwd=tmp_path, variables={"PATH": tmp_path})
    assert done.stderr.startswith("taskbridge: no Python 3.10 or later at PATH: install one (or uv, which brings one)")
    done = start(PACKAGED, str(CLI), "install", "--python", str(old), cwd=tmp_path, variables={"PATH": tmp_path})
    assert done.stderr.startswith(f"taskbridge: no Python 3.10 or later at {old}: ")
    done = start(PACKAGED, str(CLI), "install", "--all", cwd=tmp_path)
    usage = "taskbridge: usage: taskbridge install [--omit=dev] [--python PYTHON]\nunexpected: --all\n"
    assert (done.returncode, done.stderr) == (1, usage)


def test_what_else_there_is_is_pythons(tmp_path: Path) -> None:
    """With this Node for its own."""
    write(tmp_path / "script.js", "console.log(process.execPath, ...process.argv.slice(2)); process.exit(5)")
    variables = {"BRIDGE_PYTHON": sys.executable}
    done = start(PACKAGED, str(CLI), "run", "script.js", "-a", cwd=tmp_path, variables=variables)
    assert (done.returncode, done.stdout, done.stderr) == (5, f"{PACKAGED} -a\n", "")
    assert start(PACKAGED, str(CLI), cwd=tmp_path, variables=variables).stdout.startswith("usage: taskbridge")
    done = start(PACKAGED, str(CLI), "where", cwd=tmp_path, variables={"BRIDGE_PYTHON": "/nowhere"})
    assert (done.returncode, done.stdout) == (1, "")
    why, remedy = done.stderr.splitlines()
    assert why.startswith("taskbridge: no Python at /nowhere (ENOENT), from BRIDGE_PYTHON=/nowhere: ")
    assert remedy == "taskbridge: `npx taskbridge install` makes a .venv here"


def test_what_is_passed_on_gets_signals(tmp_path: Path) -> None:
    script = write(tmp_path / "script.js", "setInterval(() => {}, 1000); console.log('ready')")
    command = [PACKAGED, str(CLI), "run", str(script)]
    environment = {"BRIDGE_PYTHON": sys.executable}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=30) == -signal.SIGTERM
