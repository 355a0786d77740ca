"""Engine: PythonMonkey's JavaScript with its half of the host, once in a process."""
from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pythonmonkey

from bridge._monkey.calls.calls import Calls
from bridge._monkey.calls.pools import Pools
from bridge._monkey.calls.streams import Streams
from bridge._monkey.host.later import MonkeyEnvironment
from bridge._monkey.spidermonkey import pins, rejections
from bridge._monkey.system import system
from bridge._monkey.turns import turns
from bridge.library.served import load_folder, tell_live
from bridge.pool import _pool as pool
from bridge.values import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge.contexts.context import FunctionContext
    from bridge.handles.value import JsValue

_HERE = Path(__file__).parent.parent
_JS = next(path for path in (_HERE.parent / "_js", _HERE.parent.parent / "js") if path.exists())
_ROOMS = ("calls", "streams", "values", "wire")  # those that both hosts have
_PACKAGED = Path(pythonmonkey.__file__).parent / "node_modules"
_BUILT_IN = {
    **{f"@/{room}/{path.name}": path for room in _ROOMS for path in (_JS / room).glob("*.js")},
    "assert/strict": _HERE / "node" / "assert.js",
    "buffer": _PACKAGED / "buffer" / "index.js",
    "events": _PACKAGED / "events" / "events.js",
    "node-inspect-extracted": _HERE / "vendor" / "node-inspect-extracted-3.3.3" / "inspect.js",
    "path": _HERE / "vendor" / "path-browserify-1.0.1" / "index.js",
    "string_decoder": _PACKAGED / "string_decoder" / "lib" / "string_decoder.js",
    **{path.stem: path for path in (_HERE / "node").glob("*.js")},
}


class Engine:
    """The one JavaScript of the process, and how scripts are run in it."""

    def __init__(self) -> None:
        loader = str(_HERE / "start" / "modules.js")
        open_modules = system.compile_script(system.read_text(loader), loader)
        built_in = {name: str(path) for name, path in _BUILT_IN.items()}
        lent = {
            "compile": system.compile_script,
            "kindOf": system.kind_of,
            "readText": system.read_text,
            "realPath": system.real_path,
        }
        self.modules: Any = open_modules(lent, built_in)
        self._first_loop = asyncio.new_event_loop()  # until a script begins
        self.environment = MonkeyEnvironment(self._first_loop)
        turns.check(self.environment.loop)
        self.timers = Timers(self.environment)
        self.arguments: list[str] = []
        self.on_exit: Callable[[int], None] | None = None
        """What ends the process at once; without it, `process.exit()` ends the script only."""
        self.last_words = ""
        """What Node would say of the error that has ended a script: the frames of both languages."""
        self._open()

    def _open(self) -> None:
        environment = self.environment
        pins.install()
        lent = {
            "binding": pythonmonkey.internalBinding("utils"),
            "folders": [str(_HERE), str(_JS / "wire" / "errors.js")],
            "functions": environment.registers.passed(Calls(environment).lent()),
            "streams": environment.registers.passed(Streams(environment).lent()),
            "pools": environment.registers.passed(Pools(environment).lent()),
            "log": environment.registers.passed({"hear": environment.hear}),
            "memory": {
                "registers": environment.registers.take,
                "look": environment.look,
                "lend": environment.lend,
                "give_back": environment.give_back,
            },
            "system": {**system.lent(), "argv": self.arguments, "exit": self._exit, "listen": self._listen},
            "timers": environment.registers.passed(self.timers.lent()),
            "turns": environment.registers.passed({"end": self._end}),
        }
        environment.js = environment.registers.left(self.modules["require"](str(_HERE / "start" / "index.js"))(lent))
        if environment.js.hasFloat16():
            formats.allow_float16()
        rejections.install()
        mark = environment.js.mark()
        lent_to_scripts = {"load": load_folder, "live": _live, "entries": _entries}
        environment.js.setExports(*(environment.function(each, name) for name, each in lent_to_scripts.items()))
        environment.js.close(mark)

    def begin(
        self, arguments: list[str], loop: asyncio.AbstractEventLoop, on_exit: Callable[[int], None] | None
    ) -> MonkeyEnvironment:
        """Begin a script's life."""
        self.arguments[:] = [sys.executable, *arguments]
        self.on_exit = on_exit
        self.environment.begin(loop)
        self._first_loop.close()
        return self.environment

    def end(self) -> None:
        """End a script's life: nothing of it happens later."""
        self.timers.close()
        self.environment.close()

    def _exit(self, status: float) -> bool:
        """Called by process.exit(), which loops if that is stopped."""
        if self.on_exit is not None:
            self.on_exit(int(status))
        self.environment.end(SystemExit(int(status)))
        return self.environment.interrupts.stop()

    def _end(self, raw: float) -> None:
        """Called for what nobody caught: the exception also has JavaScript's side of it, as a note."""
        error = self.environment.exception_of(int(raw))
        self.last_words = self.environment.to_str(int(self.environment.js.report(raw)))
        if sys.version_info >= (3, 11):
            error.add_note(self.last_words)
        self.environment.end(error)

    def _listen(self, name: str) -> None:
        """Called when a script listens for a signal."""
        import signal

        text = f"{name}"
        turns, emit = self.environment.turns, self.environment.js.emit
        self.environment.loop.add_signal_handler(getattr(signal, text), turns.run, emit, text)


class Timers:
    """The timers and immediates of JavaScript, on the asyncio loop. JavaScript's thread."""

    def __init__(self, environment: MonkeyEnvironment) -> None:
        self._environment = environment
        self._handles: dict[int, asyncio.TimerHandle] = {}

    def lent(self) -> dict[str, Callable[..., object]]:
        """Give what timers.js calls, by its names."""
        return {
            "cancel": self._cancel,
            "immediate": self._immediate,
            "ref": self._environment.ref,
            "start": self._start,
            "unref": self._environment.unref,
        }

    def close(self) -> None:
        """Forget all timers."""
        for handle in self._handles.values():
            handle.cancel()
        self._handles.clear()

    def _start(self, number: float, milliseconds: float) -> None:
        self._handles[int(number)] = self._environment.loop.call_later(milliseconds / 1000, self._run, int(number))

    def _cancel(self, number: float) -> None:
        self._handles.pop(int(number)).cancel()

    def _run(self, number: int) -> None:
        del self._handles[number]
        self._environment.turns.run(self._environment.js.timeout, number)

    def _immediate(self) -> None:
        self._environment.loop.call_soon(self._run_immediates)

    def _run_immediates(self) -> None:
        environment = self._environment
        if environment.closed:
            return
        environment.deliver_all()  # as Node's loop does first
        mark = int(environment.js.mark())
        count = int(environment.js.takeImmediates())
        for raw in range(mark, mark + count):
            environment.turns.run(environment.js.runImmediate, raw)
        environment.js.close(mark)


def _entries(cx: FunctionContext) -> JsValue:
    environment = cx._environment
    assert isinstance(environment, MonkeyEnvironment)
    environment.entries -= 1  # this one
    return cx.number(environment.entries)


def _live(cx: FunctionContext) -> JsValue:
    gc.collect()
    environment = cx._environment
    assert isinstance(environment, MonkeyEnvironment)
    environment.entries -= 1  # this one
    environment.sweep()
    return tell_live(cx, pool.live(), int(environment.js.heldCount()) - len(environment.classes))


_engine: Engine | None = None


def engine() -> Engine:
    """Give the engine of the process, started on first use, on JavaScript's thread from then on."""
    global _engine
    if _engine is None:
        _engine = Engine()
    return _engine
