/* The yardstick: a Float64Array in and out through raw napi_create_async_work, with no Python anywhere. */
#include <stdlib.h>

#include "yardstick.h"

typedef struct napi_async_work__* napi_async_work;
napi_status napi_create_async_work(
    napi_env, napi_value resource, napi_value name, void (*)(napi_env, void*),
    void (*)(napi_env, napi_status, void*), void*, napi_async_work*);
napi_status napi_queue_async_work(napi_env, napi_async_work);
napi_status napi_delete_async_work(napi_env, napi_async_work);

enum { FLOAT64_ARRAY = 8 };

typedef struct {
  napi_async_work work;
  napi_deferred deferred;
  napi_ref array; /* keeps the memory that goes in */
  double* numbers;
  size_t count;
} Work;

static void perform(napi_env env, void* data) {
  (void)env;
  Work* work = data;
  if (work->array != NULL) return;
  work->numbers = malloc(work->count * sizeof(double));
  for (size_t index = 0; index < work->count; index++) work->numbers[index] = 1;
}

static void release(napi_env env, void* data, void* hint) {
  (void)env;
  (void)hint;
  free(data);
}

static void complete(napi_env env, napi_status status, void* data) {
  (void)status;
  Work* work = data;
  napi_value buffer, result;
  if (work->array != NULL) {
    napi_delete_reference(env, work->array);
    napi_create_double(env, work->count, &result);
  } else {
    napi_create_external_arraybuffer(env, work->numbers, work->count * sizeof(double), release, NULL, &buffer);
    napi_create_typedarray(env, FLOAT64_ARRAY, work->count, buffer, 0, &result);
  }
  napi_resolve_deferred(env, work->deferred, result);
  napi_delete_async_work(env, work->work);
  free(work);
}

static napi_value schedule(napi_env env, Work* work) {
  napi_value name, promise;
  napi_create_string_latin1(env, "bench", NAPI_AUTO_LENGTH, &name);
  napi_create_promise(env, &work->deferred, &promise);
  napi_create_async_work(env, NULL, name, perform, complete, work, &work->work);
  napi_queue_async_work(env, work->work);
  return promise;
}

static napi_value take_array(napi_env env, napi_callback_info info) {
  size_t count = 1, offset;
  int type;
  napi_value array, buffer;
  Work* work = calloc(1, sizeof *work);
  napi_get_cb_info(env, info, &count, &array, NULL, NULL);
  napi_get_typedarray_info(env, array, &type, &work->count, (void**)&work->numbers, &buffer, &offset);
  napi_create_reference(env, array, 1, &work->array);
  return schedule(env, work);
}

static napi_value make_array(napi_env env, napi_callback_info info) {
  size_t count = 1;
  double mib;
  napi_value argument;
  Work* work = calloc(1, sizeof *work);
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_double(env, argument, &mib);
  work->count = mib * (1 << 20) / sizeof(double);
  return schedule(env, work);
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "take_array", NAPI_AUTO_LENGTH, take_array, NULL, &function);
  napi_set_named_property(env, exports, "take_array", function);
  napi_create_function(env, "make_array", NAPI_AUTO_LENGTH, make_array, NULL, &function);
  napi_set_named_property(env, exports, "make_array", function);
  return exports;
}
