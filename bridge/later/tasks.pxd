from bridge.handles.objects cimport JsFunction
from bridge.contract.scope cimport Scope


cdef class Once:
    cdef bint _used

    cpdef object schedule(self, JsFunction callback)
    cpdef object promise(self, Scope cx)
    cpdef object _use_up(self)
