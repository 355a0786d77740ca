from bridge.handles.value cimport JsValue, lend, narrow, typed


cdef class JsObject(JsValue):
    pass


cdef class JsArray(JsObject):
    pass


cdef class JsFunction(JsObject):
    pass


cdef class JsPromise(JsObject):
    pass


cdef class JsDate(JsObject):
    pass
