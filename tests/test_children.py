"""Programs that Python starts, and Python itself, read and write what the process does, whatever Node does to it."""
from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Host

End = tuple[int, int]
"""What one reads from, and what one writes to."""


def pipes(_: Path) -> tuple[End, End]:
    (child_in, write), (read, child_out) = os.pipe(), os.pipe()
    return (read, write), (child_in, child_out)


def sockets(_: Path) -> tuple[End, End]:
    """What Node gives to its own children; one for each way, as there."""
    (child_in, write), (read, child_out) = socket.socketpair(), socket.socketpair()
    return (read.detach(), write.detach()), (child_in.detach(), child_out.detach())


def terminal(_: Path) -> tuple[End, End]:
    ours, theirs = pty.openpty()
    return (ours, os.dup(ours)), (theirs, os.dup(theirs))


def files(folder: Path) -> tuple[End, End]:
    """The lines are there already."""
    lines, output = folder / "input", folder / "output"
    lines.write_text("line\n" * 100)
    output.touch()
    ours = os.open(output, os.O_RDONLY), os.open("/dev/null", os.O_WRONLY)
    return ours, (os.open(lines, os.O_RDONLY), os.open(output, os.O_WRONLY | os.O_APPEND))


KINDS: list[Callable[[Path], tuple[End, End]]] = [pipes, sockets, terminal, files]


def converse(host: Host, script: str, kind: Callable[[Path], tuple[End, End]]) -> set[str]:
    """Run a script that gets a line of input whenever it says that it waits, and no more after "end"; what it says."""
    path = host.script(script)
    (read, write), (child_in, child_out) = kind(host.folder)
    environment = {**os.environ, "BRIDGE_PYTHON": sys.executable}
    said = b""
    asked = 0
    with subprocess.Popen(
        [*host.command, str(path)], cwd=host.folder, env=environment, stdin=child_in, stdout=child_out, stderr=child_out
    ) as child:
        os.close(child_in)
        os.close(child_out)
        if kind is files:
            child.wait(60)
        while chunk := read_some(read):
            said += chunk
            while asked < said.count(b"waiting"):
                os.write(write, b"line\n")
                asked += 1
            if b"end" in chunk:
                os.write(write, b"\x04" if kind is terminal else b"last\n")
                os.close(write)
        os.close(read)
        assert child.wait(60) == 0, said
    return set(said.decode().splitlines())


def read_some(descriptor: int) -> bytes:
    assert select.select([descriptor], [], [], 60)[0], "it says no more"
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how a terminal ends
        return b""


CHILDREN = """
import asyncio, ctypes, multiprocessing, os, subprocess, sys

def command(name, reads=True):
    read = "echo waiting; read line; " if reads else ""
    return f"{read}echo {name} got $line; echo {name} complains >&2"

def shell(name, reads=True):
    return ["/bin/sh", "-c", command(name, reads)]

def with_subprocess():
    subprocess.run(shell("subprocess"), check=True)
    subprocess.run(shell("streams"), check=True, stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr)
    subprocess.run(shell("forked"), check=True, preexec_fn=os.getpid)
    code = "import os; print('first file', os.open('/dev/null', os.O_RDONLY))"
    subprocess.run([sys.executable, "-c", code], check=True)

def with_os():
    os.system(command("system"))
    os.waitpid(os.posix_spawn("/bin/sh", shell("spawned"), os.environ), 0)
    os.waitpid(os.posix_spawnp("sh", shell("found"), os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 1, 2)]), 0)
    pid = os.fork()
    if pid == 0:
        os.execv("/bin/sh", shell("executed", False))
    os.waitpid(pid, 0)

async def with_asyncio():
    await (await asyncio.create_subprocess_exec(*shell("exec"))).wait()
    await (await asyncio.create_subprocess_shell(command("shell"))).wait()

def with_c():
    libc = ctypes.CDLL(None)
    libc.system(command("c", False).encode())
    arguments = (ctypes.c_char_p * 4)(*(text.encode() for text in shell("c-spawn", False)), None)
    pid = ctypes.c_int()
    libc.posix_spawn(ctypes.byref(pid), b"/bin/sh", None, None, arguments, (ctypes.c_char_p * 1)(None))
    os.waitpid(pid.value, 0)

def speak():
    print("process got line", flush=True)
    print("process complains", file=sys.stderr, flush=True)

@task
def children() -> None:
    with_c()
    with_subprocess()
    with_os()
    asyncio.run(with_asyncio())
    process = multiprocessing.Process(target=speak)
    process.start()
    process.join()
"""

NAMES = ("subprocess", "streams", "forked", "system", "spawned", "found", "exec", "shell")


@pytest.mark.parametrize("kind", KINDS)
def test_programs_that_python_starts_read_and_write_as_it_does(
    host: Host, kind: Callable[[Path], tuple[End, End]]
) -> None:
    """Though JavaScript has looked at all three streams, before Python was there and since."""
    host.module(CHILDREN)
    script = """
        const looked = [process.stderr];
        const { children } = require('./module');
        looked.push(process.stdin, process.stdout);
        children().then(() => process.exit());
    """
    said = converse(host, script, kind)
    expected = {f"{name} {what}" for name in (*NAMES, "process") for what in ("got line", "complains")}
    expected |= {f"{name} {what}" for name in ("executed", "c", "c-spawn") for what in ("got ", "complains")}
    assert {line.rstrip() for line in expected} - {line.rstrip() for line in said} == set()
    assert any(line.startswith("first file ") and int(line.split()[-1]) > 2 for line in said)


def test_programs_that_javascript_starts_have_what_they_had(node: Host) -> None:
    node.module(CHILDREN)
    script = """
        const { spawnSync } = require('child_process');
        const script = 'for n in 0 1 2; do readlink /proc/$$/fd/$n || echo none; done';
        const run = (stdio) => spawnSync('sh', ['-c', script], { stdio, encoding: 'utf8' });
        const ask = (...stdio) => run(stdio).stdout.replaceAll(/\\d+/g, 'number');
        const all = () => [ask('ignore', 'pipe', 'inherit'), ask('inherit', 'pipe', 'ignore'), ask('pipe', 'pipe', 2)];
        const before = all();
        require('./module');
        process.stdin;
        process.stdout;
        console.log(String(before) === String(all()), before[0].split('\\n').length);
    """
    assert node.lines(script) == ["true 4"]


STDIN = """
import sys

@task
def ask() -> list[str]:
    def waiting():
        print("waiting", flush=True)

    waiting()
    lines = [input()]
    waiting()
    lines.append(input("what? "))
    waiting()
    lines.append(sys.stdin.readline())
    waiting()
    lines.append(next(iter(sys.stdin)))
    waiting()
    lines.append(sys.stdin.buffer.readline().decode())
    waiting()
    lines.append(sys.stdin.read(5))
    print("end", flush=True)
    return [line.strip() for line in lines], sys.stdin.read()
"""


@pytest.mark.parametrize("kind", [pipes, sockets, terminal])
def test_python_waits_for_input_that_javascript_has_looked_at(
    host: Host, kind: Callable[[Path], tuple[End, End]]
) -> None:
    host.module(STDIN.replace("-> list[str]", "-> tuple"))
    script = """
        process.stdin;
        const { ask } = require('./module');
        process.stdin;
        ask().then((answer) => { console.log('answer', JSON.stringify(answer)); process.exit(); });
    """
    said = converse(host, script, kind)
    last = "" if kind is terminal else "last\\n"
    answer = '["line","line","line","line","line","line"]'
    assert f'answer [{answer},"{last}"]' in said


def test_closed_streams_hinder_nobody(node: Host) -> None:
    """Node has opened /dev/null in their place."""
    node.module(CHILDREN)
    script = "require('./module').children().then(() => require('fs').writeFileSync('done', ''));"
    command = ["/bin/sh", "-c", '"$@" <&- >&- 2>&-', "sh", *node.command, str(node.script(script))]
    subprocess.run(command, check=True, cwd=node.folder, env={**os.environ, "BRIDGE_PYTHON": sys.executable})
    assert (node.folder / "done").exists()


def test_the_start_method_of_multiprocessing_is_the_authors(host: Host) -> None:
    """It is "spawn" until someone chooses; what nobody has chosen or used yet is no choice."""
    host.module(
        """
        import multiprocessing

        def first() -> list:
            return [multiprocessing.get_start_method(allow_none=True), multiprocessing.get_context().get_start_method()]

        @export
        def default() -> list:
            return [*first(), multiprocessing.get_start_method(allow_none=True)]

        @export
        def choose(method: str) -> list:
            before = multiprocessing.get_start_method(allow_none=True)
            multiprocessing.set_start_method(method)
            return [before, multiprocessing.get_start_method(), multiprocessing.get_context().get_start_method()]
        """
    )
    for method in ("spawn", "fork", "forkserver"):
        script = f"console.log(JSON.stringify(require('./module').choose('{method}')));"
        assert host.lines(script) == [f'[null,"{method}","{method}"]']
    assert host.lines("console.log(JSON.stringify(require('./module').default()));") == ['[null,"spawn","spawn"]']
