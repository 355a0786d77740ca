/* What the yardsticks call of Node-API, beside what the bridge's own C does. */
#ifndef YARDSTICK_H
#define YARDSTICK_H

#include "node_api.h"

napi_status napi_create_double(napi_env, double, napi_value*);
napi_status napi_create_external_arraybuffer(napi_env, void*, size_t, napi_finalize, void* hint, napi_value*);
napi_status napi_create_promise(napi_env, napi_deferred*, napi_value*);
napi_status napi_create_reference(napi_env, napi_value, uint32_t count, napi_ref*);
napi_status napi_create_string_latin1(napi_env, const char*, size_t, napi_value*);
napi_status napi_create_typedarray(napi_env, int type, size_t, napi_value buffer, size_t offset, napi_value*);
napi_status napi_define_class(
    napi_env, const char* name, size_t, napi_callback constructor, void* data, size_t count,
    const napi_property_descriptor*, napi_value*);
napi_status napi_delete_reference(napi_env, napi_ref);
napi_status napi_get_global(napi_env, napi_value*);
napi_status napi_get_null(napi_env, napi_value*);
napi_status napi_get_reference_value(napi_env, napi_ref, napi_value*);
napi_status napi_get_typedarray_info(
    napi_env, napi_value, int* type, size_t*, void**, napi_value* buffer, size_t* offset);
napi_status napi_get_undefined(napi_env, napi_value*);
napi_status napi_resolve_deferred(napi_env, napi_deferred, napi_value);
napi_status napi_unwrap(napi_env, napi_value, void**);
napi_status napi_wrap(napi_env, napi_value, void*, napi_finalize, void* hint, napi_ref*);

#endif
