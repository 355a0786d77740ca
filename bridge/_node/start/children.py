"""Programs that Python starts have the standard input, output and error that they have outside of Node.

Node marks its own as not to be inherited, when it starts and whenever it opens one on a terminal, and it makes pipes
non-blocking. So each way to start a program first takes that back, as libuv does for the programs that Node starts.
js/node/host.js does so too, each time that Node opens one, for programs that a C library starts.
"""
from __future__ import annotations

import _posixsubprocess
import functools
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

_STREAMS = range(3)


def install() -> None:
    """Replace what starts programs, before any Module is loaded."""
    lend(())
    os.register_at_fork(before=functools.partial(lend, ()))
    os.system = _lending(os.system, lambda *_: _STREAMS)
    os.posix_spawn = _lending(os.posix_spawn, _inherited_by_spawn)
    os.posix_spawnp = _lending(os.posix_spawnp, _inherited_by_spawn)
    _posixsubprocess.fork_exec = _lending(_posixsubprocess.fork_exec, _inherited_by_fork)
    subprocess: Any = sys.modules.get("subprocess")
    if hasattr(subprocess, "_fork_exec"):  # since Python 3.11; `site` may have imported it already
        subprocess._fork_exec = _posixsubprocess.fork_exec


def lend(read_and_written: Iterable[int]) -> None:
    """Have all three inherited; and let whoever has inherited some of them wait for input, and for room."""
    for stream in _STREAMS:
        try:
            os.set_inheritable(stream, True)
            if stream in read_and_written:
                os.set_blocking(stream, True)
        except OSError:
            pass  # it is closed


def _lending(start: Callable[..., Any], inherited: Callable[..., Iterable[int]]) -> Callable[..., Any]:
    @functools.wraps(start)
    def start_lending(*arguments: Any, **options: Any) -> Any:
        lend(inherited(*arguments, **options))
        return start(*arguments, **options)

    return start_lending


def _inherited_by_spawn(*_: Any, file_actions: Iterable[Any] | None = None, **__: Any) -> Iterable[int]:
    replaced = {action[2 if action[0] == os.POSIX_SPAWN_DUP2 else 1] for action in file_actions or ()}
    return set(_STREAMS) - replaced


def _inherited_by_fork(*arguments: Any) -> Iterable[int]:
    """Look at what `subprocess` gives the C function: what is to become the three, or -1.

    Processes of multiprocessing, which alone have signals stay as they are, do not read: their standard input is left
    as it is, since Node, too, would wait for it from then on.
    """
    given = arguments[6], arguments[9], arguments[11]
    restores_signals = arguments[14]
    inherited = {stream if other == -1 else other for stream, other in zip(_STREAMS, given, strict=True)}
    return inherited if restores_signals else inherited - {0}
