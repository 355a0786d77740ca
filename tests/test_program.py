"""Scripts in a Python program: `bridge.run` and `bridge.run_async`."""
from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import JS

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """
import time
from bridge import *

@export
def forever() -> None:
    while True:
        pass

@task
def later(seconds: float) -> None:
    time.sleep(seconds)

@task
def tell(seconds: float) -> None:
    time.sleep(seconds)
    print("ended\\n", end="", flush=True)

@task
def count():
    try:
        yield 1
        yield 2
    finally:
        print("closed")

@export
async def count_later():
    try:
        yield 1
        yield 2
    finally:
        print("closed")

@task
def ask(question: Callback[[], int]) -> None:
    try:
        question()
    except RuntimeError as error:
        print(error)

@register_module
def main(m):
    m.export_function("call", lambda cx: cx.argument(0, JsFunction)())
"""


def start(folder: Path, program: str, *scripts: str) -> subprocess.Popen[str]:
    """Start a Python program in a folder with scripts, script.js and so on, and a Module."""
    module = folder / "module"
    module.mkdir()
    (module / "lib.py").write_text(LIBRARY)
    (module / "index.js").write_text(f"module.exports = require({str(JS)!r}).load(__dirname);\n")
    for name, script in zip(("script.js", "another.js"), scripts, strict=False):
        (folder / name).write_text(textwrap.dedent(script))
    imports = "import asyncio, signal, threading, time\nimport bridge\n"
    command = [sys.executable, "-c", imports + textwrap.dedent(program)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def lines(folder: Path, program: str, *scripts: str) -> list[str]:
    """Run a program that succeeds; what it and its scripts print."""
    with start(folder, program, *scripts) as child:
        stdout, stderr = child.communicate(timeout=60)
    assert (child.returncode, stderr) == (0, "")
    return stdout.splitlines()


def interrupted(folder: Path, program: str, *scripts: str) -> str:
    """Run a program, and interrupt it once it is ready; what it prints afterwards."""
    with start(folder, program, *scripts) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            child.send_signal(signal.SIGINT)
            stdout, stderr = child.communicate(timeout=60)
        finally:
            child.kill()
    assert stderr == ""
    return stdout


WAYS = {
    "a loop": "console.log('ready'); try { for (;;); } catch { console.log('caught'); } finally { console.log('so'); }",
    "a timer": "setTimeout(() => { console.log('ready'); for (;;); });",
    "a microtask": "Promise.resolve().then(() => { console.log('ready'); for (;;); });",
    "Python": "const { forever } = require('./module'); forever.name; console.log('ready'); "
    "for (;;) try { forever(); } catch {}",
    "Python's JavaScript": "const { call } = require('./module'); console.log('ready'); "
    "for (;;) try { call(() => { for (;;); }); } catch {}",
    "the event loop": "console.log('ready'); setInterval(() => {}, 1000);",
}


@pytest.mark.parametrize("way", WAYS)
def test_ctrl_c_interrupts_a_script_wherever_it_is(tmp_path: Path, way: str) -> None:
    """Neither `catch` nor `finally` of JavaScript's runs; the next script does, and Ctrl-C's handler is what it was."""
    program = """
        handler = signal.getsignal(signal.SIGINT)
        try:
            bridge.run("script.js")
        except KeyboardInterrupt:
            print("interrupted", bridge.run("another.js"), signal.getsignal(signal.SIGINT) is handler)
    """
    assert interrupted(tmp_path, program, WAYS[way], "module.exports = 'another';") == "interrupted another True\n"


@pytest.mark.parametrize("handler", ["signal.default_int_handler", "raising"])
def test_ctrl_c_raises_what_its_handler_raises(tmp_path: Path, handler: str) -> None:
    program = f"""
        def raising(number, frame):
            raise ArithmeticError("mine")
        loop = asyncio.new_event_loop()
        signal.signal(signal.SIGINT, {handler})
        try:
            loop.run_until_complete(bridge.run_async("script.js"))
        except BaseException as error:
            print(repr(error))
    """
    expected = "ArithmeticError('mine')" if handler == "raising" else "KeyboardInterrupt()"
    assert interrupted(tmp_path, program, WAYS["a loop"]) == f"{expected}\n"


def test_a_handler_of_ctrl_c_that_raises_nothing_interrupts_nothing(tmp_path: Path) -> None:
    program = """
        signal.signal(signal.SIGINT, lambda *_: print("handled"))
        bridge.run("script.js")
    """
    script = "console.log('ready'); const end = Date.now() + 500; while (Date.now() < end); console.log('done');"
    assert interrupted(tmp_path, program, script) == "handled\ndone\n"


def test_pythons_threads_go_on_while_javascript_computes(tmp_path: Path) -> None:
    """A thread ends the loop, which would never end if JavaScript kept the GIL."""
    program = """
        import sys
        def end():
            sys.stdin.readline()
            signal.raise_signal(signal.SIGINT)
        threading.Thread(target=end).start()
        try:
            bridge.run("script.js")
        except KeyboardInterrupt:
            print("interrupted")
    """
    with start(tmp_path, program, WAYS["a loop"]) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            assert child.communicate("now\n", timeout=60) == ("interrupted\n", "")
        finally:
            child.kill()


def test_the_first_request_imports_what_sends_it(tmp_path: Path) -> None:
    """The script has its XMLHttpRequest, whose Python would take a third of the start to import."""
    program = """
        import http.server, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(201)
                self.end_headers()
                self.wfile.write(body[::-1])
            def log_message(self, *_):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bridge.run("script.js", f"http://127.0.0.1:{server.server_port}/")
        print("aiohttp" in sys.modules)
    """
    script = """
        const open = setInterval(() => {}, 1000);
        console.log(python.eval("'aiohttp' in __import__('sys').modules"));
        const ask = (text, then) => {
          const request = new XMLHttpRequest();
          request.open('POST', process.argv[2]);
          request.onloadend = () => { console.log(request.status, request.responseText); then(); };
          request.send(text);
        };
        ask('abc', () => ask('def', () => clearInterval(open)));
    """
    assert lines(tmp_path, program, script) == ["false", "201 cba", "201 fed", "True"]


@pytest.mark.parametrize("before", ["", "setTimeout(() => ", "Promise.resolve().then(() => "])
def test_nothing_catches_an_exit(tmp_path: Path, before: str) -> None:
    """Neither in JavaScript, nor in JavaScript that Python calls."""
    program = """
        try:
            bridge.run("script.js")
        except SystemExit as error:
            print("status", error.code, bridge.run("another.js"))
    """
    script = """
        const { call } = require('./module');
        const leave = () => {
          try { process.exit(3); } catch { console.log('caught'); } finally { console.log('finally'); }
        };
        const nested = () => { for (;;) try { call(leave); } catch { } };
    """
    script += f"{before}nested(){')' if before else ''};"
    assert lines(tmp_path, program, script, "module.exports = 'another';") == ["status 3 another"]


@pytest.mark.parametrize("way", ["CancelledError", "JsError"])
def test_nothing_of_a_script_happens_once_it_has_ended(tmp_path: Path, way: str) -> None:
    """Its timers, immediates and Tasks go with it, also where asyncio's loop goes on with the next script."""
    program = f"""
        async def main():
            running = asyncio.create_task(bridge.run_async("script.js", "{way}"))
            await asyncio.wait([running], timeout={0.5 if way == "CancelledError" else None})
            running.cancel()
            (error,) = await asyncio.gather(running, return_exceptions=True)
            print(type(error).__name__)
            print(await bridge.run_async("another.js"))
            await asyncio.sleep(0.2)
        asyncio.run(main())
    """
    script = """
        const { later } = require('./module');
        let isOver = false;
        const tell = () => { if (isOver) console.log('too late'); };
        setInterval(tell, 1);
        const again = () => { tell(); setImmediate(again); };
        again();
        later(0.7, tell);
        setTimeout(() => {
          setTimeout(() => { isOver = true; }, 300);
          if (process.argv[2] === 'JsError') throw new Error('mine');
        }, 50);
    """
    another = "setTimeout(() => console.log('next'), 200); module.exports = 'ended';"
    assert lines(tmp_path, program, script, another) == [way, "next", "ended"]


def test_the_end_of_a_program_waits_for_tasks_that_no_script_waits_for(tmp_path: Path) -> None:
    """Those that are queued, too."""
    program = """
        try:
            bridge.run("script.js")
        except SystemExit:
            print("exit", flush=True)
    """
    script = "for (let i = 0; i < 8; i++) require('./module').tell(0.2); setTimeout(() => process.exit(0), 100);"
    assert lines(tmp_path, program, script) == ["exit", *["ended"] * 8]


def test_what_a_script_has_not_read_to_its_end_ends_with_it(tmp_path: Path) -> None:
    """And no thread waits for an answer that it owes."""
    program = """
    try:
        bridge.run("script.js")
    except bridge.JsError as error:
        print(error)
    from bridge.pool import _pool
    while any(_pool.read(None)[1:3]):  # waiting, and running
        time.sleep(0.01)
    """
    script = """
    const m = require('./module');
    const streams = [m.count(), m.countLater(), m.count()];
    m.ask(() => new Promise(() => {}));
    streams[0].next().then(() => streams[1].next()).then(() => { throw new Error('mine'); });
    """
    no_answer = "JavaScript gave no answer: the call has ended, or the Promise of it was dropped"
    assert sorted(lines(tmp_path, program, script)) == ["Error: mine", no_answer, "closed", "closed"]


def test_exports_are_copied_where_they_can_be(tmp_path: Path) -> None:
    """By the type table; also those that are set while the event loop runs. A function can be called afterwards."""
    program = """
        found = bridge.run("script.js")
        print(found)
        print(*(type(each).__name__ for each in (found, found["numbers"], found["numbers"][0])))
        functions = bridge.run("another.js")
        print(int(functions["twice"](21)), functions["name"])
        print(asyncio.run(bridge.run_async("script.js", "5")))
    """
    script = """
        setTimeout(() => { module.exports = process.argv[2] ? Number(process.argv[2]) : late; }, 10);
        const late = { numbers: [1, -0, 1.5, 7n], text: 'é', nothing: null, deep: [{ map: new Map([[1, [true]]]) }] };
        module.exports = 'early';
    """
    another = "exports.twice = (n) => n * 2; exports.name = 'another';"
    assert lines(tmp_path, program, script, another) == [
        "{'numbers': [1, -0.0, 1.5, 7], 'text': 'é', 'nothing': None, 'deep': [{'map': {1: [True]}}]}",
        "dict list int",
        "42 another",
        "5",
    ]


# in Node


def test_a_script_runs_in_a_node_of_its_own_with_this_python(tmp_path: Path) -> None:
    program = """
        import sys
        print(bridge.run("script.js", "first", host="node"))
        print(asyncio.run(bridge.run_async("script.js", sys.executable, host="node")))
    """
    script = """
        const { later } = require('./module');
        const found = [process.argv[2] === process.env.BRIDGE_PYTHON, 'v8' in process.versions];
        later(0.01).then(() => console.log(...found));
    """
    assert lines(tmp_path, program, script) == ["false true", "None", "true true", "None"]


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("process.exit(3)", 3),
        ("process.exitCode = 4", 4),
        ("console.error = () => {}; process.once('uncaughtException', () => process.exit(1)); throw 1", 1),
        ("process.kill(process.pid, 'SIGTERM')", 143),
    ],
)
def test_the_status_of_node_is_a_system_exit(tmp_path: Path, script: str, status: int) -> None:
    program = """
        for way in (bridge.run, lambda *all, **named: asyncio.run(bridge.run_async(*all, **named))):
            try:
                way("script.js", host="node")
            except SystemExit as error:
                print(error.code)
    """
    assert lines(tmp_path, program, script) == [f"{status}"] * 2


def test_cancelling_ends_the_node(tmp_path: Path) -> None:
    program = """
        async def main():
            running = asyncio.create_task(bridge.run_async("script.js", host="node"))
            while not os.path.exists("begun"):
                await asyncio.sleep(0.01)
            running.cancel()
            print(*await asyncio.gather(running, return_exceptions=True))
        import os
        asyncio.run(main())
    """
    script = """
        process.on('SIGTERM', () => { console.log('asked to end'); process.exit(); });
        setInterval(() => {}, 1000);
        require('fs').writeFileSync('begun', '');
    """
    assert lines(tmp_path, program, script) == ["asked to end", ""]


def test_no_other_host_is_known(tmp_path: Path) -> None:
    program = """
        try:
            bridge.run("script.js", host="deno")
        except ValueError as error:
            print(error)
    """
    assert lines(tmp_path, program, "") == ["host: expected 'monkey' or 'node', got 'deno'"]
