"""The main job, end to end: the page's scripts in a real Node, then a long computation beside a ticking event loop."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bridge.node import find_node

HERE = Path(__file__).parent


def show(title: str, *command: str) -> None:
    print(f"\n== {title}", flush=True)
    environment = {**os.environ, "BRIDGE_PYTHON": sys.executable}
    subprocess.run([NODE, *command], cwd=HERE, env=environment, check=True)


NODE = find_node()
print(f"Node: {NODE}, Python: {sys.executable}", flush=True)
promise = (HERE / "promise.js").read_text() + "\npromisePerformAsyncTask();\n"  # the page defines it and calls nothing
show("a Promise around a task", "-e", promise)
show("a Task under util.promisify", "async/lib/index.js")
show("fibonacci(100000), while the event loop ticks", "fibonacci-async-task/lib/index.js")
show("a failing task: the Python frames are in the stack", "failing.js")
show("the ordering demo: the main thread first", "ordering.js")
