/* The yardstick: a no-op through raw napi_create_async_work, with no Python anywhere. */
#include <stdlib.h>

#include "yardstick.h"

typedef struct napi_async_work__* napi_async_work;
napi_status napi_create_async_work(
    napi_env, napi_value resource, napi_value name, void (*)(napi_env, void*),
    void (*)(napi_env, napi_status, void*), void*, napi_async_work*);
napi_status napi_queue_async_work(napi_env, napi_async_work);
napi_status napi_delete_async_work(napi_env, napi_async_work);

typedef struct {
  napi_async_work work;
  napi_ref callback;
  int result;
} Work;

static void perform(napi_env env, void* data) {
  (void)env;
  ((Work*)data)->result = 17;
}

static void complete(napi_env env, napi_status status, void* data) {
  (void)status;
  Work* work = data;
  napi_value callback, this, arguments[2], ignored;
  napi_get_reference_value(env, work->callback, &callback);
  napi_get_global(env, &this);
  napi_get_null(env, &arguments[0]);
  napi_create_double(env, work->result, &arguments[1]);
  napi_call_function(env, this, callback, 2, arguments, &ignored);
  napi_delete_reference(env, work->callback);
  napi_delete_async_work(env, work->work);
  free(work);
}

static napi_value schedule(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback, name, result;
  Work* work = malloc(sizeof *work);
  napi_get_cb_info(env, info, &count, &callback, NULL, NULL);
  napi_create_reference(env, callback, 1, &work->callback);
  napi_create_string_latin1(env, "bench", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, perform, complete, work, &work->work);
  napi_queue_async_work(env, work->work);
  napi_get_undefined(env, &result);
  return result;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "schedule", NAPI_AUTO_LENGTH, schedule, NULL, &function);
  napi_set_named_property(env, exports, "schedule", function);
  return exports;
}
