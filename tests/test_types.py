"""The JavaScript half has types, and the npm package is fit to publish."""
from __future__ import annotations

import fcntl
import json
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from conftest import NODES, ROOT, Host

PACKAGE = json.loads((ROOT / "package.json").read_text())
INSTALLED = ROOT / "build" / "npm"


def node() -> Path:
    """The Node from PyPI that brings an npm along, so that none need be on PATH."""
    found = NODES["node-newest"]()
    assert found is not None
    return Path(found)


def npm(*arguments: str, folder: Path) -> str:
    program = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return subprocess.run(
        [node(), program, *arguments], cwd=folder, check=True, capture_output=True, text=True, timeout=120
    ).stdout


def is_installed(name: str, version: str) -> bool:
    package = INSTALLED / "node_modules" / name / "package.json"
    return package.exists() and version == json.loads(package.read_text())["version"]


@pytest.fixture(scope="session")
def compiler() -> Path:
    """TypeScript, at the version pinned in package.json; downloaded once, by one of the processes that run tests."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with open(INSTALLED / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all(is_installed(name, version) for name, version in PACKAGE["devDependencies"].items()):
            (INSTALLED / "package.json").write_text(json.dumps({"devDependencies": PACKAGE["devDependencies"]}))
            npm("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", folder=INSTALLED)
    return INSTALLED / "node_modules" / "typescript" / "bin" / "tsc"


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The npm package as it would be published."""
    folder = tmp_path_factory.mktemp("npm")
    npm("pack", "--pack-destination", str(folder), folder=ROOT)
    (found,) = folder.glob("*.tgz")
    return found


@pytest.fixture
def published(archive: Path, tmp_path: Path) -> Path:
    """The npm package in a `node_modules`."""
    package = tmp_path / "node_modules" / "taskbridge"
    package.mkdir(parents=True)
    subprocess.run(["tar", "-xzf", archive, "--strip-components=1"], cwd=package, check=True, timeout=60)  # noqa: S607 - whichever tar there is
    return package


def type_check(compiler: Path, folder: Path, *options: str) -> str:
    """Run tsc; what it complains of."""
    command = [str(node()), str(compiler), "--pretty", "false", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False).stdout


def test_the_javascript_half_has_the_types_it_says(compiler: Path) -> None:
    """Checks tests/types.ts, tests/typed/use.ts, the declarations, and the JavaScript itself; see tsconfig.json."""
    said = type_check(compiler, ROOT, "--listFiles").splitlines()
    assert [line for line in said if not line.startswith("/")] == []
    made = [ROOT / "native" / "index.d.ts", *(ROOT / "examples").glob("*/native/*.d.ts")]
    pinned = [ROOT / "tests" / "types.ts", *(ROOT / "tests" / "typed").glob("*.?s")]
    expected = [*(ROOT / "js").rglob("*.?s"), *made, *pinned]
    assert set(map(str, expected)) <= set(said)


def test_the_published_package_brings_its_types(compiler: Path, published: Path) -> None:
    folder = published.parent.parent
    files = ("use.cts", "use.mts")
    for file in files:
        (folder / file).write_text("""
            import { load, live, type Callback } from 'taskbridge';
            const { f } = load<{ f(callback: Callback<number>): void }>('/');
            f((err, value) => value.toFixed(live().jobs));
            // @ts-expect-error a number has no length
            f((err, value) => value.length);
        """)
    options = ("--strict", "--noEmit", "--module", "node16", *files)
    assert type_check(compiler, folder, *options) == ""


@pytest.mark.parametrize(
    ("file", "imports"),
    [
        ("use.cjs", "const { load, live } = require('taskbridge');"),
        ("use.mjs", "import { load, live } from 'taskbridge';"),
    ],
)
def test_the_published_package_runs(host: Host, published: Path, file: str, imports: str) -> None:
    if file == "use.mjs":
        host.needs("modules")
    module = host.module("""
        @register_module
        def main(m):
            m.export_value("answer", m.number(42))
    """)
    script = published.parent.parent / file
    script.write_text(f"{imports}\nconsole.log(load({str(module)!r}).answer, live().jobs);\n")
    done = host.run(script, leaks=True)
    assert (done.stdout, done.stderr) == ("42 0\n", "")


def test_the_published_package_has_what_it_needs_and_nothing_else(published: Path) -> None:
    files = {str(file.relative_to(published)) for file in published.rglob("*") if file.is_file()}
    scripts = {str(file.relative_to(ROOT)) for file in (ROOT / "js").rglob("*.?s")}
    scripts -= {file for file in scripts if file.startswith(("js/create/", "js/packages/"))}
    assert files == scripts | {"package.json", "README.md", "LICENSE"}
    assert not PACKAGE.keys() & {"scripts", "dependencies", "optionalDependencies", "peerDependencies"}


def test_all_packages_have_the_same_version() -> None:
    (version,) = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert PACKAGE["version"] == version == metadata.version("taskbridge")
    create = json.loads((ROOT / "js" / "create" / "package.json").read_text())
    assert (create["version"], create["dependencies"]) == (version, {"taskbridge": version})
