from bridge.handles.objects cimport JsObject


cdef class JsPromise(JsObject):
    pass
