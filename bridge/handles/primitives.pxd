from bridge.contract.scope cimport environment_of
from bridge.handles.value cimport JsValue, borrowed, narrow


cdef class JsUndefined(JsValue):
    pass


cdef class JsNull(JsValue):
    pass


cdef class JsBoolean(JsValue):
    pass


cdef class JsNumber(JsValue):
    pass


cdef class JsString(JsValue):
    pass


cdef class JsBigInt(JsValue):
    pass


cdef class JsSymbol(JsValue):
    pass
