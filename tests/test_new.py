"""`taskbridge new`: what it makes runs and passes its own tests at once."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT
from test_command_line import BRIDGE, start

TEMPLATE = ROOT / "bridge" / "cli" / "new" / "template"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "my-app"
    done = start(*BRIDGE, "new", "my-app", cwd=folder.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("run it: taskbridge run my-app\n")
    return folder


def test_it_runs_at_once(app: Path) -> None:
    """Without npm, and from any folder."""
    for host in ("node", "monkey"):
        done = start(*BRIDGE, "run", "--host", host, app, cwd=app.parent.parent)
        assert (done.stdout, done.stderr) == ("Hello, world!\n{ count: 3, mean: 3, largest: 6 }\n", "")


@pytest.mark.parametrize("node", NODES)
def test_it_passes_its_tests_in_javascript(app: Path, node: str) -> None:
    program = NODES[node]()
    if program is None:
        pytest.skip("there is no Node on PATH")
    variables: dict[str, str | Path] = {"BRIDGE_PYTHON": sys.executable, "NODE_PATH": JS / "packages"}
    done = start(program, "--test", "test.js", cwd=app, variables=variables)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\S pass [13]$", done.stdout, re.MULTILINE)  # Node 18.4 counts files


def test_it_passes_its_tests_in_python(app: Path) -> None:
    done = start(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", cwd=app)
    assert "3 passed" in done.stdout


def test_it_has_the_name_and_this_version_and_nothing_of_the_template_left(app: Path) -> None:
    assert {file.name for file in app.iterdir()} >= {file.name for file in TEMPLATE.iterdir() if file.is_file()}
    assert [file.name for file in app.iterdir() if file.is_file() and "template" in file.read_text()] == []
    package = json.loads((app / "package.json").read_text())
    version = json.loads((ROOT / "package.json").read_text())["version"]
    assert (package["name"], package["dependencies"]) == ("my-app", {"taskbridge": f"^{version}"})
    project = (app / "pyproject.toml").read_text()
    assert 'name = "my-app"' in project
    assert 'packages = ["my_app"]' in project


def test_its_types_are_those_of_its_python(app: Path) -> None:
    done = start(*BRIDGE, "types", "--check", "my-app", cwd=app.parent)
    assert (done.returncode, done.stderr) == (0, "")


def test_its_parts_agree(app: Path) -> None:
    """What one file says of another is there."""
    package = json.loads((app / "package.json").read_text())
    named = [package["main"], package["types"], *package["files"]]
    (checked,) = re.findall(r"^files = (\[.*\])$", (app / "pyproject.toml").read_text(), re.MULTILINE)
    named += json.loads(checked)
    assert [name for name in named if not (app / name).exists()] == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "lib.py").write_text("mine")
    done = start(*BRIDGE, "new", "app", cwd=tmp_path)
    message = "taskbridge: app: expected an empty folder, or none\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    assert [file.name for file in (tmp_path / "app").iterdir()] == ["lib.py"]


def test_a_folder_with_an_environment_and_nothing_else_is_taken(tmp_path: Path) -> None:
    """As `npm create taskbridge` leaves it; named by the folder, too."""
    (tmp_path / "app" / ".venv").mkdir(parents=True)
    done = start(*BRIDGE, "new", ".", cwd=tmp_path / "app")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "app" / "package.json").read_text())["name"] == "app"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("My-App", "expected a name of a-z, 0-9, '-', '_' and '.', a letter first"),
        ("3d", "expected a name of a-z, 0-9, '-', '_' and '.', a letter first"),
        ("app-", "expected a name of a-z, 0-9, '-', '_' and '.', a letter first"),
        ("a" * 215, "expected a name of a-z, 0-9, '-', '_' and '.', a letter first"),
        ("class", "Python has something of this name"),
        ("json", "Python has something of this name"),
        ("worker_threads", "Node has a module of this name"),
        ("taskbridge", "the bridge itself needs this name"),
    ],
)
def test_a_name_that_npm_or_python_would_not_take_is_refused(tmp_path: Path, name: str, why: str) -> None:
    from bridge.cli.new.names import check_name

    with pytest.raises(ValueError, match=f"^{re.escape(f'{name!r}: {why}')}$"):
        check_name(name)
    if name == "class":
        done = start(*BRIDGE, "new", name, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, f"taskbridge: {name!r}: {why}\n")
        assert os.listdir(tmp_path) == []


def test_names_of_nodes_own_modules_are_known() -> None:
    """Those that Python has not, either."""
    from bridge.cli.new.names import NODE

    code = "console.log(JSON.stringify(require('module').builtinModules))"
    listed = subprocess.run([NODES["node-newest"]() or "", "-e", code], capture_output=True, text=True, check=True)
    modules = {name for name in json.loads(listed.stdout) if name[0] != "_" and not re.search("[/:]", name)}
    assert modules - NODE - sys.stdlib_module_names == set()


def test_a_link_to_itself_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "app").symlink_to("app")
    done = start(*BRIDGE, "new", "app", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("taskbridge: ")
