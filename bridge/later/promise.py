"""A Promise, and the Deferred that settles it from any thread.

>>> def later(cx: FunctionContext) -> JsPromise:
...     deferred, promise = cx.promise()
...     threading.Timer(1, deferred.resolve, ["a second later"]).start()
...     return promise
"""
from __future__ import annotations

from bridge.contract.kept import Kept
from bridge.handles.error import JsError
from bridge.handles.objects import JsFunction, JsObject
from bridge.handles.value import HANDLES, JsValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Any, TypeVar

    from bridge.contract.environment import Environment
    from bridge.contract.work import Settler
    from bridge.handles.objects import MakesFunctions

    from .channel import Channel

    C = TypeVar("C")


class JsPromise(JsObject):
    """A Promise."""

    kind = "Promise"
    kinds = frozenset({"promise"})

    def to_future(self, cx: MakesFunctions[Any], convert: Callable[[JsValue], Any] = JsValue.copy) -> Future[Any]:
        """Make a `concurrent.futures.Future` of its value, for other threads to wait for.

        It has what `convert` makes of the value on JavaScript's thread: a copy, unless told otherwise. Where the
        Promise is rejected, the Future raises `JsError`, or the Python exception that it once was.
        """
        from concurrent.futures import Future

        future: Future[Any] = Future()

        def resolved(cx: Any) -> None:
            try:
                future.set_result(convert(cx.argument(0, JsValue)))
            except Exception as error:
                future.set_exception(error)

        def rejected(cx: Any) -> None:
            error = JsError(cx._environment, cx.argument(0, JsValue)._own())
            future.set_exception(error.original or error)

        self.call_method("then", JsFunction.new(cx, resolved, "resolved"), JsFunction.new(cx, rejected, "rejected"))
        return future


class Deferred:
    """What settles one Promise, once. Until then the event loop stays alive.

    A Deferred that is forgotten before rejects its Promise with a `RuntimeError` that says so.
    """

    def __init__(self, environment: Environment, settler: Settler) -> None:
        self._environment = environment
        self._settler = settler

    def resolve(self, value: object = None) -> None:
        """Resolve the Promise: on any thread with a plain value, which is copied, or with what a Root or JsError keeps.

        On JavaScript's thread with a handle, too. What cannot be copied rejects it, with a `TypeError` that names it.

        Raises:
            RuntimeError: it is settled already; or the value is of another environment, or has been dropped.
        """
        self._settle(value, rejected=False)

    def reject(self, reason: object) -> None:
        """Reject the Promise with an exception, or as `resolve()` does with any other value.

        Raises:
            RuntimeError: as `resolve()` does.
        """
        self._settle(reason, rejected=True)

    def _settle(self, value: object, rejected: bool) -> None:
        if isinstance(value, JsValue):
            self._environment.settle(self._settler, value._lend(self._environment), rejected)
            return
        if isinstance(value, Kept):
            value._held(value._environment is self._environment)  # refused here, and not where the Promise is awaited
        if rejected:
            self._settler.reject(value)
        else:
            self._settler.resolve(value)

    def settle_with(self, channel: Channel[C], function: Callable[[C], object]) -> None:
        """Have JavaScript's thread make the value, or raise why there is none. Any thread."""

        def settle(cx: C) -> None:
            try:
                value = function(cx)
            except BaseException as error:
                self.reject(error)
            else:
                self.resolve(value)

        channel.send(settle)


HANDLES["promise"] = JsPromise
