from bridge.contract.scope cimport Scope, environment_of
from bridge.handles.value cimport lend


cdef class Throwing(Scope):
    pass
