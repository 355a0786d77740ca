"""A registry of npm packages that has a few of its own, and sends who asks for another to the one that there is."""
from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@contextmanager
def registry(tarballs: list[Path], other: str) -> Iterator[str]:
    """Serve the tarballs; the address to give to npm."""
    files = {f"/-/{file.name}": file.read_bytes() for file in tarballs}
    documents: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path) or documents.get(self.path)
            self.send_response(200 if content else 307)
            if not content:
                self.send_header("Location", other.rstrip("/") + self.path)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        documents.update(_document(file, f"{address}/-/{file.name}") for file in tarballs)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


def _document(file: Path, address: str) -> tuple[str, bytes]:
    """Give the path of a package's description, and the description."""
    with tarfile.open(file) as archive:
        found = archive.extractfile("package/package.json")
        assert found is not None
        package: dict[str, Any] = json.load(found)
    digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    package["dist"] = {"tarball": address, "integrity": f"sha512-{digest}"}
    name, version = package["name"], package["version"]
    return f"/{name}", json.dumps(
        {"name": name, "dist-tags": {"latest": version}, "versions": {version: package}}
    ).encode()
