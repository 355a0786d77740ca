"""Root: keeps a JavaScript value past its Context.

>>> class Listener:
...     def __init__(self, callback: JsFunction) -> None:
...         self.callback = Root(callback)
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from bridge.contract.kept import Kept
from bridge.contract.scope import environment_of

from .value import JsValue, narrow

if TYPE_CHECKING:
    from bridge.contract.environment import Environment
    from bridge.contract.kinds import Raw
    from bridge.contract.scope import Scope

T = TypeVar("T", bound=JsValue)


class Root(Kept, Generic[T]):
    """Keeps a value from JavaScript's garbage collector until it is dropped, or forgotten by Python's.

    Any thread may pass it on, drop it or forget it, and none waits for another in doing so. What it keeps is borrowed
    on JavaScript's thread.
    """

    def __init__(self, handle: T) -> None:
        self._keep(handle._scope._environment, handle._own())

    @classmethod
    def _of(cls, environment: Environment, raw: Raw) -> Root[T]:
        root = cls.__new__(cls)
        root._keep(environment, raw)
        return root

    def to_inner(self, cx: Scope) -> T:
        """Borrow the value in a Context. JavaScript's thread.

        Raises:
            RuntimeError: it has been dropped, or belongs to another environment.
        """
        environment = environment_of(cx)
        return cast("T", narrow(environment, self._lend(environment)))

    def into_inner(self, cx: Scope) -> T:
        """Borrow the value in a Context, and drop the Root."""
        value = self.to_inner(cx)
        self.drop()
        return value

    def clone(self) -> Root[T]:
        """Keep the same value a second time. JavaScript's thread."""
        return Root._of(self._environment, self._own())

    def drop(self) -> None:
        """Let go of the value now. Any thread; harmless when repeated."""
        self._reference = None
