"""The floors: who may import whom. ARCHITECTURE.md has the table; what imports upwards fails here."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

ROW = re.compile(r"\| (?P<floor>\d+) \| (?P<rooms>`[^|]+) \|")
HOSTS = ("bridge/_node", "bridge/_monkey")
SOURCES = ("bridge/**/*.py", "bridge/**/*.p[yx][xdi]", "bridge/**/*.js", "js/**/*.js")
CYTHON_IMPORT = re.compile(r"^\s*(?:from (\S+) c?import \(?([^#\n]+)|c?import (\S+))", re.MULTILINE)
CYTHON_INCLUDE = re.compile(r'^include "([^"]+)"', re.MULTILINE)
JAVASCRIPT_IMPORT = re.compile(r"""(?:require|import)\(['"]([.@]/?[^'"]*)['"]\)|from ['"](\.[^'"]*)['"]""")


def floors() -> dict[str, int]:
    """Read the table: of each room, or file that is one by itself, its floor."""
    table = (ROOT / "ARCHITECTURE.md").read_text()
    rows = [(int(row["floor"]), re.findall(r"`([^`]+)`", row["rooms"])) for row in ROW.finditer(table)]
    return {room: floor for floor, rooms in rows for room in rooms}


def sources() -> list[str]:
    found = (str(path.relative_to(ROOT)) for pattern in SOURCES for path in ROOT.glob(pattern))
    return sorted({each for each in found if "/vendor/" not in each})


def room_of(file: str) -> str:
    """Give the innermost room of the table that a file is in; a file may be a room of its own."""
    table = floors()
    for each in (file, *map(str, Path(file).parents)):
        if each in table:
            return each
    raise AssertionError(f"{file} is in no room of ARCHITECTURE.md's table")


def of_module(name: str) -> str | None:
    """Give the file of a dotted name, where it is one of the bridge's."""
    path = name.replace(".", "/")
    places = [f"{path}{suffix}" for suffix in (".py", ".pyx", ".pxd")] + [f"{path}/__init__.py"]
    return next((each for each in places if (ROOT / each).is_file()), None) if name.startswith("bridge") else None


def imported(module: str, names: list[str]) -> Iterator[str]:
    """Give the files that `from module import names` needs."""
    for name in names:
        found = of_module(f"{module}.{name}") or of_module(module)
        if found:
            yield found


def python_imports(file: str) -> Iterator[str]:
    package = file.split("/")[:-1]
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from filter(None, (of_module(alias.name) for alias in node.names))
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield from imported(module, [alias.name for alias in node.names])


def cython_imports(file: str) -> Iterator[str]:
    text = (ROOT / file).read_text()
    for module, names, plain in CYTHON_IMPORT.findall(text):
        yield from imported(module or plain, [each.split()[0] for each in names.split(",") if each.strip()] or ["*"])
    for name in CYTHON_INCLUDE.findall(text):
        yield str(Path(file).parent / name)


def javascript_imports(file: str) -> Iterator[str]:
    text = re.sub(r"/\*[\s\S]*?\*/", "", (ROOT / file).read_text())  # where types are of index.d.ts
    for one, other in JAVASCRIPT_IMPORT.findall(text):
        name = one or other
        path = Path("js", name[2:]) if name.startswith("@/") else Path(file).parent / name
        found = (ROOT / path).resolve().relative_to(ROOT)
        yield str(next(each for each in (found, found / "index.js") if (ROOT / each).is_file()))


def imports(file: str) -> set[str]:
    kind = Path(file).suffix
    read = {".py": python_imports, ".js": javascript_imports}.get(kind, cython_imports)
    beside = file.removesuffix(".py") + ".pxd"  # what Cython reads with it
    also = cython_imports(beside) if kind == ".py" and (ROOT / beside).exists() else ()
    return {*read(file), *also} - {file, beside}


ARROWS = {file: imports(file) for file in sources()}


UPWARDS = {
    "bridge/_monkey/calls/calls.py -> bridge/_monkey/host/later.py",
    "bridge/_monkey/calls/jobs.py -> bridge/_monkey/host/later.py",
    "bridge/handles/binary.py -> bridge/contexts/context.py",
    "bridge/handles/error.py -> bridge/contexts/context.py",
    "bridge/handles/objects.py -> bridge/contexts/context.py",
    "bridge/handles/root.py -> bridge/contexts/context.py",
    "bridge/handles/value.py -> bridge/contexts/context.py",
    "bridge/later/channel.py -> bridge/contexts/context.py",
    "bridge/later/promise.py -> bridge/contexts/context.py",
    "bridge/later/tasks.py -> bridge/contexts/context.py",
    "bridge/values/errors.py -> bridge/contract/kept.py",
    "bridge/wire/_wire.pyx -> bridge/contract/kept.py",
}
"""What imports upwards all the same; nothing may be added, and what is mended goes."""


def test_no_arrow_goes_upwards() -> None:
    table = floors()
    upwards = {
        f"{file} -> {target}"
        for file, targets in ARROWS.items()
        for target in targets
        if room_of(file) != room_of(target) and table[room_of(target)] >= table[room_of(file)]
    }
    assert upwards == UPWARDS


def test_neither_host_knows_the_other() -> None:
    for one, other in (HOSTS, HOSTS[::-1]):
        own = [(file, each) for file, targets in ARROWS.items() if file.startswith(one) for each in targets]
        assert [arrow for arrow in own if arrow[1].startswith(other)] == []
