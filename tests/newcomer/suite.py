"""What somebody new does, from the packages as they would be published: `make newcomer`, since it takes the network."""
from __future__ import annotations

import fnmatch
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from registry import registry

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / "build" / "newcomer"
SAID = "Hello, world!\n{ count: 3, mean: 3, largest: 6 }\n"
CONTROLLED = ("BRIDGE_NODE", "BRIDGE_PYTHON", "NODE_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")


@dataclass
class Newcomer:
    """Somebody with a Python, a Node, and a folder to work in."""

    folder: Path
    variables: dict[str, str]

    def run(self, command: str, folder: str = ".", status: int = 0) -> str:
        """Run a command, as a shell does; what it prints."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder / folder,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("tarballs")
    for source in (ROOT, ROOT / "js" / "create"):
        command = ["npm", "pack", "--pack-destination", str(folder)]
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    return list(folder.glob("*.tgz"))


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    programs = tmp_path_factory.mktemp("programs")
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\nexec {getattr(sys, "_base_executable", sys.executable)} "$@"\n')
    python.chmod(0o755)
    other = subprocess.run(["npm", "config", "get", "registry"], check=True, capture_output=True, text=True)  # noqa: S607 - the same
    with registry(packages(tmp_path_factory), other.stdout.strip()) as address:
        variables = {name: value for name, value in os.environ.items() if name not in CONTROLLED}
        variables |= {
            "PATH": f"{programs}:{variables['PATH']}",
            "PIP_FIND_LINKS": f"{WHEELS} {variables.get('PIP_FIND_LINKS', '')}",
            "npm_config_registry": address,
            "npm_config_cache": str(tmp_path_factory.mktemp("cache")),
            "npm_config_yes": "true",
        }
        yield Newcomer(tmp_path_factory.mktemp("newcomer"), variables)


@pytest.fixture(scope="module")
def app(newcomer: Newcomer) -> Newcomer:
    """What the first of two commands makes."""
    newcomer.run("npm create taskbridge my-app")
    return newcomer


def test_somebody_from_javascript_has_it_run_by_two_commands(app: Newcomer) -> None:
    assert app.run("npm --prefix my-app start").endswith(SAID)


def test_somebody_from_python_has_it_run_by_two_commands_after_pip(newcomer: Newcomer) -> None:
    newcomer.run("python3 -m venv of-python && of-python/bin/python -m pip install taskbridge")
    newcomer.run("of-python/bin/taskbridge new their-app")
    assert newcomer.run("of-python/bin/taskbridge run their-app") == SAID


@pytest.mark.parametrize(
    "command",
    ["npm test", "npm run check", ".venv/bin/python -m pytest", ".venv/bin/mypy", ".venv/bin/mypy --strict lib.py",
     "npm run types -- --check", "npx taskbridge doctor"],
)  # fmt: skip
def test_what_is_made_passes_at_once(app: Newcomer, command: str) -> None:
    app.run(command, "my-app")


def test_uv_installs_what_it_has_locked(app: Newcomer) -> None:
    """And what `npx taskbridge install` has made is what `uv run` takes."""
    app.run("python3 -m venv of-uv && of-uv/bin/python -m pip install uv")
    app.run("cp -r my-app by-uv && rm -r by-uv/.venv")
    uv = f"PATH={app.folder}/of-uv/bin:$PATH UV_FIND_LINKS={WHEELS} UV_SYSTEM_CERTS=true"
    app.run(f"export {uv} && uv lock && npx taskbridge install", "by-uv")
    assert "uv = " in (app.folder / "by-uv" / ".venv" / "pyvenv.cfg").read_text()
    assert app.run("npm start", "by-uv").endswith(SAID)
    assert app.run(f"export {uv} && uv run taskbridge run .", "by-uv") == SAID


def test_creating_in_a_folder_with_something_in_it_leaves_that_alone(newcomer: Newcomer) -> None:
    mine = newcomer.folder / "mine" / "lib.py"
    mine.parent.mkdir()
    mine.write_text("")
    newcomer.run("npm create taskbridge mine", status=1)
    newcomer.run("npm create taskbridge class", status=1)
    assert os.listdir(mine.parent) == [mine.name]
    assert not (newcomer.folder / "class").exists()


def test_what_is_made_can_be_published(app: Newcomer) -> None:
    """To npm, whose users need `npx taskbridge install` beside; and to PyPI."""
    tarball, wheel = app.run("npx taskbridge build", "my-app").split()
    (app.folder / "user").mkdir()
    app.run(f"npm init --yes && npm install {tarball} && npx taskbridge install", "user")
    assert app.run("""node --print "require('my-app').greet('user')" """, "user") == "Hello, user!\n"
    app.run(f"python3 -m venv other && other/bin/python -m pip install {wheel}")
    assert app.run("other/bin/python -m my_app") == SAID
    assert app.run("other/bin/my-app") == SAID


def test_its_dockerfile_does_what_it_says(app: Newcomer) -> None:
    """Its steps in a folder of their own, but for those that need to be in Debian: there is no Docker here."""
    source, image = app.folder / "my-app", app.folder / "image"
    ignored = (source / ".dockerignore").read_text().split()
    files = [file.name for file in source.iterdir() if file.name not in ignored]
    image.mkdir()
    text = (source / "Dockerfile").read_text().replace("\\\n", " ")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    assert [step for step, _ in steps] == ["FROM", "RUN", "WORKDIR", "COPY", "RUN", "COPY", "USER", "CMD"]
    for step, argument in steps:
        if step == "COPY":
            *patterns, _ = argument.replace(".", "*", argument.startswith(". ")).split()
            for name in {name for pattern in patterns for name in fnmatch.filter(files, pattern)}:
                (shutil.copytree if (source / name).is_dir() else shutil.copy)(source / name, image / name)
        if step == "RUN" and not argument.startswith("apt-get"):
            app.run(argument, "image")
    assert not (image / "node_modules" / "typescript").exists()
    assert app.run(" ".join(json.loads(argument)), "image") == SAID
