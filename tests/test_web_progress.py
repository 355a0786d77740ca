"""The example web-progress: rows arrive as Python finds them, and Cancel stops it; by HTTP, and in a browser."""
from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Host, find_host

FIRST = 10**12


@contextlib.contextmanager
def serving(node: Host) -> Iterator[int]:
    """Run the example; its port."""
    environment = node.variables({"PORT": "0"})
    command = [*node.command, str(ROOT / "examples" / "web-progress")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline().rpartition(":")[2])
        finally:
            server.kill()


@contextlib.contextmanager
def get(port: int, path: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path)
        yield connection.getresponse()


def searches(port: int) -> int:
    with get(port, "/searches") as response:
        return int(response.read())


def events(response: http.client.HTTPResponse) -> Iterator[tuple[str, Any]]:
    """Read server-sent events, as they come."""
    name = ""
    for line in response:
        field, _, value = line.decode().strip().partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def test_rows_arrive_as_they_are_made_and_leaving_stops_python(node: Host) -> None:
    with serving(node) as port:
        with get(port, "/") as page:
            assert b"<button id=\"cancel\"" in page.read()
        with get(port, f"/primes?first={FIRST}&count=200") as response:
            found = list(events(response))
        primes = [data for name, data in found if name == "prime"]
        assert primes[0] == {"index": 1, "number": FIRST + 39}
        assert [each["index"] for each in primes] == list(range(1, len(primes) + 1))
        assert all(each["number"] % 2 for each in primes)
        parts = [data for name, data in found if name == "progress"]
        assert parts == sorted(parts)
        assert parts[-1] == 1
        assert found[-1] == ("end", "done")
        with get(port, f"/primes?first={FIRST}&count=1000000") as response:
            names = events(response)
            assert {next(names)[0] for _ in range(5)} <= {"prime", "progress"}
            assert searches(port) == 1
        wait_until_none(port)


def wait_until_none(port: int) -> None:
    for _ in range(1000):
        if searches(port) == 0:
            return
        time.sleep(0.01)
    raise AssertionError("Python goes on")


AT_3_AND_4 = """
import os, sys
for index in (1, 2):
    os.dup2(int(sys.argv[index]), index + 2)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """Chromium without a window, told by the DevTools protocol through a pipe."""

    def __init__(self, program: str, folder: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={folder}"]
        pipes = (theirs_in, theirs_out)
        command = [sys.executable, "-c", AT_3_AND_4, *map(str, pipes), program, *flags]
        self.process = subprocess.Popen(command, pass_fds=pipes, stderr=subprocess.DEVNULL)
        for each in pipes:
            os.close(each)
        self._answers = os.fdopen(self._in, "rb")
        self._count = 0

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._answers.close()
        os.close(self._out)

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        os.write(self._out, json.dumps({**message, "sessionId": session} if session else message).encode() + b"\0")
        while (answer := self.read()).get("id") != self._count:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def read(self) -> dict[str, Any]:
        text = b"".join(iter(lambda: self._answers.read(1) or b"\0", b"\0"))
        assert text, "the browser has ended"
        message: dict[str, Any] = json.loads(text)
        return message

    def run(self, url: str, script: str) -> Any:
        """Open a page, and give what an async function does in it."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable", session)
        self.ask("Page.navigate", session, url=url)
        while self.read().get("method") != "Page.loadEventFired":
            pass
        expression = f"(async () => {{{script}}})()"
        said = self.ask("Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"]["value"]


USE = """
const find = (name) => document.querySelector(name);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (holds) => { while (!holds()) await sleep(10); };
await until(() => document.readyState === 'complete' && find('#start'));
const found = {};
const rows = () => find('table').rows.length;
find('[name=count]').value = '1000000';
find('#start').click();
await until(() => rows() >= 3 && find('progress').value > 0);
found.early = [find('progress').value < 0.5, find('#state').value, find('table').rows[0].innerText.split(/\\s+/)];
find('#cancel').click();
const left = rows();
await until(() => find('#state').value === 'cancelled, and Python has stopped');
await sleep(100);
found.stopped = rows() === left;
find('[name=count]').value = '100';
find('#start').click();
await until(() => find('#state').value === 'done');
found.whole = [find('progress').value, rows() > 0];
return found;
"""


def test_in_a_browser(tmp_path: Path) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    if program is None:
        pytest.skip("there is no Chromium on PATH: what the page asks for is tested by HTTP")
    with serving(find_host("node-newest", tmp_path)) as port:
        with contextlib.closing(Browser(program, tmp_path / "profile")) as browser:
            found = browser.run(f"http://127.0.0.1:{port}/", USE)
        assert found == {
            "early": [True, "searching", ["1", str(FIRST + 39)]],
            "stopped": True,
            "whole": [1, True],
        }
        wait_until_none(port)
