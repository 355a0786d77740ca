/* The part of Node-API 8 and of libuv that the host uses, declared here so that a build needs no Node.
   Both are C ABIs that Node keeps stable: https://nodejs.org/api/n-api.html, https://docs.libuv.org */
#ifndef TASKBRIDGE_NODE_API_H
#define TASKBRIDGE_NODE_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__* napi_env;
typedef struct napi_value__* napi_value;
typedef struct napi_ref__* napi_ref;
typedef struct napi_deferred__* napi_deferred;
typedef struct napi_handle_scope__* napi_handle_scope;
typedef struct napi_callback_scope__* napi_callback_scope;
typedef struct napi_async_context__* napi_async_context;
typedef struct napi_callback_info__* napi_callback_info;
typedef struct napi_async_cleanup_hook_handle__* napi_async_cleanup_hook_handle;

typedef enum { napi_ok = 0, napi_pending_exception = 10, napi_no_external_buffers_allowed = 22 } napi_status;
typedef enum {
  napi_undefined, napi_null, napi_boolean, napi_number, napi_string,
  napi_symbol, napi_object, napi_function, napi_external, napi_bigint
} napi_valuetype;

#define NAPI_AUTO_LENGTH SIZE_MAX

typedef struct { uint64_t lower, upper; } napi_type_tag;
typedef struct {
  const char* error_message;
  void* engine_reserved;
  uint32_t engine_error_code;
  napi_status error_code;
} napi_extended_error_info;

typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef enum { napi_writable = 1, napi_enumerable = 2, napi_configurable = 4, napi_static = 1024 } napi_property_attributes;
typedef struct {
  const char* utf8name;
  napi_value name;
  napi_callback method, getter, setter;
  napi_value value;
  napi_property_attributes attributes;
  void* data;
} napi_property_descriptor;
enum { NAPI_KEY_OWN_ONLY = 1, NAPI_KEY_ENUMERABLE = 2, NAPI_KEY_SKIP_SYMBOLS = 16, NAPI_KEY_NUMBERS_TO_STRINGS = 1 };
typedef void (*napi_finalize)(napi_env, void* data, void* hint);
typedef void (*napi_async_cleanup_hook)(napi_async_cleanup_hook_handle, void* data);

/* values */
napi_status napi_get_undefined(napi_env, napi_value*);
napi_status napi_get_null(napi_env, napi_value*);
napi_status napi_get_global(napi_env, napi_value*);
napi_status napi_get_boolean(napi_env, bool, napi_value*);
napi_status napi_create_double(napi_env, double, napi_value*);
napi_status napi_create_bigint_words(napi_env, int sign, size_t count, const uint64_t* words, napi_value*);
napi_status napi_create_string_latin1(napi_env, const char*, size_t, napi_value*);
napi_status napi_create_string_utf16(napi_env, const uint16_t*, size_t, napi_value*);
napi_status napi_create_symbol(napi_env, napi_value description, napi_value*);
napi_status napi_create_date(napi_env, double, napi_value*);
napi_status napi_create_object(napi_env, napi_value*);
napi_status napi_create_function(napi_env, const char* name, size_t, napi_callback, void* data, napi_value*);
napi_status napi_get_prototype(napi_env, napi_value, napi_value*);
napi_status napi_typeof(napi_env, napi_value, napi_valuetype*);
napi_status napi_is_error(napi_env, napi_value, bool*);
napi_status napi_is_promise(napi_env, napi_value, bool*);
napi_status napi_is_array(napi_env, napi_value, bool*);
napi_status napi_is_date(napi_env, napi_value, bool*);
napi_status napi_get_value_bool(napi_env, napi_value, bool*);
napi_status napi_get_value_double(napi_env, napi_value, double*);
napi_status napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*);
napi_status napi_get_value_string_utf16(napi_env, napi_value, uint16_t*, size_t, size_t*);
napi_status napi_get_value_bigint_words(napi_env, napi_value, int* sign, size_t* count, uint64_t* words);
napi_status napi_get_date_value(napi_env, napi_value, double*);
napi_status napi_coerce_to_string(napi_env, napi_value, napi_value*);
napi_status napi_strict_equals(napi_env, napi_value, napi_value, bool*);

/* objects */
napi_status napi_set_named_property(napi_env, napi_value, const char*, napi_value);
napi_status napi_get_named_property(napi_env, napi_value, const char*, napi_value*);
napi_status napi_set_property(napi_env, napi_value object, napi_value key, napi_value);
napi_status napi_get_property(napi_env, napi_value object, napi_value key, napi_value*);
napi_status napi_has_property(napi_env, napi_value object, napi_value key, bool*);
napi_status napi_delete_property(napi_env, napi_value object, napi_value key, bool*);
napi_status napi_get_all_property_names(napi_env, napi_value, int mode, int filter, int conversion, napi_value*);
napi_status napi_object_freeze(napi_env, napi_value);
napi_status napi_object_seal(napi_env, napi_value);
napi_status napi_instanceof(napi_env, napi_value, napi_value constructor, bool*);
napi_status napi_set_element(napi_env, napi_value, uint32_t, napi_value);
napi_status napi_get_element(napi_env, napi_value, uint32_t, napi_value*);
napi_status napi_wrap(napi_env, napi_value, void*, napi_finalize, void* hint, napi_ref*);
napi_status napi_unwrap(napi_env, napi_value, void**);
napi_status napi_add_finalizer(napi_env, napi_value, void*, napi_finalize, void* hint, napi_ref*);
napi_status napi_define_class(
    napi_env, const char* name, size_t, napi_callback constructor, void* data, size_t count,
    const napi_property_descriptor*, napi_value*);
napi_status napi_new_instance(napi_env, napi_value constructor, size_t, const napi_value*, napi_value*);
napi_status napi_get_new_target(napi_env, napi_callback_info, napi_value*);
napi_status napi_type_tag_object(napi_env, napi_value, const napi_type_tag*);
napi_status napi_check_object_type_tag(napi_env, napi_value, const napi_type_tag*, bool*);

/* binary data */
napi_status napi_create_array_with_length(napi_env, size_t, napi_value*);
napi_status napi_get_array_length(napi_env, napi_value, uint32_t*);
napi_status napi_create_arraybuffer(napi_env, size_t, void**, napi_value*);
napi_status napi_create_external_arraybuffer(napi_env, void*, size_t, napi_finalize, void* hint, napi_value*);
napi_status napi_create_external_buffer(napi_env, size_t, void*, napi_finalize, void* hint, napi_value*);
napi_status napi_create_buffer(napi_env, size_t, void**, napi_value*);
napi_status napi_create_buffer_copy(napi_env, size_t, const void*, void**, napi_value*);
napi_status napi_create_typedarray(napi_env, int type, size_t, napi_value buffer, size_t offset, napi_value*);
napi_status napi_is_typedarray(napi_env, napi_value, bool*);
napi_status napi_is_arraybuffer(napi_env, napi_value, bool*);
napi_status napi_is_dataview(napi_env, napi_value, bool*);
napi_status napi_get_typedarray_info(
    napi_env, napi_value, int* type, size_t*, void**, napi_value* buffer, size_t* offset);
napi_status napi_get_dataview_info(napi_env, napi_value, size_t*, void**, napi_value* buffer, size_t* offset);
napi_status napi_get_arraybuffer_info(napi_env, napi_value, void**, size_t*);
napi_status napi_get_buffer_info(napi_env, napi_value, void**, size_t*);

/* calls */
napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t* count, napi_value*, napi_value* this_, void** data);
napi_status napi_call_function(napi_env, napi_value this_, napi_value, size_t, const napi_value*, napi_value*);
napi_status napi_make_callback(
    napi_env, napi_async_context, napi_value this_, napi_value, size_t, const napi_value*, napi_value*);

/* errors */
napi_status napi_throw(napi_env, napi_value);
napi_status napi_throw_error(napi_env, const char* code, const char* message);
napi_status napi_throw_type_error(napi_env, const char* code, const char* message);
napi_status napi_create_error(napi_env, napi_value code, napi_value message, napi_value*);
napi_status napi_create_type_error(napi_env, napi_value code, napi_value message, napi_value*);
napi_status napi_create_range_error(napi_env, napi_value code, napi_value message, napi_value*);
napi_status napi_is_exception_pending(napi_env, bool*);
napi_status napi_get_and_clear_last_exception(napi_env, napi_value*);
napi_status napi_get_last_error_info(napi_env, const napi_extended_error_info**);
napi_status napi_fatal_exception(napi_env, napi_value);

/* lifetimes */
napi_status napi_open_handle_scope(napi_env, napi_handle_scope*);
napi_status napi_close_handle_scope(napi_env, napi_handle_scope);
napi_status napi_create_reference(napi_env, napi_value, uint32_t count, napi_ref*);
napi_status napi_delete_reference(napi_env, napi_ref);
napi_status napi_get_reference_value(napi_env, napi_ref, napi_value*);
napi_status napi_add_async_cleanup_hook(
    napi_env, napi_async_cleanup_hook, void*, napi_async_cleanup_hook_handle*);
napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle);

/* asynchronous work */
napi_status napi_create_promise(napi_env, napi_deferred*, napi_value*);
napi_status napi_resolve_deferred(napi_env, napi_deferred, napi_value);
napi_status napi_reject_deferred(napi_env, napi_deferred, napi_value);
napi_status napi_async_init(napi_env, napi_value resource, napi_value name, napi_async_context*);
napi_status napi_async_destroy(napi_env, napi_async_context);
napi_status napi_open_callback_scope(napi_env, napi_value resource, napi_async_context, napi_callback_scope*);
napi_status napi_close_callback_scope(napi_env, napi_callback_scope);

/* V8's own, which Node-API has no name for, hence weak: v8::ArrayBuffer::IsDetachable() */
bool is_detachable(napi_value) __asm__("_ZNK2v811ArrayBuffer12IsDetachableEv") __attribute__((weak));

/* libuv: absent where the engine is no Node, hence weak */
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_async_s uv_async_t;
enum { UV_ASYNC = 1 };
napi_status napi_get_uv_event_loop(napi_env, uv_loop_t**) __attribute__((weak));
size_t uv_handle_size(int) __attribute__((weak));
int uv_async_init(uv_loop_t*, uv_async_t*, void (*)(uv_async_t*)) __attribute__((weak));
int uv_async_send(uv_async_t*) __attribute__((weak));
void uv_ref(uv_async_t*) __attribute__((weak));
void uv_unref(uv_async_t*) __attribute__((weak));
void uv_close(uv_async_t*, void (*)(uv_async_t*)) __attribute__((weak));
void uv_handle_set_data(uv_async_t*, void*) __attribute__((weak));
void* uv_handle_get_data(const uv_async_t*) __attribute__((weak));

#endif
