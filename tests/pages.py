"""The pages of the documentation: their blocks, and how these run. tests/test_docs.py tells how a page is written."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conftest import JS, MONKEY, ROOT, Host

SCRIPTS = ("js", "mjs")
SHELLS = ("console", "sh")
OTHERS = ("css", "dockerfile", "html", "ini", "json", "jsx", "makefile", "python", "text", "toml", "ts", "tsx", "yaml")
FILES = (*SCRIPTS, *OTHERS)
FENCE = re.compile(r"^(`{3,})(?:(\w+)(?: (\S+))?)?$")
FIRST_LINE = re.compile(r"(?:#|//) (\S+)$")
NODES_OWN = re.compile(r"""['"](?:node:)?(?:diagnostics_channel|http|stream|worker_threads|zlib)['"]""")
ANYTHING = "..."
LOADS = "module.exports = require('taskbridge').load(__dirname);\n"


@dataclass(frozen=True)
class Block:
    """A fenced block; `file` is the file that it is, or empty. `said` is what it says that it prints."""

    page: str
    section: str
    line: int
    language: str
    file: str
    text: str
    said: tuple[str, ...] = ()
    in_order: bool = False

    @property
    def runs(self) -> bool:
        return self.language in SHELLS or (self.language in SCRIPTS and bool(self.said))

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    return ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]


@cache
def blocks(page: str) -> list[Block]:
    """Read a page's blocks. A `text` that is no file belongs to the script before it."""
    found: list[Block] = []
    for block in _fences(page):
        if block.language == "text" and not block.file:
            assert found, f"{block.place}: there is nothing that prints this"
            before = found.pop()
            assert before.language in SCRIPTS, f"{block.place}: no script prints this"
            said = tuple(block.text.splitlines())
            found.append(Block(**{**vars(before), "said": said, "in_order": True}))
        else:
            found.append(block)
    return found


def _fences(page: str) -> Iterator[Block]:
    section, fence, start = "", None, 0
    lines = (ROOT / page).read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if fence is None:
            assert not re.match(r"\s+```", line), f"{page}:{number}: a block in a list is not read"
            fence, start = FENCE.match(line), number
            assert fence is not None or not line.startswith("```"), f"{page}:{number}: no fence that is known: {line}"
            section = line[3:] if line.startswith("## ") else section
        elif line == fence[1]:
            yield _block(page, section, start, fence, lines[start : number - 1])
            fence = None
    assert fence is None, f"{page}:{start}: the block has no end"


def _block(page: str, section: str, line: int, fence: re.Match[str], lines: list[str]) -> Block:
    language, file = fence[2] or "", fence[3] or ""
    named = FIRST_LINE.match(lines[0]) if lines and language in FILES else None
    said = tuple(_printed(lines)) if language in SCRIPTS else ()
    return Block(page, section, line, language, file or (named[1] if named else ""), "\n".join(lines) + "\n", said)


def _printed(lines: list[str]) -> Iterator[str]:
    """Give what stands in comments at the ends of lines, and in the lines of comments right below such."""
    goes_on = False
    for line in lines:
        comment = re.match(r"(.*\S\s+|\s*)// (.*)", line)
        if comment is not None and (comment[1].strip() or goes_on):
            goes_on = True
            yield comment[2]
        else:
            goes_on = False


def write(folder: Path, all_blocks: list[Block]) -> None:
    """Write the files; what loads a folder of Python, where a page does not show it; and the npm package."""
    for block in all_blocks:
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
    for library in [path for path in folder.rglob("lib.py") if "node_modules" not in path.parts]:
        index = library.with_name("index.js")
        if not index.exists():
            index.write_text(LOADS)
    package = folder / "node_modules" / "taskbridge"
    if not package.exists():
        package.parent.mkdir(exist_ok=True)
        package.symlink_to(JS.parent)


def can(host: Host, block: Block) -> bool:
    """Whether a host can run a block: PythonMonkey has few of Node's modules, no ES modules, and is no `node`."""
    if host.node != MONKEY:
        return True
    return block.language == "js" and not block.file.endswith(".mjs") and not NODES_OWN.search(block.text)


def sections(page: str, apart: dict[str, str]) -> list[str]:
    """Give the sections that run something."""
    running = [block for block in blocks(page) if block.runs and not _is_apart(block, apart)]
    return list(dict.fromkeys(block.section for block in running))


def _is_apart(block: Block, apart: dict[str, str]) -> bool:
    return block.language in SHELLS and all(bare(command) in apart for command, _ in commands(block))


def check(host: Host, page: str, section: str, apart: dict[str, str]) -> bool:
    """Run a section's blocks in a host's folder; false, if the host can run none of them."""
    here = [block for block in blocks(page) if block.section == section]
    runnable = [block for block in here if block.runs and can(host, block) and not _is_apart(block, apart)]
    write(host.folder, [block for block in blocks(page) if block.line < here[0].line])
    for block in here if runnable else []:
        write(host.folder, [block])
        if block in runnable:
            run(host, block, apart)
    return bool(runnable)


def run(host: Host, block: Block, apart: dict[str, str]) -> None:
    """Run a block, and compare what it prints; commands that are run elsewhere are left out."""
    if block.language in SHELLS:
        _run_commands(host, block, apart)
    else:
        found = host.lines(host.folder / block.file)
        if block.in_order:
            assert _matches(list(block.said), found), _differs(block, "\n".join(block.said), "\n".join(found))
        else:
            assert sorted(found) == sorted(block.said), block.place


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Give the commands of a block, and what each prints: of `sh`, which tells that of none, nothing."""
    lines = block.text.replace("\\\n", "").splitlines()
    if block.language == "sh":
        return [(line, []) for line in lines if line and not line.startswith("#")]
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            assert found, f"{block.place}: a console begins with a command"
            found[-1][1].append(line)
    return found


def bare(command: str) -> str:
    """Give a command without the comment behind it."""
    return re.sub(r"\s+# .*$", "", command)


def _run_commands(host: Host, block: Block, apart: dict[str, str]) -> None:
    """Run a block in one shell; what still runs in the background at its end is ended."""
    here = [(command, said) for command, said in commands(block) if bare(command) not in apart]
    lines = ["trap 'kill $(jobs -p) 2>/dev/null || :' EXIT", "exec 2>&1", "set -e" if block.language == "sh" else ""]
    for command, _ in here:
        lines += [command, r"printf '\0'"]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],  # noqa: S607 - a reader's shell
        cwd=host.folder,
        env=host.variables({"PATH": _path(host), "BRIDGE_NODE": host.node}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if block.language == "sh":
        assert done.returncode == 0, f"{block.place}\n{done.stdout}{done.stderr}"
        return
    outputs = done.stdout.split("\0")
    for (command, said), output in zip(here, outputs, strict=False):
        assert _matches(said, output.splitlines()), f"$ {command}\n" + _differs(block, "\n".join(said), output)
    assert len(outputs) > len(here), f"{block.place}: the shell has ended before its commands"


def _path(host: Host) -> str:
    """Have `node` be the host's, and `python` this one."""
    programs = host.folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    node = programs / "node"
    if not node.is_symlink():
        node.symlink_to(host.node)
    return os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])


def _matches(said: list[str], found: list[str]) -> bool:
    """Compare lines, in which `...` is anything; alone on a line, any number of lines."""
    pattern = ""
    for line in said:
        if line.strip() == ANYTHING:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(map(re.escape, line.split(ANYTHING))) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in found)) is not None


def _differs(block: Block, said: str, found: str) -> str:
    return f"{block.place} says\n{said}\nand it printed\n{found}"
