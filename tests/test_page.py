"""The page on async tasks: its scripts run as they stand."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, Host

PAGE = ROOT.parent / "shared" / "mission" / "async-tasks.md"
EXAMPLES = ROOT / "examples"
IN_ORDER = ["20 second sum from main thread", "100010 first sum from background thread"]


def scripts() -> dict[str, str]:
    """The page's JavaScript blocks: from its text where it is at hand, else from the examples that repeat it."""
    if not PAGE.exists():
        return {name: (EXAMPLES / f"{name}.js").read_text() for name in ("ordering", "promise")}
    signature, ordering, promise = re.findall(r"^```js\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return {"signature": signature, "ordering": ordering, "promise": promise}


@pytest.fixture
def folder(host: Host) -> Path:
    """A folder whose `../native` is ours."""
    (host.folder / "native").symlink_to(ROOT / "native")
    folder = host.folder / "scripts"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_the_examples_are_the_pages_scripts() -> None:
    found = scripts()
    for name in ("ordering", "promise"):
        assert (EXAMPLES / f"{name}.js").read_text() == found[name]


def test_every_script_of_the_page_runs(host: Host, folder: Path) -> None:
    for name, text in scripts().items():
        assert host.lines(write(folder, f"{name}.js", text)) == (IN_ORDER if name == "ordering" else [])


def test_the_promise_script_calls_back_once_it_is_called(host: Host, folder: Path) -> None:
    script = write(folder, "promise.js", scripts()["promise"] + "\npromisePerformAsyncTask();\n")
    assert host.lines(script) == IN_ORDER[1:]


@pytest.mark.parametrize("specifier", ["../native/index.node", "../native/index.js"])
def test_the_ordering_demo_runs_with_either_name_of_the_module(host: Host, folder: Path, specifier: str) -> None:
    text = scripts()["ordering"].replace('"../native"', f'"{specifier}"')
    assert host.lines(write(folder, "ordering.js", text)) == IN_ORDER


def test_the_ordering_demo_runs_as_an_es_module(host: Host, folder: Path) -> None:
    host.needs("modules")
    text = re.sub(
        r'const (\{.*\}) = require\("../native"\);', r'import \1 from "../native/index.js";', scripts()["ordering"]
    )
    assert text.startswith("import {")
    assert host.lines(write(folder, "ordering.mjs", text)) == IN_ORDER


def test_the_failing_task_gives_its_error(host: Host) -> None:
    stack = host.lines(EXAMPLES / "failing.js")
    library = ROOT / "native" / "lib.py"
    assert stack[0] == "RuntimeError: I am a failing task"
    assert re.fullmatch(rf"    at (FailingTask\.)?perform \({re.escape(str(library))}:\d+\)", stack[1])
    assert stack[-1] == "value: undefined"
