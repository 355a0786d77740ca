"""JsError: an Error in JavaScript, an exception in Python."""
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .handles import JsValue, narrow
from .kept import Kept

if TYPE_CHECKING:
    from .context import Context
    from .host import ErrorKind, Kind, Raw
    from .scope import Scope


class JsError(Kept, Exception):
    """What JavaScript threw, or an Error that it passed.

    It is used like a handle, and unlike one it may be kept past its Context, raised, and caught on any thread. Raised
    out of Python code that JavaScript called, it throws the very value that it holds, which need not be an Error.
    """

    original: BaseException | None
    """The Python exception that the Error stands for, if it came from Python."""

    kind: ClassVar[str] = "Error"
    kinds: ClassVar[frozenset[Kind]] = frozenset({"error"})

    def __init__(self, scope: Scope, raw: Raw) -> None:
        host = scope._host
        super().__init__(host.text(raw))
        self._keep(host, raw)
        self.original = host.exception(raw)

    @staticmethod
    def new(cx: Context, message: str, kind: ErrorKind = "Error") -> JsError:
        """Make an `Error`, a `TypeError` or a `RangeError`, without throwing it."""
        host = cx._enter()
        return JsError(cx, host.error(kind, message))

    def thrown(self, cx: Context) -> JsValue:
        """Borrow the value that was thrown, in a Context."""
        host = cx._enter()
        return narrow(host, self._lend(host))
