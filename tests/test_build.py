"""`taskbridge build`: what goes to npm. (`make publish` builds the wheel, which takes the network.)"""
from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from test_command_line import BRIDGE, PACKAGED, start, write

from bridge.cli import main

BUILD = (*BRIDGE, "build", "--npm")
# The npm that comes with the Node from PyPI, so that none need be on PATH.
VARIABLES: dict[str, str | Path] = {"PATH": "/bin/none", "BRIDGE_NODE": PACKAGED, "npm_config_update_notifier": "false"}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    assert start(*BRIDGE, "new", "my-app", cwd=tmp_path).returncode == 0
    return tmp_path / "my-app"


def test_the_tarball_has_what_a_module_needs_and_its_dependencies(app: Path) -> None:
    """With a scope in its name, too."""
    rename(app, '"my-app"', '"@me/my-app"')
    done = start(*BUILD, "my-app", "--out", "out", cwd=app.parent, variables=VARIABLES)
    made = app.parent / "out" / "me-my-app-0.1.0.tgz"
    assert (done.returncode, done.stdout) == (0, f"{made}\n"), done.stderr
    with tarfile.open(made) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
    assert names == {"README.md", "index.d.ts", "index.js", "lib.py", "package.json", "pyproject.toml"}


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("package.json", '"lib.py", ', "", "package.json: files leaves out lib.py"),
        ("package.json", ', "pyproject.toml"', "", "package.json: files leaves out pyproject.toml"),
        ("package.json", '"0.1.0"', '"0.2.0-beta.1"', "package.json has 0.2.0-beta.1, and pyproject.toml 0.1.0"),
        ("package.json", '"taskbridge"', '"other"', "its dependencies: npm install taskbridge"),
        ("lib.py", ") -> str", ") -> int", "+export function greet(name?: string): number;"),
        ("pyproject.toml", '["taskbridge"]', "[]", "among the project's dependencies"),
    ],
)  # fmt: skip
def test_what_would_not_run_once_installed_is_refused(app: Path, file: str, old: str, new: str, why: str) -> None:
    rename(app, old, new, file)
    done = start(*BUILD, cwd=app, variables=VARIABLES)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{why}\n" in done.stderr
    assert not (app / "dist").exists() or os.listdir(app / "dist") == []


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("package.json", b"", "package.json: Expecting value: line 1 column 1 (char 0)"),
        ("package.json", b"[]", "package.json: Expected `object`, got `array`"),
        ("package.json", b'{"version": 3}', "package.json: version: Expected `str`, got `int`"),
        ("package.json", b"\xff", "can't decode byte 0xff in position 0: invalid start byte"),
        ("pyproject.toml", b"project = 3", "pyproject.toml: project: Expected `object`, got `int`"),
        ("pyproject.toml", b"[project]\ndependencies = [3]", "dependencies: Expected `str`, got `int` - at `$[0]`"),
    ],
)  # fmt: skip
def test_a_file_without_its_shape_is_named(
    app: Path, capsys: pytest.CaptureFixture[str], file: str, text: bytes, why: str
) -> None:
    (app / file).write_bytes(text)
    assert main(["build", str(app)]) == 1
    assert capsys.readouterr().err.endswith(f"{why}\n")


def test_a_prerelease_is_one_release_in_both(app: Path) -> None:
    rename(app, '"0.1.0"', '"0.1.0-beta.1"')
    rename(app, '"0.1.0"', '"0.1.0b1"', "pyproject.toml")
    assert start(*BUILD, cwd=app, variables=VARIABLES).returncode == 0


def test_without_npm(app: Path) -> None:
    node = write(app / "node", "", mode=0o755)
    done = start(*BUILD, cwd=app, variables={**VARIABLES, "BRIDGE_NODE": node})
    why = f"taskbridge: no npm on PATH, nor with {node}: pip install 'taskbridge[node]' brings one\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", why)


def rename(app: Path, old: str, new: str, file: str = "package.json") -> None:
    text = (app / file).read_text()
    assert old in text
    (app / file).write_text(text.replace(old, new))
    if file == "package.json":
        json.loads((app / file).read_text())
