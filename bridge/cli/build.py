"""`build`: a Module's own packages, for npm and for PyPI; pyproject.toml alone has what its Python depends on."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from argparse import Namespace
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .types import types

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("build", help="make a folder's packages: a tarball for npm, and a wheel for PyPI")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="with package.json and pyproject.toml (.)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where they go (dist in the folder)")
    parser.add_argument("--npm", action="store_true", help="the tarball only")
    parser.add_argument("--wheel", action="store_true", help="the wheel only")
    parser.set_defaults(command=build)


def build(options: Namespace) -> int:
    """Make the packages, and print what they are called."""
    folder = options.folder.resolve()
    out = (options.out or folder / "dist").resolve()
    try:
        package = _check(folder)
        if "types" in package and (folder / "lib.py").exists() and types(Namespace(folder=str(folder), check=True)):
            return 1
        out.mkdir(parents=True, exist_ok=True)
        if options.npm or not options.wheel:
            print(_tarball(folder, out))
        if options.wheel or not options.npm:
            print(_wheel(folder, out))
    except (OSError, ValueError) as error:
        print(f"taskbridge: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"taskbridge: failed: {' '.join(error.cmd)}", file=sys.stderr)
        return 1
    return 0


def _check(folder: Path) -> dict[str, Any]:
    """Read package.json; it and pyproject.toml speak of one release, and bring what the Module needs."""
    names = dict[str, Any]
    package = _read(folder / "package.json", json.loads, version=str, dependencies=names, peerDependencies=names)
    whole = _read(folder / "pyproject.toml", _toml, project=names)
    project = _shape(whole.get("project", {}), "pyproject.toml", version=str, dependencies=list[str])
    if "version" in project and _release(package.get("version", "")) != _release(project["version"]):
        raise ValueError(f"version: package.json has {package.get('version')}, and pyproject.toml {project['version']}")
    if "taskbridge" not in {**package.get("dependencies", {}), **package.get("peerDependencies", {})}:
        raise ValueError("package.json: expected taskbridge among its dependencies: npm install taskbridge")
    if not any(re.match(r"taskbridge\b", each) for each in project.get("dependencies", ())):
        raise ValueError("pyproject.toml: expected taskbridge among the project's dependencies")
    return package


def _read(file: Path, loads: Callable[[str], Any], **wanted: Any) -> dict[str, Any]:
    """Read a file, and say which one it was that cannot be."""
    try:
        found = loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from None
    return _shape(found, file.name, **wanted)


def _shape(found: Any, where: str, **wanted: Any) -> dict[str, Any]:
    """Check what is read further on."""
    table: dict[str, Any] = _checked(found, dict[str, Any], where)
    for name, kind in wanted.items():
        if name in table:
            _checked(table[name], kind, f"{where}: {name}")
    return table


def _checked(found: Any, kind: Any, where: str) -> Any:
    import msgspec

    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{where}: {error}") from None


def _release(version: str) -> str:
    """Give what npm and Python write alike: the rest of 1.0.0-beta.1 is b1 there."""
    found = re.match(r"[\d.]*\d", version)
    return found[0] if found else version


def _toml(text: str) -> dict[str, Any]:
    for name in ("tomllib", "tomli", "pip._vendor.tomli"):  # the first of these since Python 3.11
        with suppress(ImportError):
            found: dict[str, Any] = import_module(name).loads(text)
            return found
    raise FileNotFoundError(f"nothing that reads TOML: {sys.executable} -m pip install tomli")


def _tarball(folder: Path, out: Path) -> Path:
    """Have npm pack the folder; what it leaves out, nobody who installs it would have."""
    command = [*_npm(), "pack", "--json", "--pack-destination", str(out)]
    said = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    (packed,) = json.loads(said)
    made = out / str(packed["filename"]).replace("@", "").replace("/", "-")  # some say the package's name in it
    with tarfile.open(made) as archive:
        names = [name.removeprefix("package/") for name in archive.getnames()]
    missing = [name for name in ("lib.py", "pyproject.toml") if name not in {Path(each).name for each in names}]
    if missing:
        made.unlink()
        raise ValueError(f"package.json: files leaves out {' and '.join(missing)}")
    return made


def _npm() -> list[str]:
    """Find npm: on PATH, or what came with the Node."""
    found = shutil.which("npm")
    if found:
        return [found]
    from bridge.running.node import find_node

    node = find_node()
    script = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not script.exists():
        raise FileNotFoundError(f"no npm on PATH, nor with {node}: pip install 'taskbridge[node]' brings one")
    return [node, str(script)]


def _wheel(folder: Path, out: Path) -> Path:
    """Have pip, or else uv, build a wheel by what pyproject.toml says; the newest there is."""
    uv = shutil.which("uv")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir"]
    has_pip = subprocess.run([*pip[:3], "--version"], capture_output=True, check=False).returncode == 0
    if not has_pip and not uv:
        raise FileNotFoundError(f"neither pip nor uv: {sys.executable} -m ensurepip")
    command = [*pip, str(out)] if has_pip else [str(uv), "build", "--quiet", "--wheel", "--out-dir", str(out)]
    subprocess.run([*command, str(folder)], stdout=sys.stderr, check=True)
    return max(out.glob("*.whl"), key=lambda file: file.stat().st_mtime)
