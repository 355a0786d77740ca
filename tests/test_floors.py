"""The floors: who may import whom. ARCHITECTURE.md has the table; what imports upwards fails here."""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

ROW = re.compile(r"\| (?P<floor>\d+) \| (?P<rooms>`[^|]+) \|")
HOSTS = ("bridge/_node", "bridge/_monkey")
FOREIGN = re.compile("/(?:vendor|template)/")  # from npm; and what authors begin with
SOURCES = ("bridge/**/*.py", "bridge/**/*.p[yx][xdi]", "bridge/**/*.js", "js/**/*.js")
CYTHON_IMPORT = re.compile(r"^\s*(?:from (\S+) c?import \(?([^#\n]+)|c?import (\S+))", re.MULTILINE)
CYTHON_INCLUDE = re.compile(r'^include "([^"]+)"', re.MULTILINE)
CYTHON_NAME = re.compile(
    r"^(?:cdef (?:(?:public |inline |api )*(?:class|struct|enum|union) (?P<type>\w+)"
    r"|(?!extern )(?:[\w.*\[\], ]*?[ *])??(?P<name>\w+)(?: = [^\n]*| *\([^\n]*|$))"
    r"|def (?P<function>\w+)|class (?P<plain>\w+)|    (?P<member>[A-Z][A-Z0-9_]+)(?: = \d+)?$)",
    re.MULTILINE,
)
CYTHON_FIELD = re.compile(r"^ +(?:cdef )?[\w* ]+[ *](\w+)$", re.MULTILINE)
CYTHON_TEXT = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"| *#[^\n]*')
JAVASCRIPT_IMPORT = re.compile(r"""(?:require|import)\(['"]([.@]/?[^'"]*)['"]\)|from ['"](\.[^'"]*)['"]""")


def floors() -> dict[str, int]:
    """Read the table: of each room, or file that is one by itself, its floor."""
    table = (ROOT / "ARCHITECTURE.md").read_text()
    rows = [(int(row["floor"]), re.findall(r"`([^`]+)`", row["rooms"])) for row in ROW.finditer(table)]
    return {room: floor for floor, rooms in rows for room in rooms}


def sources() -> list[str]:
    found = (str(path.relative_to(ROOT)) for pattern in SOURCES for path in ROOT.glob(pattern))
    return sorted({each for each in found if not FOREIGN.search(each)})


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
        if name.endswith(".json"):
            continue  # package.json
        path = Path("js", name[2:]) if name.startswith("@/") else Path(file).parent / name
        found = (ROOT / path).resolve().relative_to(ROOT)
        yield str(next(each for each in (found, found / "index.js") if (ROOT / each).is_file()))


def imports(file: str) -> set[str]:
    kind = Path(file).suffix
    read = {".py": python_imports, ".js": javascript_imports}.get(kind, cython_imports)
    beside = file.removesuffix(".py") + ".pxd"  # what Cython reads with it
    also = cython_imports(beside) if kind == ".py" and (ROOT / beside).exists() else ()
    return {*read(file), *also} - {file, beside}


MOST_LINES, MOST_FILES = 300, 9
ARROWS = {file: imports(file) for file in sources()}


def test_no_arrow_goes_upwards() -> None:
    table = floors()
    upwards = {
        f"{file} -> {target}"
        for file, targets in ARROWS.items()
        for target in targets
        if room_of(file) != room_of(target) and table[room_of(target)] >= table[room_of(file)]
    }
    assert upwards == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    left = {(file, target) for file, targets in ARROWS.items() for target in targets}
    while ends := {file for file, _ in left} ^ {target for _, target in left}:
        left = {arrow for arrow in left if ends.isdisjoint(arrow)}
    assert left == set()


def test_files_and_rooms_are_small() -> None:
    texts = {file: (ROOT / file).read_text() for file in sources()}
    lines = {file: text.count("\n") for file, text in texts.items()}
    assert [file for file, count in lines.items() if count > MOST_LINES] == []
    rooms = Counter(str(Path(file).parent) for file in texts if not file.endswith((".pxd", ".pyi", "__init__.py")))
    assert [room for room, count in rooms.items() if count > MOST_FILES] == []


def test_neither_host_knows_the_other() -> None:
    for one, other in (HOSTS, HOSTS[::-1]):
        own = [(file, each) for file, targets in ARROWS.items() if file.startswith(one) for each in targets]
        assert [arrow for arrow in own if arrow[1].startswith(other)] == []


def defined(text: str) -> set[str]:
    """Give the names that a file of a unit defines for all of it."""
    return {name for found in CYTHON_NAME.finditer(text) for name in found.groups() if name}


@pytest.mark.parametrize("unit", [each for each in sources() if each.endswith(".pyx")])
def test_each_file_of_a_unit_stands_on_those_before_it(unit: str) -> None:
    """No definition names one of a file that is included later, though Cython would let it."""
    files = [each for each in cython_imports(unit) if each.endswith(".pxi")]
    texts = [CYTHON_TEXT.sub("", (ROOT / file).read_text()) for file in files]
    later = {
        f"{file}: {name}"
        for index, (file, text) in enumerate(zip(files, texts, strict=True))
        for after in range(index + 1, len(files))
        for name in defined(texts[after]) & set(re.findall(r"(?<![.\w])\w+", text))
        if name not in defined(text) | set(CYTHON_FIELD.findall(text))
    }
    assert later == set()
