"""Layout: breaks a declaration that is too long for its line, at its outermost brackets first."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 120
_INDENT = "  "
_PIECE = re.compile(r"'(?:\\.|[^'\\])*'|/\*.*?\*/|=>|[\s\S]")
_UNION = re.compile(r"(export type .*? = |[\w$']+\??: |)([^:]*|'.*)$")
"""What is, or has the type, A | B."""
_PARAMETER = re.compile(r"[\w$]+\??: ")
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


def lay_out(line: str, indent: str = "") -> str:
    """Give a declaration as one line where it fits, else as several."""
    if len(indent) + len(line) <= WIDTH:
        return indent + line
    found = _UNION.match(line)
    members = split(found[2], " | ") if found else []
    if found and len(members) > 1:
        first = [indent + found[1].rstrip()] if found[1] else []
        return "\n".join([*first, *(f"{indent}{_INDENT}| {each}" for each in members)])
    groups = _groups(line)
    if not groups:
        return indent + line
    begin, end = max(groups, key=lambda group: group[1] - group[0])
    if len(indent) + begin > WIDTH:
        begin, end = groups[0]
    separator = ";" if line[begin] == "{" else ","
    parts = split(line[begin + 1 : end].strip().removesuffix(separator), f"{separator} ")
    last = "" if line[begin] == "<" or (line[begin] == "(" and not _PARAMETER.match(parts[-1])) else separator
    ends = [separator] * (len(parts) - 1) + [last]
    inner = [lay_out(part + after, indent + _INDENT) for part, after in zip(parts, ends, strict=True)]
    return "\n".join([indent + line[: begin + 1], *inner, indent + line[end:]])


def _pieces(text: str) -> Iterator[tuple[int, str, int]]:
    """Give each character or string, where it is, and how deep within brackets; a bracket itself is outside."""
    depth = 0
    for found in _PIECE.finditer(text):
        piece = found.group()
        depth -= piece in _PAIRS.values()
        yield found.start(), piece, depth
        depth += piece in _PAIRS


def _groups(text: str) -> list[tuple[int, int]]:
    """Give where the outermost brackets begin and end."""
    outer = [(at, piece) for at, piece, depth in _pieces(text) if depth == 0]
    opened = [at for at, piece in outer if piece in _PAIRS]
    closed = [at for at, piece in outer if piece in _PAIRS.values()]
    return list(zip(opened, closed, strict=False))  # as many as are closed: an author may have written it


def split(text: str, separator: str) -> list[str]:
    """Split a text where the separator is not within brackets."""
    parts, begin = [], 0
    for at, _, depth in _pieces(text):
        if depth == 0 and at >= begin and text.startswith(separator, at):
            parts.append(text[begin:at])
            begin = at + len(separator)
    return [*parts, text[begin:]]
