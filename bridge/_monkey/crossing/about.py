"""About: what JavaScript has to know of an Export to call it, beside its name."""
from __future__ import annotations

from typing import TYPE_CHECKING

from bridge.exports.function import ASYNC_STREAM, STREAM

if TYPE_CHECKING:
    from bridge.contract.kinds import Raw
    from bridge.exports.function import Export

    from .crossing import Crossing

STREAMS = (STREAM, ASYNC_STREAM)


def put_about(crossing: Crossing, export: Export) -> Raw:
    """Put it into a slot, as JSON; undefined's, if there is nothing. JavaScript's thread."""
    export.prepare()
    window = export.window if export.kind in STREAMS else 0
    if not window and not export.has_roles:
        return 0
    import json

    about = {"window": window, "roles": export.roles, "named": export.named_roles, "required": export.required}
    return crossing.put_string(json.dumps(about))
