from bridge.handles.objects cimport JsObject


cdef class JsDate(JsObject):
    pass
