"""Names: what is called how, once all is known that a file declares.

Until then, what is not the author's own stands in a text as a token, which `Names.settle()` replaces: a type of
js/index.d.ts or of JavaScript's, whose name an export may have taken, and a type that the file declares.
"""
from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HELPERS = frozenset(
    (
        "Binary", "Call", "Callback", "CallOptions", "Later", "PythonError", "Shaped", "Signal", "Source", "Stream",
        "Streaming", "Task", "TypedArray",
    )
)
"""The types of js/index.d.ts that a Module's types are made of."""
_GLOBALS = frozenset(
    (
        "ArrayBuffer", "ArrayBufferView", "AsyncIterable", "BigInt64Array", "BigUint64Array", "Buffer", "DataView",
        "Date", "Error", "Float32Array", "Float64Array", "Int16Array", "Int32Array", "Int8Array", "Iterable", "Map",
        "Partial", "Promise", "ReadonlyMap", "ReadonlySet", "Record", "Set", "Uint16Array", "Uint32Array",
        "Uint8Array", "Uint8ClampedArray",
    )
)
"""The types of JavaScript's that a Module's types are made of."""
_RESERVED = frozenset(
    (
        "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete",
        "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements",
        "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public",
        "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void",
        "while", "with", "yield",
    )
)
_BEGIN, _END = "\ue000", "\ue001"
_TOKEN = re.compile(f"{_BEGIN}(.*?){_END}")
_WORD = re.compile(r"(?<![\w$.'\"])[A-Z]\w*\b(?!['\"?:])")


def token(what: str) -> str:
    """Stand for a name that is settled later."""
    return f"{_BEGIN}{what}{_END}"


def typed(text: str) -> str:
    """Make tokens of the names in a type that is written down: of the bridge's types, and of JavaScript's."""
    known = HELPERS | _GLOBALS
    return _WORD.sub(lambda found: token(found.group()) if found.group() in known else found.group(), text)


def replace(text: str, new: Callable[[str], str]) -> str:
    """Replace each token."""
    return _TOKEN.sub(lambda found: new(found.group(1)), text)


def quote(text: str) -> str:
    """Write text as TypeScript's."""
    inner = json.dumps(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def is_free(name: str) -> bool:
    """Tell what a function or a parameter may be called."""
    return _is_identifier(name) and name not in _RESERVED


def free(name: str) -> str:
    """Give a name that a function or a parameter may have: this one, if it may."""
    plain = "".join(each if _is_identifier(f"_{each}") else "_" for each in name)
    plain = plain if _is_identifier(plain) else f"_{plain}"
    return plain if is_free(plain) else f"{plain}_"


def own(exports: Iterable[str]) -> dict[str, str]:
    """Give what each export is called within the file: what it is, if it may, else what no other is."""
    known = [*exports]
    given = Names(filter(is_free, known))
    return {name: name if is_free(name) else given.claim(name) for name in known}


def key(name: str) -> str:
    """Write the name of a property."""
    return name if _is_identifier(name) else quote(name)


def _is_identifier(name: str) -> bool:
    """Tell a name of JavaScript's: one of Python's, but that it may have a $."""
    return name.replace("$", "_").isidentifier()


class Names:
    """The names of one file."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._imported: dict[str, str] = {}

    def claim(self, name: str) -> str:
        """Take a name for a type that the file declares: this one, or with a number."""
        wanted = free(name)
        found, count = wanted, 1
        while found in self._taken:
            count += 1
            found = f"{wanted}{count}"
        self._taken.add(found)
        return found

    def settle(self, text: str) -> str:
        """Replace the tokens, once every type has its name."""
        return replace(text, self._final)

    def imports(self) -> list[str]:
        """Give what the file imports, after all has been settled."""
        return [name if name == own else f"{name} as {own}" for name, own in sorted(self._imported.items())]

    def _final(self, name: str) -> str:
        if name in HELPERS:
            if name not in self._imported:
                self._imported[name] = self.claim(f"Bridge{name}") if name in self._taken else name
            return self._imported[name]
        return f"globalThis.{name}" if name in self._taken else name
