"""Sections: what a docstring is made of. Google's sections, NumPy's and Sphinx's fields are all known."""
from __future__ import annotations

import inspect
import re
import textwrap

_SECTIONS = {
    "args": "param", "arguments": "param", "parameters": "param", "keyword args": "param",
    "keyword arguments": "param", "other parameters": "param",
    "returns": "returns", "yields": "returns", "raises": "throws",
    "attributes": "field", "example": "example", "examples": "example", "typescript": "typescript",
}  # fmt: skip
_FIELDS = {"param": "param", "parameter": "param", "arg": "param", "return": "returns", "returns": "returns"}
_FIELD = re.compile(r":(param|parameter|arg|returns?|raises?)\b *([^:]*): *(.*)")
_GOOGLE = re.compile(r"\*{0,2}(\w[\w.]*) *(?:\([^)]*\))? *: *(.*)")
_NUMPY = re.compile(r"\*{0,2}(\w[\w.]*) *(?::.*)?()$")
_ITEMS = ("param", "throws", "field")


class Sections:
    """What a docstring says, by section; an item's text by its name."""

    def __init__(self, text: str | None) -> None:
        self.body: list[str] = []  # what is in no section
        self.items: dict[str, dict[str, list[str]]] = {kind: {} for kind in _ITEMS}
        self.texts: dict[str, list[str]] = {"returns": [], "example": [], "typescript": []}
        lines = inspect.cleandoc(text).split("\n") if text else []
        while lines:
            lines = self._section(lines)

    def _section(self, lines: list[str]) -> list[str]:
        """Read what begins with the first line; what is left."""
        head, rest = lines[0], lines[1:]
        if field := _FIELD.match(head):
            return self._field(field, rest)
        kind = _SECTIONS.get(head.strip().removesuffix(":").lower())
        if kind and rest and re.fullmatch("-{3,}|={3,}", rest[0].strip()):
            count = _count_numpy(rest[1:])
            self._add(kind, rest[1 : count + 1], _NUMPY)
            return rest[count + 1 :]
        if kind and head.endswith(":") and _is_within(next(filter(None, rest), "")):
            count = next((at for at, line in enumerate(rest) if line and not _is_within(line)), len(rest))
            self._add(kind, rest[:count], _GOOGLE)
            return rest[count:]
        self.body.append(head)
        return rest

    def _field(self, field: re.Match[str], rest: list[str]) -> list[str]:
        count = next((at for at, line in enumerate(rest) if not _is_within(line)), len(rest))
        name, about, text = field.groups()
        lines = [text, *_plain(rest[:count])]
        kind = _FIELDS.get(name, "throws")
        if kind == "returns":
            self.texts["returns"] = lines
        elif about.split():
            self.items[kind][about.split()[-1]] = lines
        return rest[count:]

    def _add(self, kind: str, lines: list[str], pattern: re.Pattern[str]) -> None:
        plain = _plain(lines)
        if kind not in _ITEMS:
            self.texts[kind] += plain
            return
        name = ""
        for line in plain:
            if begins := None if _is_within(line) else pattern.match(line):
                name = begins.group(1)
                self.items[kind][name] = [begins.group(2)] if begins.group(2) else []
            elif name:
                self.items[kind][name].append(line.strip())


def _is_within(line: str) -> bool:
    return line[:1].isspace()


def _count_numpy(lines: list[str]) -> int:
    """Count the lines up to the next section of NumPy's."""
    rulers = (at for at, line in enumerate(lines) if re.fullmatch("-{3,}|={3,}", line.strip()))
    return next((at - 1 for at in rulers), len(lines))


def _plain(lines: list[str]) -> list[str]:
    """Take off what they are all indented by, and empty lines around."""
    return textwrap.dedent("\n".join(lines)).strip("\n").split("\n") if any(lines) else []
