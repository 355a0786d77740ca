"""The examples of the documents run as they stand, and print what their comments say."""

from __future__ import annotations

import re

import pytest
from conftest import JS, ROOT, Host

README = (ROOT / "README.md").read_text()
ANNOTATIONS = (ROOT / "docs" / "annotations.md").read_text()
STOPPING = (ROOT / "docs" / "stopping.md").read_text()
STREAMS = (ROOT / "docs" / "streams.md").read_text()
CALLBACKS = (ROOT / "docs" / "callbacks.md").read_text()


def files(document: str = README) -> dict[str, str]:
    """The code blocks that name a file in their first line."""
    blocks = re.findall(r"^```(?:python|js)\n(?:#|//) (\S+)\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    return dict(blocks)


def set_up(host: Host, document: str = README) -> None:
    for name, text in files(document).items():
        path = host.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    package = host.folder / "node_modules" / "taskbridge"
    package.parent.mkdir()
    package.symlink_to(JS.parent)


def test_the_example_prints_what_it_says(host: Host) -> None:
    set_up(host)
    said = re.findall(r"; // (.*)$", files()["index.js"], re.MULTILINE)
    assert len(said) == 3
    assert sorted(host.lines(host.folder / "index.js")) == sorted(said)


def test_an_es_module_imports_the_example_by_name(host: Host) -> None:
    host.needs("modules")
    set_up(host)
    script = host.folder / "script.mjs"
    script.write_text("""
        import { add, fibonacci } from './native/index.mjs';
        console.log(add(1.5), await fibonacci(10));
    """)
    assert host.lines(script) == ["2.5 55"]


def test_annotations_take_and_give_what_is_said(host: Host) -> None:
    set_up(host, ANNOTATIONS)
    (host.folder / "shapes" / "index.js").write_text(files()["native/index.js"])
    said = re.findall(r"; // (.*)$", files(ANNOTATIONS)["draw.js"], re.MULTILINE)
    assert len(said) == 4
    assert host.lines(host.folder / "draw.js") == said


@pytest.mark.parametrize(("script", "lines"), [("stop.js", 4), ("pool.js", 5)])
def test_stopping_goes_as_is_said(host: Host, script: str, lines: int) -> None:
    set_up(host, STOPPING)
    (host.folder / "native" / "index.js").write_text(files()["native/index.js"])
    said = re.findall(r"; // (.*)$", files(STOPPING)[script], re.MULTILINE)
    said = [each for each in said if "; a third" not in each and "no call of" not in each]
    assert len(said) == lines
    assert sorted(host.lines(host.folder / script)) == sorted(said)


@pytest.mark.parametrize(
    ("document", "script"),
    [(STREAMS, "read.js"), (STREAMS, "compress.js"), (CALLBACKS, "call.js"), (CALLBACKS, "trace.js")],
)
def test_streams_and_callbacks_go_as_is_said(host: Host, document: str, script: str) -> None:
    if script in ("compress.js", "trace.js"):
        host.needs("modules")  # nor has PythonMonkey streams or channels
    set_up(host, document)
    (host.folder / "native" / "index.js").write_text(files()["native/index.js"])
    said = re.findall(r"(?:[;}] |^ +|^)// (.*)$", files(document)[script], re.MULTILINE)
    assert len(said) >= 1
    assert sorted(host.lines(host.folder / script)) == sorted(said)


def test_the_task_by_reference_calls_back(host: Host) -> None:
    set_up(host)
    (host.folder / "neon" / "index.js").write_text(files()["native/index.js"])
    script = """
    require('./neon').performAsyncTask((err, value) => console.log(err, value));
    """
    assert host.lines(script) == ["null 17"]


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
