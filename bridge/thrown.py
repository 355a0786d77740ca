"""JsError: an Error in JavaScript, an exception in Python."""
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from .handles import JsValue, narrow
from .kept import Kept

if TYPE_CHECKING:
    from typing_extensions import Self

    from .context import Context
    from .host import ErrorKind, Kind, Raw
    from .scope import Scope


class JsError(Kept, Exception):
    """What JavaScript threw, or an Error that it passed.

    It is used like a handle, and unlike one it may be kept past its Context, raised, and caught on any thread. Raised
    out of Python code that JavaScript called, it throws the very value that it holds, which need not be an Error. While
    it lives, it is the one that holds an object: thrown again, the object is the same exception.
    """

    original: BaseException | None
    """The Python exception that the Error stands for, if it came from Python."""

    kind: ClassVar[str] = "Error"
    kinds: ClassVar[frozenset[Kind]] = frozenset({"error"})

    def __new__(cls, scope: Scope, raw: Raw) -> Self:
        """Give the one that holds the object already, if there is one."""
        host = scope._host
        number = host.number_of(raw)
        known = host.errors.get(number)
        if known is not None:
            return cast("Self", known)
        made = super().__new__(cls, host.text(raw))
        made._keep(host, raw)
        made.original = host.exception(raw)
        if number:
            host.errors[number] = made
        return made

    def __init__(self, scope: Scope, raw: Raw) -> None:
        """Leave it as it was made."""

    @staticmethod
    def new(cx: Context, message: str, kind: ErrorKind = "Error") -> JsError:
        """Make an `Error`, a `TypeError` or a `RangeError`, without throwing it."""
        host = cx._enter()
        return JsError(cx, host.error(kind, message))

    def thrown(self, cx: Context) -> JsValue:
        """Borrow the value that was thrown, in a Context."""
        host = cx._enter()
        return narrow(host, self._lend(host))
