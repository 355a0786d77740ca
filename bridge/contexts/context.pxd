from bridge.handles.value cimport lend, narrow, typed
from bridge.contract.scope cimport Scope


cdef class Context(Scope):
    pass


cdef class FunctionContext(Context):
    cdef tuple _arguments
    cdef object _call
    cdef str _name


cdef class TaskContext(Context):
    pass
