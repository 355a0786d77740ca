"""Declared: the interfaces and types that a file declares, since its exports take or give them.

One is written as it goes into Python, and as it comes out; where these differ, they are two.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.typescript.text import names
from bridge.typescript.text.docs import Doc, of_class
from bridge.typescript.text.layout import lay_out

from .scalars import IN, OUT, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bridge.typescript.text.names import Names

    from .records import Field

_WAYS = (OUT, IN, TEXT)
_ENDINGS = {OUT: "", IN: "Input", TEXT: "Text"}


class Declared:
    """One of them: an interface where it has members, else a type of a text."""

    def __init__(self, number: int, name: str, parameters: str, kind: Any) -> None:
        self.number = number
        self.name = name
        self.parameters = parameters  # `<T>`, say
        self.doc = of_class(kind) if isinstance(kind, type) else Doc()
        self.members: dict[str, list[tuple[str, str]]] = {}  # by way: the name and the text of each
        self.texts: dict[str, str] = {}

    def ways(self) -> list[str]:
        """Tell which ways it goes, the first one under its plain name."""
        return [way for way in _WAYS if way in self.members or way in self.texts]

    def body(self, way: str) -> str:
        """Give all that is written of it."""
        return self.texts[way] if way in self.texts else "".join(text for _, text in self.members[way])

    def lines(self, way: str, name: str, settle: Callable[[str], str]) -> Iterator[str]:
        """Write it."""
        yield from self.doc.comment()
        if way in self.texts:
            yield lay_out(f"export type {name}{self.parameters} = {settle(self.texts[way])};")
            return
        yield f"export interface {name}{self.parameters} {{"
        for field, text in self.members[way]:
            yield from self.doc.field(field, "  ")
            yield lay_out(settle(text), "  ")
        yield "}"


class Declarations:
    """All of one file."""

    def __init__(self) -> None:
        self._by_kind: dict[Any, Declared] = {}

    def record(
        self, kind: Any, way: str, parameters: str, fields: list[Field], of: Callable[[Any], str]
    ) -> str:
        """Give what stands for a record's name."""
        made = self._declared(kind, parameters)
        if way not in made.members:
            members = made.members[way] = []
            for each in fields:  # which may have the record in it
                text = of(each.annotation)
                rest = f": {text};" if each.is_required else f"?: {text.removesuffix(' | undefined')};"
                members.append((each.name, names.key(each.name) + rest))
        return _token(made.number, way)

    def type(self, kind: Any, way: str, of: Callable[[], str]) -> str:
        """Give what stands for a type's name."""
        made = self._declared(kind, "")
        if way not in made.texts:
            made.texts[way] = ""  # it may have itself in it
            made.texts[way] = of()
        return _token(made.number, way)

    def write(self, given: Names) -> tuple[Callable[[str], str], Callable[[], list[str]]]:
        """Name them all: what replaces the tokens, and what writes them."""
        same = self._merge()
        final: dict[str, str] = {}
        for made in self._by_kind.values():
            kept = list(dict.fromkeys(same[_key(made.number, way)] for way in made.ways()))
            for at, one in enumerate(kept):
                ending = _ENDINGS[one.rpartition(" ")[2]] if at else ""
                final[one] = given.claim(f"{made.name}{ending}")

        def settle(text: str) -> str:
            own = names.replace(text, lambda what: final[same[what]] if what in same else names.token(what))
            return given.settle(own)

        def lines() -> list[str]:
            return [
                line
                for made in self._by_kind.values()
                for way in made.ways()
                if same[_key(made.number, way)] == _key(made.number, way)
                for line in ("", *made.lines(way, final[_key(made.number, way)], settle))
            ]

        return settle, lines

    def _declared(self, kind: Any, parameters: str) -> Declared:
        if kind not in self._by_kind:
            self._by_kind[kind] = Declared(len(self._by_kind), kind.__name__, parameters, kind)
        return self._by_kind[kind]

    def _merge(self) -> dict[str, str]:
        """Tell, of each way of each, which way it is written the same as; all are taken for the same at first."""
        kinds = list(self._by_kind.values())
        same = {_key(made.number, way): _key(made.number, made.ways()[0]) for made in kinds for way in made.ways()}
        found: dict[str, str] = {}
        while found != same:
            same, found = found or same, {}
            for made in kinds:
                found |= _told_apart(made, same)
        return same


def _told_apart(made: Declared, same: dict[str, str]) -> dict[str, str]:
    """Tell, of each way, which one is written the same as it, if these are the same."""
    first: dict[str, str] = {}
    found = {}
    for way in made.ways():
        one = _key(made.number, way)
        found[one] = first.setdefault(names.replace(made.body(way), lambda what: same.get(what, what)), one)
    return found


def _key(number: int, way: str) -> str:
    return f"#{number} {way}"


def _token(number: int, way: str) -> str:
    return names.token(_key(number, way))
