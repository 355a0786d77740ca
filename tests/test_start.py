"""What a start waits for: of what takes long to import, nothing that the first call does not need."""
from __future__ import annotations

import subprocess
import sys

from conftest import MONKEY, Host

import bridge

LATE = ("outcome", "attr", "msgspec", "inspect", "multiprocessing", "asyncio", "concurrent.futures")


def test_the_package_imports_nothing_before_it_is_used() -> None:
    program = f"""
        import sys
        import bridge
        from bridge import FunctionContext, JsError, Task, export, register_module, task
        print([name for name in {LATE!r} if name in sys.modules])
    """
    lines = [line.strip() for line in program.splitlines()]
    assert subprocess.run([sys.executable, "-Ic", "\n".join(lines)], capture_output=True, check=True).stdout == b"[]\n"


def test_the_first_call_imports_nothing_that_it_does_not_need(host: Host) -> None:
    """With annotations as they are, and as text; what Python's own `site` has imported is another's affair."""
    if host.node == MONKEY:
        return  # PythonMonkey itself imports most of it
    folder = host.module("")
    (folder / "lib.py").write_text(f"""
import sys
from bridge import export, task
@task
def divided(number: float, by: "int" = 2, *more: str, exactly: bool = False) -> float: return number / by
@export
def named(name: str) -> str: return name
@export
def late() -> str: return " ".join(each for each in {LATE!r} if each in sys.modules)
""")
    script = """
        const { divided, named, late } = require('./module');
        divided(7).then((half) => console.log(half, named('x'), `[${late()}]`));
    """
    assert host.lines(script) == ["3.5 x []"]


def test_every_public_name_is_there() -> None:
    names: dict[str, object] = {}
    exec("from bridge import *", names)  # noqa: S102
    assert set(bridge.__all__) == set(names) - {"__builtins__"} == set(bridge.__all__) & set(dir(bridge))
    assert [name for name in bridge.__all__ if names[name] is not getattr(bridge, name)] == []
    assert not hasattr(bridge, "JsNothing")
