"""Debuggers reach Python inside Node, on every kind of thread: pdb at the terminal, debugpy by one variable."""
from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import MONKEY, ROOT, Host, find_host
from pages import blocks
from test_serving import free_port

LIBRARY = """
@task
def work(n):
    return n + 1  # task

@export
def direct(n):
    return n + 1  # synchronous

@export
async def later(n):
    return n + 1  # asynchronous
"""
CALLS = "(async () => { console.log(await work(1), direct(2), await later(3)); })();"


class Adapter:
    """A client of debugpy's, as an editor is: the debug adapter protocol."""

    def __init__(self, connection: socket.socket) -> None:
        self.stream = connection.makefile("rwb")
        self.sent = 0

    def send(self, command: str, **arguments: Any) -> int:
        self.sent += 1
        request = {"seq": self.sent, "type": "request", "command": command, "arguments": arguments}
        text = json.dumps(request).encode()
        self.stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.stream.flush()
        return self.sent

    def ask(self, command: str, **arguments: Any) -> Any:
        return self.answer(self.send(command, **arguments))

    def answer(self, sent: int) -> Any:
        return self.next("request_seq", sent)

    def event(self, name: str) -> Any:
        return self.next("event", name)

    def next(self, key: str, value: object) -> Any:
        while True:
            message = self.read()
            if message.get(key) == value:
                return message.get("body")

    def read(self) -> Any:
        length = 0
        while line := self.stream.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        return json.loads(self.stream.read(length))

    def attach(self, file: str, lines: list[int]) -> None:
        self.ask("initialize", adapterID="debugpy")
        attaching = self.send("attach", justMyCode=True)
        self.event("initialized")
        self.ask("setBreakpoints", source={"path": file}, breakpoints=[{"line": line} for line in lines])
        self.ask("configurationDone")
        self.answer(attaching)

    def stop(self) -> tuple[str, int]:
        """Wait until Python stands still; tell the function and the line, and let it go on."""
        thread = self.event("stopped")["threadId"]
        frame = self.ask("stackTrace", threadId=thread)["stackFrames"][0]
        self.send("continue", threadId=thread)
        return frame["name"], frame["line"]


def test_debugpy_stops_at_breakpoints_on_every_thread(node: Host) -> None:
    file = node.module(LIBRARY) / "lib.py"
    lines = breakpoints(file)
    script = f"""
        const {{ work, direct, later }} = require('./module');
        process.stdin.once('data', () => {{ process.stdin.destroy(); {CALLS} }});
    """
    command = [*node.command, str(node.script(script))]
    environment = node.variables({"BRIDGE_DEBUGPY": "0"})
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=node.folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            told = re.fullmatch(r"debugpy listens on 127\.0\.0\.1:(\d+)\n", process.stderr.readline())
            assert told is not None
            with socket.create_connection(("127.0.0.1", int(told[1])), timeout=60) as connection:
                adapter = Adapter(connection)
                adapter.attach(str(file), lines)
                process.stdin.write("\n")
                process.stdin.flush()
                assert [adapter.stop() for _ in lines] == list(zip(("work", "direct", "later"), lines, strict=True))
                assert process.stdout.readline() == "2 3 4\n"
                adapter.ask("disconnect")
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_debugpy_stops_at_breakpoints_in_pythonmonkey(tmp_path: Path) -> None:
    """It runs the Python that runs the script, as any other, and is told of the pool's threads."""
    host = find_host(MONKEY, tmp_path)
    file = host.module(LIBRARY) / "lib.py"
    lines = breakpoints(file)
    script = host.script(f"const {{ work, direct, later }} = require('./module'); {CALLS}")
    port = str(free_port())
    debugging = ["-Xfrozen_modules=off", "-m", "debugpy", "--listen", port, "--wait-for-client"]
    command = [sys.executable, *debugging, "-m", "bridge", "run", "--host", "monkey", str(script)]
    with subprocess.Popen(
        command, cwd=host.folder, env=host.variables(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            with connect(int(port)) as connection:
                adapter = Adapter(connection)
                adapter.attach(str(file), lines)
                assert [adapter.stop() for _ in lines] == list(zip(("work", "direct", "later"), lines, strict=True))
                assert process.stdout is not None
                assert process.stdout.readline() == "2 3 4\n"
                adapter.ask("disconnect")
            assert process.wait(60) == 0
        finally:
            process.kill()


def breakpoints(file: Path) -> list[int]:
    return [number for number, line in enumerate(file.read_text().splitlines(), 1) if "  # " in line]


def connect(port: int) -> socket.socket:
    """Connect to a process that is about to listen."""
    until = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("here", "BRIDGE_DEBUGPY: expected a port, or a host and a port, got 'here'"),
        ("65536", "BRIDGE_DEBUGPY: expected a port, or a host and a port, got '65536'"),
        ("1.2.3.4:5678", "BRIDGE_DEBUGPY=1.2.3.4:5678: Can't listen for client connections"),
    ],
)
def test_where_debugpy_cannot_listen_the_load_fails(chosen: str, said: str, node: Host) -> None:
    node.module("")
    node.environment["BRIDGE_DEBUGPY"] = chosen
    script = "try { require('./module'); } catch ({ code, message }) { console.log(code, message); }"
    (found,) = node.run(script, leaks=True).stdout.splitlines()
    assert found.startswith(f"ERR_PYTHON_START Python failed to start: {said}")


def test_without_debugpy_the_error_says_how_to_install_it(node: Host) -> None:
    node.module("")
    (node.folder / "debugpy.py").write_text("raise ImportError(\"No module named 'debugpy'\")\n")
    node.environment.update(BRIDGE_DEBUGPY="0", PYTHONPATH=f"{node.folder}:{ROOT}")
    script = "try { require('./module'); } catch ({ message }) { console.log(message); }"
    (found,) = node.run(script, leaks=True).stdout.splitlines()
    assert re.search(r"BRIDGE_DEBUGPY: No module named 'debugpy': \S+ -m pip install debugpy$", found)


def test_pdb_reads_nodes_standard_input_on_every_thread(node: Host) -> None:
    node.module(LIBRARY.replace("    return", "    breakpoint()\n    return"))
    script = node.script(f"const {{ work, direct, later }} = require('./module'); {CALLS}")
    done = subprocess.run(
        [*node.command, str(script)],
        cwd=node.folder,
        env=node.variables(),
        input="p n\n!n = 10\nc\n" * 3,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    assert re.findall(r"\(Pdb\) (\d.*)", done.stdout) == ["1", "2", "3", "11 11 11"]


def test_the_editors_settings_are_of_one_port() -> None:
    (block,) = [block for block in blocks("docs/debugging.md") if block.file == "launch.json"]
    settings = json.loads(block.text)
    node, python = settings["configurations"]
    assert node["env"] == {"BRIDGE_DEBUGPY": str(python["connect"]["port"])}
    assert settings["compounds"][0]["configurations"] == [node["name"], python["name"]]
