/* The yardstick: a function, a method, and calls of a callback, through raw Node-API, with no Python anywhere. */
#include <stdlib.h>

#include "yardstick.h"

static double number(napi_env env, napi_value value) {
  double result = 0;
  napi_get_value_double(env, value, &result);
  return result;
}

static napi_value add(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_create_double(env, number(env, arguments[0]) + number(env, arguments[1]), &result);
  return result;
}

static void release(napi_env env, void* data, void* hint) {
  (void)env;
  (void)hint;
  free(data);
}

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value this;
  napi_get_cb_info(env, info, NULL, NULL, &this, NULL);
  napi_wrap(env, this, calloc(1, sizeof(double)), release, NULL, NULL);
  return this;
}

static napi_value count_up(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, this, result;
  void* total;
  napi_get_cb_info(env, info, &count, &argument, &this, NULL);
  napi_unwrap(env, this, &total);
  *(double*)total += number(env, argument);
  napi_create_double(env, *(double*)total, &result);
  return result;
}

static napi_value call_back(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], numbers[2], this, result;
  double total = 0;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_get_undefined(env, &this);
  for (double rest = number(env, arguments[1]); rest > 0; rest--) {
    napi_create_double(env, rest, &numbers[0]);
    napi_create_double(env, 1, &numbers[1]);
    napi_call_function(env, this, arguments[0], 2, numbers, &result);
    total += number(env, result);
  }
  napi_create_double(env, total, &result);
  return result;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_property_descriptor method = {.utf8name = "countUp", .method = count_up, .attributes = napi_writable};
  napi_create_function(env, "add", NAPI_AUTO_LENGTH, add, NULL, &function);
  napi_set_named_property(env, exports, "add", function);
  napi_create_function(env, "callBack", NAPI_AUTO_LENGTH, call_back, NULL, &function);
  napi_set_named_property(env, exports, "callBack", function);
  napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, construct, NULL, 1, &method, &function);
  napi_set_named_property(env, exports, "Counter", function);
  return exports;
}
