"""JsError: an Error in JavaScript, an exception in Python."""
from __future__ import annotations

from bridge.contract.kept import Kept
from bridge.contract.scope import environment_of

from .objects import JsObject
from .value import JsValue, narrow, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from typing_extensions import Self

    from bridge.contract.environment import Environment
    from bridge.contract.kinds import ErrorKind, Kind, Raw
    from bridge.contract.scope import Scope

    from .objects import JsFunction, Key


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

    def __new__(cls, environment: Environment, raw: Raw) -> Self:
        """Give the one that holds the object already, if there is one."""
        number = environment.number_of(raw)
        known = environment.errors.get(number)
        if known is not None:
            return known  # type: ignore[no-any-return]
        made = cls._received(environment, environment.hold(raw), number, environment.text(raw))
        made.original = environment.exception(raw)
        return made

    @classmethod
    def _received(cls, environment: Environment, reference: object, number: int, text: str) -> Self:
        """Give the one that holds the object of this number, or make it of a reference. By the host, on any thread."""
        known = environment.errors.get(number)
        if known is not None:
            return known  # type: ignore[no-any-return]
        made = super().__new__(cls, text)
        made._environment, made._reference, made.original = environment, reference, None
        if number:
            environment.errors[number] = made
        return made

    def __init__(self, environment: Environment, raw: Raw) -> None:
        """Leave it as it was made."""

    @staticmethod
    def new(cx: Scope, message: str, kind: ErrorKind = "Error") -> JsError:
        """Make an `Error`, a `TypeError` or a `RangeError`, without throwing it."""
        environment = environment_of(cx)
        return JsError(environment, environment.error(kind, message))

    def thrown(self, cx: Scope) -> JsValue:
        """Borrow the value that was thrown, in a Context."""
        environment = environment_of(cx)
        return narrow(environment, self._lend(environment))

    def get(self, key: Key, type_: type[Any] = JsValue) -> Any:
        """Borrow a property of the object, as `JsObject.get()` does. JavaScript's thread, in a call."""
        return self._object().get(key, type_)

    def get_opt(self, key: Key, type_: type[Any]) -> Any:
        """Borrow a property of the object, as `JsObject.get_opt()` does."""
        return self._object().get_opt(key, type_)

    def set(self, key: Key, value: object) -> None:
        """Set a property of the object."""
        self._object().set(key, value)

    def has(self, key: Key) -> bool:
        """Do what `key in object` does."""
        return self._object().has(key)

    def keys(self) -> list[str]:
        """Do what `Object.keys(object)` does."""
        return self._object().keys()

    def instance_of(self, constructor: JsFunction) -> bool:
        """Do what `instanceof` does."""
        return self._object().instance_of(constructor)

    def _object(self) -> JsObject:
        return typed(self._environment, self._own(), JsObject)
