cimport cython

from bridge.contract.environment cimport Environment
from bridge.contract.scope cimport Scope


cdef object _counted

@cython.no_gc
cdef class JsValue:
    cdef readonly Scope _scope
    cdef object _raw
    cdef object _counted

    cpdef object _own(self)
    cpdef object _lend(self, Environment environment)


cdef class Nothing:
    pass


@cython.locals(handle=JsValue)
cpdef object lend(Environment environment, value)
cpdef object narrow(Environment environment, raw)
cpdef object typed(Environment environment, raw, type_)
cpdef bint admits(Environment environment, raw, type_)
cpdef JsValue borrowed(Environment environment, raw, type type_)
@cython.locals(handle=JsValue)
cdef JsValue _made(Scope scope, raw, type type_)
cdef Scope _innermost(Environment environment)
