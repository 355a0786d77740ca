cimport cython

from bridge.contract.environment cimport Environment
from bridge.contract.scope cimport Scope


cdef class JsValue:
    cdef readonly Scope _scope
    cdef object _raw

    cpdef object _lend(self, Environment environment)


@cython.locals(handle=JsValue)
cpdef object lend(Environment environment, value)
cpdef object narrow(Environment environment, raw)
cpdef object typed(Environment environment, raw, type_)
cpdef bint admits(Environment environment, raw, type_)
cdef Scope _scope(Environment environment)
