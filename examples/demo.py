"""The main job, end to end: the page's scripts in a real Node, then a long computation beside a ticking event loop."""
from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from bridge.node import find_node

HERE = Path(__file__).parent


def show_here(title: str, script: str) -> None:
    print(f"\n== {title}", flush=True)
    subprocess.run([sys.executable, "-m", "bridge", "run", "--host", "monkey", script], cwd=HERE, check=True)


def show(title: str, *command: str) -> None:
    print(f"\n== {title}", flush=True)
    environment = {**os.environ, "BRIDGE_PYTHON": sys.executable}
    subprocess.run([NODE, *command], cwd=HERE, env=environment, check=True)


try:
    NODE = find_node()
except FileNotFoundError:
    NODE = ""  # PythonMonkey does without
if NODE:
    print(f"Node: {NODE}, Python: {sys.executable}", flush=True)
    # The page defines the function and calls nothing.
    promise = (HERE / "promise.js").read_text() + "\npromisePerformAsyncTask();\n"
    show("a Promise around a task", "-e", promise)
    show("a Task under util.promisify", "async/lib/index.js")
    show("fibonacci(100000), while the event loop ticks", "fibonacci-async-task/lib/index.js")
    show("a failing task: the Python frames are in the stack", "failing.js")
    show("the ordering demo: the main thread first", "ordering.js")
has_monkey = importlib.util.find_spec("pythonmonkey") is not None
if has_monkey and not NODE:
    show_here("a Task under util.promisify, in PythonMonkey", "async/lib/index.js")
    show_here("fibonacci(100000), while the event loop ticks, in PythonMonkey", "fibonacci-async-task/lib/index.js")
    show_here("a failing task, in PythonMonkey: Python's frames are in the stack", "failing.js")
if has_monkey:
    show_here("the ordering demo, in PythonMonkey: no Node, one Python process", "ordering.js")
if not NODE and not has_monkey:
    sys.exit("neither Node nor PythonMonkey: pip install 'taskbridge[node]' or 'taskbridge[monkey]'")
