cpdef int way_of(object value, object classes) except -1
