/* The yardstick for a start: Python in Node, and nothing between. */
#include <Python.h>
#include <stdlib.h>

#include "yardstick.h"

static napi_value answer(napi_env env, napi_callback_info info) {
  size_t count = 1;
  double number;
  napi_value argument, result;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  napi_get_value_double(env, argument, &number);
  PyObject* module = PyImport_AddModule("__main__");
  PyObject* six = PyFloat_FromDouble(number);
  PyDict_SetItemString(PyModule_GetDict(module), "number", six);
  PyObject* product = PyRun_String("number * 7", Py_eval_input, PyModule_GetDict(module), PyModule_GetDict(module));
  napi_create_double(env, PyFloat_AsDouble(product), &result);
  Py_DECREF(six);
  Py_DECREF(product);
  return result;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.parse_argv = 0;
  config.install_signal_handlers = 0;
  PyConfig_SetBytesString(&config, &config.executable, getenv("BRIDGE_PYTHON"));
  Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  napi_create_function(env, "answer", NAPI_AUTO_LENGTH, answer, NULL, &function);
  napi_set_named_property(env, exports, "answer", function);
  return exports;
}
