"""Identity: which JavaScript object stands for which Python object. JavaScript's thread, without the GIL.

An instance of an exported class, and an exception, each have one twin in an environment: the JavaScript object that
alone stands for it, for as long as it lives. It owns a reference to the Python object, so that no other gets its address.
"""

cdef extern from *:
    """
    static const napi_type_tag PYTHON_OBJECT = {0x7461736b62726964ULL, 0x6765206572726f72ULL};
    """
    const napi_type_tag PYTHON_OBJECT

cdef napi_status adopt(Environment* environment, napi_value value, PyObject* object) noexcept nogil:
    """Make a JavaScript object the twin of a Python one. It owns the reference from now on, unless this fails."""
    cdef napi_env env = environment.env
    cdef Twin* twin = <Twin*>malloc(sizeof(Twin))
    if twin == NULL:
        return out_of_memory(environment)
    cdef napi_status status = napi_wrap(env, value, object, drop_twin, twin, &twin.reference)
    if status != napi_ok:
        free(twin)
        return status
    twin.object = object
    twin.environment = hold_environment(environment)
    put_twin(&environment.twins, twin)
    napi_type_tag_object(env, value, &PYTHON_OBJECT)  # fails for a second tag only
    return napi_ok


cdef void drop_twin(napi_env env, void* data, void* hint) noexcept nogil:
    """JavaScript's thread, once it has collected the object, or as its environment goes."""
    cdef Twin* twin = <Twin*>hint
    cdef Twin** place = bucket(&twin.environment.twins, twin.object)
    while place[0] != twin:
        place = &place[0].next
    place[0] = twin.next
    twin.environment.twins.count -= 1
    napi_delete_reference(env, twin.reference)  # fails for none
    release_later(twin.object)
    drop_environment(twin.environment)
    free(twin)


cdef bint find_twin(Environment* environment, PyObject* object, napi_value* result) noexcept nogil:
    """False if there is none. One that JavaScript has collected a moment ago is none, though it is still listed."""
    cdef Twin* twin = bucket(&environment.twins, object)[0]
    while twin != NULL:
        result[0] = NULL
        if (twin.object == object and napi_get_reference_value(environment.env, twin.reference, result) == napi_ok
                and result[0] != NULL):
            return True
        twin = twin.next
    return False


cdef Twin** bucket(Twins* twins, PyObject* object) noexcept nogil:
    cdef uint64_t mixed = <uint64_t>object * <uint64_t>0x9E3779B97F4A7C15  # by Fibonacci hashing
    return &twins.buckets[(mixed >> 32) & (twins.room - 1)]


cdef void put_twin(Twins* twins, Twin* twin) noexcept nogil:
    cdef Twin** place
    if twins.count >= twins.room:
        widen(twins)
    place = bucket(twins, twin.object)
    twin.next = place[0]
    place[0] = twin
    twins.count += 1


cdef void widen(Twins* twins) noexcept nogil:
    """Have twice as many buckets; where there is no memory for them, the old ones get fuller."""
    cdef Twins wider = Twins(<Twin**>calloc(twins.room * 2, sizeof(Twin*)), twins.room * 2, 0)
    cdef Twin* twin
    cdef Twin* next
    cdef size_t index
    if wider.buckets == NULL:
        return
    for index in range(twins.room):
        twin = twins.buckets[index]
        while twin != NULL:
            next = twin.next
            put_twin(&wider, twin)
            twin = next
    free(twins.buckets)
    twins[0] = wider


cdef bint stands_for_python(napi_env env, napi_value value) noexcept nogil:
    """Whether an object stands for a Python object."""
    cdef napi_valuetype kind
    cdef c_bool yes = False
    if napi_typeof(env, value, &kind) != napi_ok or kind != napi_object:
        return False
    return napi_check_object_type_tag(env, value, &PYTHON_OBJECT, &yes) == napi_ok and yes


cdef void* python_object(napi_env env, napi_value value) noexcept nogil:
    """The Python object that an object stands for, which owns it; NULL if it stands for none."""
    cdef void* object = NULL
    if stands_for_python(env, value):
        napi_unwrap(env, value, &object)  # fails for none that has the tag
    return object


cdef object original_exception(napi_env env, napi_value value):
    """GIL. The Python exception that an Error stands for, or None."""
    cdef c_bool is_error = False
    napi_is_error(env, value, &is_error)  # never fails
    cdef void* original = python_object(env, value) if is_error else NULL
    return None if original == NULL else <object>original


cdef napi_value tell_what_stands_for_python(napi_env env, napi_callback_info info) noexcept nogil:
    """JavaScript's thread, called by js/wire/walk.js, no GIL: `standsForPython(value)`."""
    cdef size_t count = 1
    cdef napi_value value
    cdef napi_value result = NULL
    if napi_get_cb_info(env, info, &count, &value, NULL, NULL) == napi_ok:
        napi_get_boolean(env, stands_for_python(env, value), &result)
    return result
