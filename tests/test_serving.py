"""The servers of docs/serving.md: work stops when its client leaves, and the process ends within its grace."""
from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from conftest import Host
from pages import blocks, write

FOR_MINUTES = 10**8


@contextmanager
def serving(node: Host, script: str = "server.js", port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run a server; its process and its port."""
    write(node.folder, blocks("docs/serving.md"))
    command = [*node.command, script]
    environment = node.variables({"PORT": str(port)})
    with subprocess.Popen(command, cwd=node.folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server, int(server.stdout.readline())
        finally:
            server.kill()


def request(port: int, below: object) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=60)
    client.sendall(f"GET /primes/{below} HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n".encode())
    return client


def answer(client: socket.socket) -> tuple[int, str]:
    """Give the status and the last line."""
    with client, client.makefile() as lines:
        first, *_, last = lines.read().splitlines()
        return int(first.split()[1]), last


def status(client: socket.socket) -> int:
    return answer(client)[0]


def check_statuses(port: int) -> None:
    found, text = answer(request(port, 100))
    assert found == 200
    assert '{"count":25}' in text
    assert status(request(port, "many")) == 400


def check_backpressure(port: int) -> None:
    """Of 105, 4 are at work and 100 wait; the next one, and no other, has its answer at once."""
    clients = [request(port, FOR_MINUTES) for _ in range(104)]
    time.sleep(0.5)
    assert status(request(port, FOR_MINUTES)) == 503
    for client in clients:
        client.close()


def check_leaving(port: int) -> None:
    """As many as the pool has threads, and as many again that wait: the next one has them all to itself."""
    clients = [request(port, FOR_MINUTES) for _ in range(8)]
    time.sleep(0.2)
    for client in clients:
        client.close()
    assert [status(request(port, 10)) for _ in range(8)] == [200] * 8


def check_shutdown(server: subprocess.Popen[str], port: int) -> None:
    busy = [request(port, FOR_MINUTES) for _ in range(8)]
    time.sleep(0.2)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    assert [status(client) for client in busy] == [503] * 8
    assert server.wait(60) == 0
    assert time.monotonic() - began < 25  # 1 s, and what a busy machine takes; each call would time out after 30 s


def test_a_client_is_told_what_is_wrong(node: Host) -> None:
    with serving(node) as (_, port):
        check_statuses(port)
        check_backpressure(port)


def test_work_stops_when_its_clients_leave(node: Host) -> None:
    with serving(node) as (_, port):
        check_leaving(port)


def test_a_server_ends_within_its_grace(node: Host) -> None:
    with serving(node) as (server, port):
        check_shutdown(server, port)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_a_cluster_ends_within_its_grace(node: Host) -> None:
    """Both its workers serve one port; a port of 0 would be one for each."""
    with serving(node, "cluster.js", free_port()) as (server, port):
        assert server.stdout is not None
        assert int(server.stdout.readline()) == port
        check_shutdown(server, port)
