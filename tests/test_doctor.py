"""`taskbridge doctor`, and `npx taskbridge doctor`: what is found, well or broken, and what mends it."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT
from test_command_line import BRIDGE, PACKAGED, WITHOUT_NODE, fake_node, start, write
from test_which_python import make_environment

CLI = JS / "cli" / "taskbridge.js"
VERSION = json.loads((ROOT / "package.json").read_text())["version"]
Findings = dict[str, tuple[str, str | None]]


def read(done: subprocess.CompletedProcess[str], status: int) -> Findings:
    """Give what `doctor --json` has printed: states and remedies, by what was found."""
    assert (done.returncode, done.stderr) == (status, "")
    return {found["what"]: (found["state"], found.get("mend")) for found in json.loads(done.stdout)}


def only(findings: Findings, beginning: str) -> tuple[str, str | None]:
    (found,) = (value for what, value in findings.items() if what.startswith(beginning))
    return found


def npm_package(folder: Path, version: str) -> None:
    """Put a stand-in for what npm installs into a folder."""
    write(folder / "node_modules" / "taskbridge" / "package.json", json.dumps({"version": version}))


def test_where_all_is_well_nothing_is_bad(tmp_path: Path) -> None:
    npm_package(tmp_path, VERSION)
    done = start(*BRIDGE, "doctor", cwd=tmp_path, variables={"BRIDGE_PYTHON": sys.executable})
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert {line[:6] for line in lines} <= {"ok    ", "note  ", "      "}
    assert f"ok    taskbridge {VERSION} ({ROOT / 'bridge'})" in lines
    (chosen,) = (line for line in lines if line.startswith("ok    for this folder, from BRIDGE_PYTHON="))
    assert f"taskbridge {VERSION} ({sys.executable}, " in chosen
    assert lines[-1].startswith("ok    a task ran in ")


def test_without_a_node(tmp_path: Path) -> None:
    code = f"{WITHOUT_NODE}; from bridge.cli import main; sys.exit(main(['doctor', '--json']))"
    found = read(start(sys.executable, "-c", code, cwd=tmp_path, variables={"PATH": tmp_path}), 1)
    assert only(found, "no Node") == (
        "bad", "no Node 18.4 or later on PATH: pip install 'taskbridge[node]' brings one"
    )  # fmt: skip


def test_an_old_node_is_passed_over(tmp_path: Path) -> None:
    path = fake_node(tmp_path / "path", "v16.0.0")
    variables: dict[str, str | Path] = {"PATH": path.parent, "BRIDGE_PYTHON": sys.executable}
    found = read(start(*BRIDGE, "doctor", "--json", cwd=tmp_path, variables=variables), 0)
    assert only(found, f"Node 16.0.0 ({path}, from PATH)") == ("note", "install a later one")
    assert only(found, f"a task ran in {PACKAGED}") == ("ok", None)


def test_a_node_that_runs_nothing(tmp_path: Path) -> None:
    text = "#!/bin/sh\n[ $1 = --version ] && echo v20.0.0 || { echo broken >&2; exit 3; }"
    node = write(tmp_path / "node", text, mode=0o755)
    found = read(start(*BRIDGE, "doctor", "--json", cwd=tmp_path, variables={"BRIDGE_NODE": node}), 1)
    assert only(found, f"{node} does not run a script: broken")[0] == "bad"
    assert only(found, f"a task did not run in {node}: broken")[0] == "bad"


@pytest.mark.parametrize("way", ["python", "npx"])
def test_a_folder_whose_python_lacks_the_bridge(tmp_path: Path, way: str) -> None:
    """Only where npm has installed the package does that matter to Python's own doctor."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    python = tmp_path / ".venv" / "bin" / "python"
    command = BRIDGE if way == "python" else (NODES["node-18.4"]() or "", str(CLI))
    if way == "python":
        found = read(start(*command, "doctor", "--json", cwd=tmp_path), 0)
        assert only(found, f"for this folder, from {python.parents[1]}: {python} cannot run the bridge")[0] == "note"
    npm_package(tmp_path, VERSION)
    found = read(start(*command, "doctor", "--json", cwd=tmp_path), 1)
    why = f"{python} cannot run the bridge ({python}: No module named bridge)"
    assert only(found, f"for this folder, from {python.parents[1]}: {why}") == ("bad", "npx taskbridge install")
    assert only(found, "passed over, from PATH: ") == ("note", None)
    if way == "npx":
        assert only(found, "Node 18.4.0 (") == ("ok", None)
        assert "bad   for this folder, from " in start(*command, "doctor", cwd=tmp_path).stdout


@pytest.mark.parametrize("way", ["python", "npx"])
def test_halves_of_two_versions(tmp_path: Path, way: str) -> None:
    npm_package(tmp_path, "9.9.9")
    command = BRIDGE if way == "python" else (PACKAGED, str(CLI))
    done = start(*command, "doctor", "--json", cwd=tmp_path, variables={"BRIDGE_PYTHON": sys.executable})
    remedy = f"{sys.executable} -m pip install taskbridge==9.9.9"
    assert only(read(done, 1), f"npm's taskbridge is 9.9.9, and Python's {VERSION}") == ("bad", remedy)


def test_a_python_without_its_halves(tmp_path: Path) -> None:
    """No host, no compiler to build one, no msgspec, no shared library."""
    environment = make_environment(tmp_path)
    (host,) = environment.packages.glob("bridge/_node/_host.*.so")
    host.unlink()
    (environment.packages / "bridge" / "_js").symlink_to(JS)
    lack = """
from importlib import metadata
from bridge.cli import libpython, main
version = metadata.version
def lacking(name):
    if name in ("msgspec", "pythonmonkey"):
        raise metadata.PackageNotFoundError(name)
    return version(name)
metadata.version = lacking
libpython.find = lambda: None
raise SystemExit(main(["doctor", "--json"]))
"""
    variables: dict[str, str | Path] = {"PATH": tmp_path, "BRIDGE_NODE": PACKAGED}
    found = read(start(environment.python, "-c", lack, cwd=tmp_path, variables=variables), 1)
    pip = f"{environment.python} -m pip install"
    assert only(found, f"taskbridge {VERSION}, without its Node host") == ("bad", f"{pip} --force-reinstall taskbridge")
    assert only(found, "no compiler to build it with")[0] == "bad"
    assert only(found, "no shared library of this Python")[0] == "bad"
    assert only(found, "no msgspec") == ("bad", f"{pip} msgspec")
    assert only(found, "no PythonMonkey")[0] == "note"
    why = f"Error: {environment.python} has the bridge without its Node host"
    assert only(found, f"a task did not run in {PACKAGED}: {why}")[0] == "bad"


def test_a_node_that_permits_little(tmp_path: Path) -> None:
    code = f"console.log(JSON.stringify(require({str(JS / 'cli' / 'survey.js')!r}).survey('.')))"
    flags = ("--permission", "--allow-fs-read=*", "--allow-child-process")
    done = start(PACKAGED, *flags, "-e", code, cwd=tmp_path, variables={"BRIDGE_PYTHON": sys.executable})
    (found,) = (each for each in json.loads(done.stdout) if "--permission" in each["what"])
    assert (found["state"], found["mend"]) == ("bad", "node --permission --allow-addons")


def test_a_program_that_never_answers_is_no_node(tmp_path: Path) -> None:
    node = write(tmp_path / "node", "#!/bin/sh\nsleep 100\n", mode=0o755)
    hasty = "import sys; from bridge.running import node; node._LONGEST = 0.2"
    code = f"{hasty}; from bridge.cli import main; sys.exit(main())"
    done = start(sys.executable, "-c", code, "doctor", "--json", cwd=tmp_path, variables={"BRIDGE_NODE": node})
    assert only(read(done, 1), f"{node} is no Node: ") == ("bad", "set BRIDGE_NODE to one, or unset it")


def test_a_program_that_never_answers_is_no_python(tmp_path: Path) -> None:
    python = write(tmp_path / "python", "#!/bin/sh\nsleep 100\n", mode=0o755)
    hasty = """
        const processes = require('child_process');
        const { spawnSync } = processes;
        const hasten = (options) => ({ ...options, timeout: options.timeout && 200 });
        processes.spawnSync = (program, given, options) => spawnSync(program, given, hasten(options));
    """
    script = write(tmp_path / "hasty.js", hasty)
    done = start(PACKAGED, "-r", script, CLI, "doctor", "--json", cwd=tmp_path, variables={"BRIDGE_PYTHON": python})
    assert f"no Python at {python} (ETIMEDOUT), from BRIDGE_PYTHON={python}: " in done.stdout
