"""Pins: nobody can detach an ArrayBuffer that Python was lent, and its memory stays where it is."""
from __future__ import annotations

from . import _natives
from . import find as spidermonkey

NAME = "__bridge_pin__"
_GLOBAL = "_ZN2JS19CurrentGlobalOrNullEP9JSContext"
_DEFINE = "_Z17JS_DefineFunctionP9JSContextN2JS6HandleIP8JSObjectEEPKcPFbS0_jPNS1_5ValueEEjj"
_ENSURE = "_ZN2JS32EnsureNonInlineArrayBufferOrViewEP9JSContextP8JSObject"
_PIN = "_ZN2JS26PinArrayBufferOrViewLengthEP8JSObjectb"


def install() -> bool:
    """Give JavaScript the function that pins; whether this SpiderMonkey has one."""
    found = spidermonkey.find(_GLOBAL, _DEFINE, _ENSURE, _PIN)
    if found is None:
        return False
    context, functions = found
    _natives.install_pin(NAME.encode(), context, *map(spidermonkey.address, functions))
    return True
