"""What is published works where nothing can be compiled: `make wheels` runs this, apart from the other tests."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pages
import pytest
from conftest import NODES, ROOT, find_host
from wheels.build import DIST, GLIBC, PROCESSORS, WORK, find_python, platform

WHEELS = sorted(DIST.glob("*.whl"))
HERE = [wheel for wheel in WHEELS if wheel.stem.endswith(os.uname().machine)]
MACHINES = {"x86_64": "Advanced Micro Devices X86-64", "aarch64": "AArch64"}
ALWAYS_THERE = re.compile(r"lib(?:c|dl|m|pthread)\.so\.\d|ld-linux-\S+")


def tags(wheel: Path) -> str:
    return "-".join(wheel.stem.split("-")[2:])


def version_of(wheel: Path) -> str:
    return re.sub(r".*-cp3(\d+)-.*", r"3.\1", wheel.name)


def processor_of(wheel: Path) -> str:
    (found,) = [each for each in PROCESSORS if wheel.stem.endswith(platform(each))]
    return found


def test_each_python_has_a_wheel_for_each_processor() -> None:
    found = [(version_of(wheel), processor_of(wheel)) for wheel in DIST.glob("*.whl")]
    versions = {version for version, _ in found}
    assert versions
    assert sorted(found) == sorted((version, processor) for version in versions for processor in PROCESSORS)


@pytest.mark.parametrize("wheel", WHEELS, ids=tags)
def test_auditwheel_agrees_with_the_tag(wheel: Path) -> None:
    auditwheel = WORK / "tools" / "bin" / "auditwheel"
    said = subprocess.run([auditwheel, "show", wheel], capture_output=True, text=True, check=True).stdout
    assert f'consistent with the following platform tag: "{platform(processor_of(wheel))}"' in " ".join(said.split())


@pytest.mark.parametrize("wheel", WHEELS, ids=tags)
def test_binaries_need_what_every_linux_has(wheel: Path, tmp_path: Path) -> None:
    """Of the right processor, in no version that is too new, and from no folder of the machine that built them."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    binaries = [path for path in tmp_path.rglob("*") if path.suffix in (".so", ".node")]
    assert {"loader.node", "_host.so"} <= {re.sub(r"\.cpython.*\.so", ".so", path.name) for path in binaries}
    for path in binaries:
        said = subprocess.run(["readelf", "-hdVW", path], capture_output=True, text=True, check=True).stdout  # noqa: S607
        assert re.findall(r"Machine: +(.*)", said) == [MACHINES[processor_of(wheel)]], path.name
        needed = re.findall(r"Shared library: \[(.*)\]", said)
        assert [name for name in needed if not ALWAYS_THERE.fullmatch(name)] == [], path.name
        assert re.findall(r"R(?:UN)?PATH.*", said) == [], path.name
        newest = max(tuple(map(int, each.split("."))) for each in re.findall(r"Name: GLIBC_([\d.]+)", said))
        assert newest <= GLIBC, path.name


def test_a_wheel_holds_what_runs_and_no_sources() -> None:
    with zipfile.ZipFile(WHEELS[0]) as archive:
        names = {*archive.namelist()}
    assert [name for name in names if name.endswith((".c", ".h", ".pyx", ".pxi", ".pxd"))] == []
    run = [path for pattern in ("**/*.py", "**/*.js", "cli/new/template/*") for path in (ROOT / "bridge").glob(pattern)]
    assert {str(path.relative_to(ROOT)) for path in run} - names == set()
    assert {"bridge/py.typed", "bridge/_js/index.js"} <= names


def copy_python(version: str, folder: Path) -> Path:
    """Copy a Python to where nothing was built for it, with no more than runs; its program."""
    original = find_python(version)
    assert original
    ask = "import sys, sysconfig; print(sys.base_prefix, sysconfig.get_path('stdlib'), sep='\\n')"
    prefix, library = map(Path, subprocess.check_output([original, "-c", ask], text=True).splitlines())
    less = shutil.ignore_patterns("site-packages", "dist-packages", "test", "config-*")
    shutil.copytree(library, folder / "lib" / library.name, ignore=less, symlinks=True)
    for file in prefix.rglob(f"lib/**/libpython{version}.so.1.0"):
        shutil.copy(file, folder / "lib")
    program = folder / "bin" / f"python{version}"
    program.parent.mkdir()
    shutil.copy((prefix / "bin" / program.name).resolve(), program)
    subprocess.run([WORK / "tools" / "bin" / "patchelf", "--set-rpath", "$ORIGIN/../lib", program], check=True)
    return program


@pytest.mark.parametrize("wheel", HERE, ids=tags)
def test_the_readme_runs_in_another_python_and_every_node(wheel: Path, tmp_path: Path) -> None:
    """Installed from the wheel and from the npm package, on a machine that has no compiler on PATH."""
    python = copy_python(version_of(wheel), tmp_path / "python")
    app, tools = tmp_path / "app", tmp_path / "tools"
    tools.mkdir()
    node = Path(NODES["node-18.4"]() or "")
    (tools / "node").symlink_to(node)
    (tools / "sh").symlink_to("/bin/sh")
    bare = {**os.environ, "PATH": str(tools)}
    for name in ("BRIDGE_PYTHON", "PYTHONPATH", "VIRTUAL_ENV"):
        bare.pop(name, None)

    def run(*command: str | Path) -> str:
        return subprocess.run(command, cwd=app, env=bare, capture_output=True, text=True, check=True).stdout

    top = [block for block in pages.blocks("README.md") if block.section == "" and block.file]
    for block in top:
        path = app / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)
    run(python, "-m", "venv", ".venv")
    run(".venv/bin/python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", wheel)
    (package,) = DIST.glob("*.tgz")
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node, npm, "install", "--no-audit", "--no-fund", package)
    (index,) = [block for block in top if block.file == "index.js"]
    for name in NODES:
        assert sorted(run(find_host(name, app).node, "index.js").splitlines()) == sorted(index.said), name
    loaded = run(app / ".venv/bin/python", "-m", "bridge", "where")
    assert f'"libpython": "{tmp_path}/' in loaded
    assert ROOT.name not in loaded
