"""A server: work stops when its client leaves, and the process ends within its grace."""
from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from conftest import Host
from pages import blocks, write


@contextmanager
def serving(node: Host) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the server of docs/stopping.md; its process and its port."""
    write(node.folder, blocks("docs/stopping.md"))
    command = [*node.command, "server.js"]
    environment = node.variables({"PORT": "0"})
    with subprocess.Popen(command, cwd=node.folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server, int(server.stdout.readline())
        finally:
            server.kill()


def request(port: int, seconds: float) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=60)
    client.sendall(f"GET /{seconds} HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n".encode())
    return client


def answer(client: socket.socket) -> str:
    with client, client.makefile() as lines:
        return lines.readline().strip()


def test_work_stops_when_its_clients_leave(node: Host) -> None:
    """As many as the pool has threads, and as many again that wait: the next one has them all to itself."""
    with serving(node) as (_, port):
        clients = [request(port, 60) for _ in range(8)]
        time.sleep(0.2)
        for client in clients:
            client.close()
        assert [answer(request(port, 0)) for _ in range(8)] == ["HTTP/1.1 200 OK"] * 8


def test_a_server_ends_within_its_grace(node: Host) -> None:
    with serving(node) as (server, port):
        busy = [request(port, 60) for _ in range(8)]
        ending = request(port, 0)
        time.sleep(0.2)
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert [answer(client) for client in busy] == ["HTTP/1.1 503 Service Unavailable"] * 8
        assert server.wait(60) == 0
        assert time.monotonic() - began < 30  # 1 s, and what a busy machine takes; the work itself takes a minute
        ending.close()
