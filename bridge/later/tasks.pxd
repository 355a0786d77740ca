from bridge.contract.scope cimport Scope, environment_of
from bridge.handles.objects cimport JsFunction
from bridge.handles.value cimport borrowed


cdef class Once:
    cdef bint _used

    cpdef object schedule(self, JsFunction callback)
    cpdef object promise(self, Scope cx)
    cpdef object _use_up(self)
