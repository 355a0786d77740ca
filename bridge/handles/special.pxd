from bridge.contract.scope cimport environment_of
from bridge.handles.objects cimport JsObject
from bridge.handles.value cimport borrowed


cdef class JsDate(JsObject):
    pass
