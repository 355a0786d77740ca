from typing import Any, Generic, ParamSpec, TypeVar

from bridge.values.convert import Converter

from .line import Caller

_P = ParamSpec("_P")
_R = TypeVar("_R")

class Callback(Generic[_P, _R]):
    def __init__(
        self, caller: Caller, convert: Converter | None, is_asked: bool, function: str = "", name: str = ""
    ) -> None: ...
    def __call__(self, *arguments: _P.args, **named: _P.kwargs) -> _R: ...
    async def aio(self, *arguments: _P.args, **named: _P.kwargs) -> _R: ...

class Latest(Callback[_P, None], Generic[_P]):
    def __init__(
        self, caller: Caller, convert: Any = None, is_asked: bool = False, function: str = "", name: str = ""
    ) -> None: ...
