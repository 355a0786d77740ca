cimport cython

from bridge.contract.environment cimport Host
from bridge.contract.scope cimport Scope


cdef class JsValue:
    cdef readonly Scope _scope
    cdef object _raw

    cpdef object _lend(self, Host host)


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


@cython.locals(handle=JsValue)
cpdef object lend(Host host, value)
cpdef object narrow(Host host, raw)
cpdef object typed(Host host, raw, type_)
cpdef bint admits(Host host, raw, type_)
cdef Scope _scope(Host host)
