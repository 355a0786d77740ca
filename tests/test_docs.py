"""Every block of the documentation runs as it stands, and prints what it says. How a page is written:

* **A block is a file** if it is of a language (`python`, `js`, `ts`, `toml`, `dockerfile`, ...) and names the file
  in its first line, as a comment: `# native/lib.py`, `// index.js`. Where a language has no comments, the name stands
  behind it: "```json package.json". A later block may have a file of the same name: it is that one from there on.
* **A section** (`## ...`; what comes before the first is one too) is run in a folder of its own, in which are the files
  of the sections before it; its blocks come in their order. `require('taskbridge')` works there. A folder with a
  `lib.py` gets the `index.js` that loads it, unless the page has one.
* **A script that says what it prints is run**: `js` or `mjs`, a process each. Either comments at the ends of lines say
  so, and lines of comments right below such a line, in any order: `console.log(add(1, 2)); // 3`. (So a comment that
  says something else stands on a line of its own, above.) Or a `text` block that follows has all of it, in order, where
  `...` is anything, and alone on a line any lines. A script that fails or writes to standard error fails the test.
* **A file that says nothing** has to be of use: its name, or its folder's, is in another block of the page that runs.
  What a test of its own runs (a server, say) is in OF_TESTS_OF_THEIR_OWN.
* **`console`** has commands, each behind `$ `, and what they print on both streams, whether or not they fail; `...` is
  anything there too. One bash runs a block, in the section's folder; `cd` and `command &` last until its end.
  `python`, `taskbridge` and `node` are there.
* **`sh`** has commands alone, which must succeed.
* **`ts`** files of a page (`.ts`, `.cts`, `.mts`, and the `.d.ts` for them) must please `tsc --strict`, all together.
* **Commands of the network**, and others that are not for here, are in COMMANDS, with the make target that runs them.
  Sections that need what the tests have not are in SECTIONS_APART: that target's suite calls `pages.check` for each.
* **Which host?** The newest Node, unless the page is IN_EVERY_HOST. PythonMonkey leaves out what needs Node.

A process costs some 0.3 s: one script that shows four things is better than four.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pages
import pytest
from conftest import MONKEY, NODES, ROOT, find_host
from pages import Block, bare, blocks, commands
from test_types import INSTALLED, compiler, type_check

__all__ = ["compiler"]

TYPESCRIPT = ("ts", "tsx")
IN_EVERY_HOST = (
    "README.md",
    "docs/annotations.md",
    "docs/callbacks.md",
    "docs/stopping.md",
    "docs/streams.md",
)
SECTIONS_APART = {
    ("docs/coming-from.md", "python-shell"): "peers",
    ("docs/coming-from.md", "pythonia"): "peers",
    ("docs/coming-from.md", "node-calls-python"): "peers",
    ("docs/coming-from.md", "pymport"): "peers",
    ("docs/coming-from.md", "FastAPI"): "peers",
    ("docs/packaging.md", "npm"): "peers",
    ("docs/packaging.md", "Bundlers"): "peers",
    ("docs/packaging.md", "Next.js"): "peers",
    ("docs/packaging.md", "Electron"): "peers",
}
COMMANDS = {
    "npm --prefix app start": "newcomer",
    "npm create taskbridge app": "newcomer",
    "pip install taskbridge": "newcomer",
    "py-spy dump --pid 4321": "docs",
    "py-spy dump --native --pid 4321": "docs",
    "py-spy record --pid 4321 -o profile.svg": "docs",
    "make demo": "demo",
    "make test": "test",
}
OF_TESTS_OF_THEIR_OWN = {
    ("docs/debugging.md", "launch.json"): "tests/test_debugging.py",
    ("docs/packaging.md", "Dockerfile"): "tests/others/packaging.py",
    ("docs/packaging.md", "next.config.js"): "tests/others/packaging.py",
    ("docs/python-inside-node.md", "plotting/lib.py"): "tests/docs/suite.py",
    ("docs/serving.md", "cluster.js"): "tests/test_serving.py",
    ("docs/serving.md", "ecosystem.config.js"): "tests/docs/suite.py",
    ("docs/serving.md", "native/lib.py"): "tests/test_serving.py",
    ("docs/serving.md", "server.js"): "tests/test_serving.py",
    ("docs/serving.md", "status.js"): "tests/test_serving.py",
    ("docs/serving.md", "with-express.js"): "tests/docs/suite.py",
    ("docs/serving.md", "with-fastify.js"): "tests/docs/suite.py",
}


def cases() -> Iterator[object]:
    """Give each section that runs something, with its host."""
    for page in pages.pages():
        here = [each for each in pages.sections(page, COMMANDS) if (page, each) not in SECTIONS_APART]
        for section in here:
            for name in [*NODES, MONKEY] if page in IN_EVERY_HOST else ["node-newest"]:
                yield pytest.param(page, section, name, id=f"{page}-{section or 'top'}-{name}")


@pytest.mark.parametrize(("page", "section", "name"), [*cases()])
def test_a_section_does_what_it_says(page: str, section: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    if not pages.check(find_host(name, folder), page, section, COMMANDS):
        pytest.skip("PythonMonkey has none of what this needs")


@pytest.mark.parametrize("page", pages.pages())
def test_no_block_is_left_alone(page: str) -> None:
    used: list[Block] = []
    rest = blocks(page)
    while more := [block for block in rest if _is_used(block, used)]:
        used += more
        rest = [block for block in rest if block not in used]
    assert [block.place for block in rest] == []


def _is_used(block: Block, others: list[Block]) -> bool:
    """Whether a block is run, here or by a test of its own, or one of the others names it or its folder."""
    if block.runs or block.language in TYPESCRIPT or (block.page, block.file) in OF_TESTS_OF_THEIR_OWN:
        return True
    path = Path(block.file)
    names = {path.stem, path.name} if path.parent == Path() else {path.parent.name}
    return any(re.search(rf"\b{re.escape(name)}\b", other.text) for other in others for name in names)


@pytest.mark.parametrize("page", pages.pages())
def test_every_block_is_of_a_known_kind(page: str) -> None:
    for block in blocks(page):
        assert block.language in (*pages.FILES, *pages.SHELLS), block.place
        assert block.language in pages.SHELLS or block.file, f"{block.place}: names no file"


def test_what_is_run_elsewhere_is_run_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = {*re.findall(r"^(\w+):", makefile, re.MULTILINE)}
    assert {*COMMANDS.values(), *SECTIONS_APART.values()} <= targets
    for (page, file), test in OF_TESTS_OF_THEIR_OWN.items():
        assert file in [block.file for block in blocks(page)]
        assert Path(page).stem in (ROOT / test).read_text()
    shells = [block for page in pages.pages() for block in blocks(page) if block.language in pages.SHELLS]
    told = {bare(command) for block in shells for command, _ in commands(block)}
    assert COMMANDS.keys() - told == set()


def with_typescript() -> list[str]:
    return [page for page in pages.pages() if any(block.language in TYPESCRIPT for block in blocks(page))]


@pytest.mark.parametrize("page", with_typescript())
def test_typescript_has_the_types_it_says(page: str, compiler: Path, tmp_path: Path) -> None:
    pages.write(tmp_path, blocks(page))
    (tmp_path / "node_modules" / "@types").symlink_to(INSTALLED / "node_modules" / "@types")
    files = [block.file for block in blocks(page) if block.language in TYPESCRIPT]
    options = ("--strict", "--noEmit", "--module", "node16", "--target", "es2023", "--types", "node")
    assert type_check(compiler, tmp_path, *options, *files) == ""


def test_the_index_has_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    listed = {"docs/README.md", *(f"docs/{name}" for name in re.findall(r"\]\(([\w-]+\.md)\)", index))}
    assert {*pages.pages()} - listed == {"README.md"}


@pytest.mark.parametrize("page", [*pages.pages(), "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", (ROOT / page).read_text()):
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        assert not anchor or anchor in _anchors(path), f"{page}: {target}"


def _anchors(path: Path) -> list[str]:
    """Give the headings of a page as GitHub links to them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
