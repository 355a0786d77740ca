"""What the documentation says of others' programs: `make docs` runs this, with what it gets from npm and PyPI."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import test_serving as serving
from conftest import ROOT, Host, find_host
from pages import blocks, write
from test_types import npm

INSTALLED = ROOT / "build" / "docs"
PACKAGES = {"express": "5", "fastify": "5", "pm2": "7"}
PYTHON = INSTALLED / "python"
SPY = PYTHON / "bin" / "py-spy"


@pytest.fixture(scope="session", autouse=True)
def installed() -> None:
    """Install the programs, once."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    settings = INSTALLED / "package.json"
    wanted = json.dumps({"dependencies": PACKAGES})
    if not settings.exists() or settings.read_text() != wanted:
        settings.write_text(wanted)
        npm("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", folder=INSTALLED)
    if not (SPY.exists() and (PYTHON / "matplotlib").exists()):
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", str(PYTHON), "matplotlib", "py-spy"], check=True, timeout=120)


@pytest.fixture
def node(tmp_path: Path) -> Host:
    host = find_host("node-newest", tmp_path)
    host.environment["NODE_PATH"] = str(INSTALLED / "node_modules")
    return host


@pytest.mark.parametrize("script", ["with-fastify.js", "with-express.js"])
def test_a_server_does_what_nodes_own_does(script: str, node: Host) -> None:
    with serving.serving(node, script) as (server, port):
        serving.check_statuses(port)
        serving.check_backpressure(port)
        serving.check_leaving(port)
        serving.check_shutdown(server, port)


def test_pm2_starts_and_stops_a_server(node: Host) -> None:
    write(node.folder, blocks("docs/serving.md"))
    port = serving.free_port()
    programs = os.pathsep.join([str(Path(node.node).parent), os.environ["PATH"]])
    environment = node.variables({"PM2_HOME": str(node.folder / "pm2"), "PORT": str(port), "PATH": programs})

    def pm2(*arguments: str) -> None:
        command = [node.node, str(INSTALLED / "node_modules" / "pm2" / "bin" / "pm2"), *arguments]
        subprocess.run(command, cwd=node.folder, env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)

    try:
        pm2("start", "ecosystem.config.js")
        wait_for(lambda: serving.status(serving.request(port, 10)) == 200)
        busy = [serving.request(port, serving.FOR_MINUTES) for _ in range(4)]
        time.sleep(0.2)
        began = time.monotonic()
        pm2("stop", "primes")
        assert time.monotonic() - began < 9  # it need not be killed
        assert [serving.status(client) for client in busy] == [503] * 4
    finally:
        pm2("kill")


def test_py_spy_finds_the_python_in_node(node: Host) -> None:
    node.module("""
        import time

        @task
        def work():
            print("begun", flush=True)
            while True:
                look()

        def look():
            until = time.monotonic() + 0.1
            while time.monotonic() < until:
                pass
    """)
    command = [*node.command, str(node.script("require('./module').work();"))]
    with subprocess.Popen(command, cwd=node.folder, env=node.variables(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            for flags in [], ["--native"]:
                seen = spy("dump", *flags, "--pid", str(process.pid))
                assert '"bridge-pool-1"' in seen
                assert "look (" in seen
                assert "work (" in seen
                assert '"JavaScript"' in seen
            picture = node.folder / "profile.svg"
            spy("record", "--duration", "1", "--pid", str(process.pid), "-o", str(picture))
            assert "look" in picture.read_text()
        finally:
            process.kill()


def test_a_plot_is_a_picture(node: Host) -> None:
    write(node.folder, blocks("docs/python-inside-node.md"))
    node.environment["PYTHONPATH"] = str(PYTHON)
    script = "require('./plotting').plot([1, 3, 2]).then((picture) => console.log(picture.toString('latin1', 1, 4)));"
    assert node.lines(script) == ["PNG"]


def spy(*arguments: str) -> str:
    done = subprocess.run([SPY, *arguments], check=True, stdout=subprocess.PIPE, timeout=60, text=True)
    return str(done.stdout)


def wait_for(condition: object) -> None:
    assert callable(condition)
    for _ in range(100):
        try:
            if condition():
                return
        except ConnectionError as error:
            print(error, file=sys.stderr)
        time.sleep(0.1)
    raise TimeoutError("what should be so within 10 s is not")
