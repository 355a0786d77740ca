from bridge.contract.scope cimport environment_of
from bridge.handles.primitives cimport JsString, JsSymbol
from bridge.handles.value cimport JsValue, borrowed, lend, narrow, typed


cdef class JsObject(JsValue):
    pass


cdef class JsArray(JsObject):
    pass


cdef class JsFunction(JsObject):
    pass
