"""Served: what each host lets JavaScript call, beside what Modules export."""
from __future__ import annotations

from bridge.contract import scope
from bridge.contract.listening import introduce
from bridge.handles import value
from bridge.handles.objects import JsObject
from bridge.handles.primitives import JsString
from bridge.handles.value import JsValue, narrow
from bridge.process import lifetime

from .loader import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bridge.contexts.context import FunctionContext


def load_folder(cx: FunctionContext) -> JsValue:
    """Do what JavaScript calls `load(folder)`, with its environment variables: give the exports of a Module."""
    environment = cx._environment
    introduce(environment)
    if len(cx) > 1:
        variables = cx.argument(1, JsObject)
        lifetime.take_variables({name: str(variables[name]) for name in variables})
    exports = environment.object()
    load(environment, cx.argument(0, JsString).value(), exports)
    return narrow(environment, exports)


def tell_live(cx: FunctionContext, jobs: int, references: int) -> JsValue:
    """Do what JavaScript calls `live()`: tell what is alive of the bridge in the process; for tests and leak hunts."""
    import gc
    import json

    gc.collect()
    handles, contexts = value.count_live(), scope.count_live() - 1  # but for this call's own
    return cx.string(json.dumps({"jobs": jobs, "references": references, "handles": handles, "contexts": contexts}))
