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

/* what the files in C call; napi.pxd has the rest */
napi_status napi_create_object(napi_env, napi_value*);
napi_status napi_create_function(napi_env, const char* name, size_t, napi_callback, void* data, napi_value*);
napi_status napi_get_value_double(napi_env, napi_value, double*);
napi_status napi_get_value_string_utf8(napi_env, napi_value, char*, size_t, size_t*);
napi_status napi_set_named_property(napi_env, napi_value, const char*, napi_value);
napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t* count, napi_value*, napi_value* this_, void** data);
napi_status napi_call_function(napi_env, napi_value this_, napi_value, size_t, const napi_value*, napi_value*);
napi_status napi_throw_error(napi_env, const char* code, const char* message);

/* V8's own, which Node-API has no name for, hence weak: v8::ArrayBuffer::IsDetachable() */
bool is_detachable(napi_value) __asm__("_ZNK2v811ArrayBuffer12IsDetachableEv") __attribute__((weak));

/* libuv: absent where the engine is no Node, hence weak */
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_async_s uv_async_t;
typedef struct uv_timer_s uv_timer_t;
enum { UV_ASYNC = 1, UV_TIMER = 13 };
napi_status napi_get_uv_event_loop(napi_env, uv_loop_t**) __attribute__((weak));
size_t uv_handle_size(int) __attribute__((weak));
int uv_async_init(uv_loop_t*, uv_async_t*, void (*)(uv_async_t*)) __attribute__((weak));
int uv_async_send(uv_async_t*) __attribute__((weak));
int uv_timer_init(uv_loop_t*, uv_timer_t*) __attribute__((weak));
int uv_timer_start(uv_timer_t*, void (*)(uv_timer_t*), uint64_t ms, uint64_t repeat) __attribute__((weak));
void uv_ref(uv_async_t*) __attribute__((weak));
void uv_unref(uv_async_t*) __attribute__((weak));
void uv_close(uv_async_t*, void (*)(uv_async_t*)) __attribute__((weak));
void uv_handle_set_data(uv_async_t*, void*) __attribute__((weak));
void* uv_handle_get_data(const uv_async_t*) __attribute__((weak));

#endif
