"""The main job, end to end: the page's scripts in a real Node, then a long computation beside a ticking event loop."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bridge.running.node import find_node

HERE = Path(__file__).parent


MONKEY = (sys.executable, "-m", "bridge", "run", "--host", "monkey")


def why_not_here() -> str:
    """Tell what keeps PythonMonkey from running a script, an empty one; nothing if it runs."""
    done = subprocess.run([*MONKEY, os.devnull], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or f"PythonMonkey: exit status {done.returncode}"


def show_here(title: str, script: str) -> None:
    print(f"\n== {title}", flush=True)
    subprocess.run([*MONKEY, script], cwd=HERE, check=True)


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
refusal = why_not_here()
if not refusal and not NODE:
    show_here("a Task under util.promisify, in PythonMonkey", "async/lib/index.js")
    show_here("fibonacci(100000), while the event loop ticks, in PythonMonkey", "fibonacci-async-task/lib/index.js")
    show_here("a failing task, in PythonMonkey: Python's frames are in the stack", "failing.js")
if not refusal:
    show_here("the ordering demo, in PythonMonkey: no Node, one Python process", "ordering.js")
elif NODE:
    print(f"\n== nothing in PythonMonkey, which does without Node\n{refusal}")
else:
    sys.exit(f"no Node: pip install 'taskbridge[node]'\n{refusal}")
