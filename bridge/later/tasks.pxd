from bridge.contract.scope cimport Scope, environment_of
from bridge.handles.objects cimport JsFunction, JsObject
from bridge.handles.value cimport Nothing, borrowed


cdef class Scheduled(Nothing):
    cdef object _ticket


cdef class Once:
    cdef bint _used

    cpdef object schedule(self, JsFunction callback, JsObject signal=*)
    cpdef object promise(self, Scope cx, JsObject signal=*)
    cpdef object _use_up(self)
