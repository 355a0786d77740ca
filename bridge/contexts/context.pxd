cimport cython

from bridge.contexts.throwing cimport Throwing
from bridge.contract.scope cimport environment_of
from bridge.handles.value cimport borrowed, lend, narrow, typed


cdef class Context(Throwing):
    pass


@cython.no_gc
cdef class FunctionContext(Context):
    cdef tuple _arguments
    cdef size_t _call
    cdef str _name


cdef class TaskContext(Context):
    pass
