"""`taskbridge run`: Node's flags, files that are watched, and the package that nobody need install; `--version`."""
from __future__ import annotations

import collections
import contextlib
import json
import platform
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest
from conftest import JS, end_watching
from test_command_line import BRIDGE, OLDEST, PACKAGED, WITHOUT_NODE, fake_node, start, write

SHOW = "console.log(JSON.stringify([process.execArgv, process.argv.slice(2)]))"


@pytest.mark.parametrize(
    ("given", "flags", "arguments"),
    [
        (["script.js", "--", "-a"], [], ["--", "-a"]),
        (["--", "script.js", "-a"], [], ["-a"]),
        (["--", "--require", "fs", "script.js", "--", "x"], ["--require", "fs"], ["--", "x"]),
        (["--expose-gc", "--", "--no-warnings", "script.js"], ["--expose-gc", "--no-warnings"], []),
    ],
)
def test_run_gives_node_what_comes_after_two_dashes(
    tmp_path: Path, given: list[str], flags: list[str], arguments: list[str]
) -> None:
    """And the script what comes after the script."""
    write(tmp_path / "script.js", SHOW)
    done = start(*BRIDGE, "run", *given, cwd=tmp_path)
    assert (json.loads(done.stdout), done.stderr) == ([flags, arguments], "")


def test_run_says_where_flags_of_node_go(tmp_path: Path) -> None:
    done = start(*BRIDGE, "run", "--inspect", "script.js", cwd=tmp_path)
    assert done.returncode == 2
    hint = "(flags of Node come after `--`: taskbridge run -- --inspect script.js)"
    assert done.stderr.endswith(f"error: unrecognized arguments: --inspect {hint}\n")


@pytest.mark.parametrize(
    ("arguments", "refused"), [(["--", "--inspect", "x.js"], "--inspect"), (["--watch", "x.js"], "--watch")]
)
def test_run_has_no_flags_of_node_for_pythonmonkey(tmp_path: Path, arguments: list[str], refused: str) -> None:
    done = start(*BRIDGE, "run", "--host", "monkey", *arguments, cwd=tmp_path)
    message = f"taskbridge: {refused} is a flag of Node's: PythonMonkey has none\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_run_finds_the_package_without_npm(tmp_path: Path) -> None:
    """Beside what NODE_PATH has already; and one that npm has installed comes first."""
    other = write(tmp_path / "other" / "other" / "index.js", "")
    write(tmp_path / "script.js", "console.log(require.resolve('taskbridge')); require('other');")
    variables = {"NODE_PATH": other.parent.parent}
    done = start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables=variables)
    assert (done.stdout, done.stderr) == (f"{JS / 'packages' / 'taskbridge' / 'index.js'}\n", "")
    installed = write(tmp_path / "node_modules" / "taskbridge" / "index.js", "")
    assert start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables=variables).stdout == f"{installed}\n"


def test_run_watches_python(tmp_path: Path) -> None:
    library = write(tmp_path / "app" / "lib.py", "value = 1 / 0")
    write(tmp_path / "app" / "index.js", "console.log('value', require('taskbridge').load(__dirname).value)")
    command = [*BRIDGE, "run", "--node", PACKAGED, "--watch", "app/index.js"]
    lines: Queue[str] = Queue()
    pipe, output = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=pipe, stderr=output, text=True, start_new_session=True
    ) as child:
        assert child.stdout is not None
        reader = threading.Thread(target=collections.deque, args=[map(lines.put, child.stdout), 0])
        reader.start()
        try:
            for value in (1, 2):
                text = f"from bridge import export_constant\nexport_constant('value', {value})\n"
                assert shows(lines, f"value {value}\n", library, text)
        finally:
            end_watching(child)
            reader.join()


def shows(lines: Queue[str], expected: str, path: Path, text: str) -> bool:
    """Write a file until a line is seen: Node takes a moment to begin to watch it."""
    for _ in range(60):
        path.write_text(text)
        with contextlib.suppress(Empty):
            while lines.get(timeout=1) != expected:
                pass
            return True
    return False


def test_run_says_which_node_cannot_watch(tmp_path: Path) -> None:
    done = start(*BRIDGE, "run", "--node", OLDEST, "--watch", "x.js", cwd=tmp_path)
    message = f"taskbridge: --watch: {OLDEST} is older than Node 18.11, the first that watches files\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_the_version_names_the_python_and_the_node(tmp_path: Path) -> None:
    path = fake_node(tmp_path / "path", "v20.1.2")
    done = start(*BRIDGE, "--version", cwd=tmp_path, variables={"PATH": path.parent})
    python = f"Python {platform.python_version()} ({sys.executable})"
    assert done.stdout.splitlines() == [f"taskbridge {own_version()}", python, f"Node 20.1.2 ({path})"]
    assert done.returncode == 0
    code = f"{WITHOUT_NODE}; from bridge.cli import main; main(['--version'])"
    done = start(sys.executable, "-c", code, cwd=tmp_path, variables={"PATH": tmp_path})
    assert done.stdout.splitlines()[2:] == ["no Node 18.4 or later on PATH: pip install 'taskbridge[node]' brings one"]
    assert done.returncode == 0


def own_version() -> str:
    return str(json.loads((JS.parent / "package.json").read_text())["version"])
