"""Docs: docstrings as TSDoc."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .layout import WIDTH
from .names import typed
from .sections import Sections

if TYPE_CHECKING:
    from collections.abc import Mapping

_MADE = re.compile(r"\w+\(.*\)|An enumeration\.", re.DOTALL)
"""What dataclasses, NamedTuples and enumerations say where their author says nothing."""


class Doc:
    """What is written above a declaration."""

    def __init__(self, text: str | None = None, tag: str = "") -> None:
        self._sections = Sections(text)
        self._tag = tag

    @property
    def typescript(self) -> list[str]:
        """The types that the author has written down, one in a line that is not indented."""
        written: list[str] = []
        for line in filter(None, self._sections.texts["typescript"]):
            if line[0].isspace() or line[0] in ")}]>":
                written[-1:] = [f"{''.join(written[-1:])} {line.strip()}"]
            else:
                written.append(line)
        return [typed(each.removesuffix(";")) for each in written]

    def comment(self, names: Mapping[str, str] | None = None, indent: str = "") -> list[str]:
        """Write it as TSDoc; `names` has what the parameters are in JavaScript, where they are Python's."""
        sections = self._sections
        tags = [self._tag] if self._tag else []
        for name, text in sections.items["param"].items():
            if names is None or name in names:
                tags += _tagged(f"@param {name if names is None else names[name]} -", text)
        tags += _tagged("@returns", sections.texts["returns"])
        for name, text in sections.items["throws"].items():
            tags += _tagged(f"@throws {name}:", text) if any(text) else [f"@throws {name}"]
        if sections.texts["example"]:
            tags += ["@example", *sections.texts["example"]]
        body = "\n".join(sections.body).strip("\n").split("\n") if any(sections.body) else []
        return _block([*body, *([""] if body and tags else []), *tags], indent)

    def field(self, name: str, indent: str) -> list[str]:
        """Write what it says of a field."""
        return _block(self._sections.items["field"].get(name, []), indent)


def of_class(kind: Any) -> Doc:
    """Read what the author of a class says, and nobody else."""
    text = vars(kind).get("__doc__")
    return Doc(text if isinstance(text, str) and not _MADE.fullmatch(text) else None)


def _tagged(tag: str, text: list[str]) -> list[str]:
    return [f"{tag} {text[0]}".rstrip(), *(f"  {line}" if line else "" for line in text[1:])] if any(text) else []


def _block(lines: list[str], indent: str) -> list[str]:
    safe = [line.replace("*/", "*\\/").rstrip() for line in lines]
    if len(safe) == 1 and len(f"{indent}/** {safe[0]} */") <= WIDTH:
        return [f"{indent}/** {safe[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in safe), f"{indent} */"] if any(safe) else []
