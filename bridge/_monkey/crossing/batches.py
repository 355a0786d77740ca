"""Batches: many values at once into JavaScript, which for plain ones is one call."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bridge.values.plain import to_wire

from .values import Wired

if TYPE_CHECKING:
    from bridge.contract.kinds import Raw

    from .crossing import Crossing

_NUMBERS = frozenset({int, float})
_PLAIN = _NUMBERS | {type(None), bool, str}


def put_all(crossing: Crossing, values: list[Any]) -> Raw:
    """Make the JavaScript values of what was prepared, in slots one after another; the first of them."""
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        return int(crossing.js.spreadNumbers(crossing.write_numbers(values)))
    if kinds <= _PLAIN:
        return int(crossing.js.spread(crossing.put(Wired(*to_wire(values, ())))))
    return int(crossing.js.gather(*[crossing.put(each) for each in values]))
