from collections.abc import Callable, Container, Sequence
from typing import Any

from typing_extensions import Buffer

class Beside: ...
class WireError(ValueError): ...

def as_items(owner: Buffer, letter: str, shape: Sequence[int]) -> memoryview: ...
def read(data: Buffer, buffers: Sequence[Any] = (), gaps: list[tuple[dict[str, Any], str]] | None = None) -> Any: ...
def write(
    value: Any,
    fallback: Callable[[Any], Any] = ...,
    beside: Container[type] = ...,
    columns: bool = ...,
    attributes: Callable[[type], dict[str, str] | None] = ...,
) -> tuple[bytes, list[Any]]: ...
