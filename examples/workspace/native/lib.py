"""A Module that uses a package of the same repository: `packages/greeting`.

Where packages are installed, with `pip install --editable` say, the path needs no line of its own.
"""
import sys
from pathlib import Path

from bridge import FunctionContext, JsString, ModuleContext, register_module

sys.path.append(str(Path(__file__).parent.parent / "packages"))

from greeting import greet


def hello(cx: FunctionContext) -> JsString:
    return cx.string(greet("workspace"))


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("hello", hello)
