cimport cython
from bridge.scope cimport Scope


@cython.freelist(16)
cdef class JsValue:
    cdef readonly Scope _scope
    cdef object _raw

    cpdef object _lend(self, host)


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


cpdef object lend(host, value)
cpdef object narrow(host, raw)
cpdef object typed(host, raw, type_)
