/* Starts CPython once in a Node process, and stops it when the process exits.

   Python lives on a thread of its own. That thread initializes it, sleeps for as long as Node runs, and at exit runs
   Python's exit functions. The thread that is in exit() then takes the GIL, and keeps it: so no other thread runs Python
   while the process is torn down, and a library's destructors, which may take the GIL, find that they have it.
   JavaScript's threads, of which there may be many (worker_threads), come and go without Python noticing. */
#define _GNU_SOURCE
#include <Python.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "boot.h"
#include "pool.h"

enum { EXIT_MS_BUSY = 150, EXIT_MS_IDLE = 5000, STUCK_MS = 100, MESSAGE_BYTES = 4096 };

typedef enum { ABSENT, STARTING, RUNNING, FAILED, STOPPING, STOPPED, LEAVING, LEFT } State;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static State state = ABSENT;
static int exit_status;
static char executable[MESSAGE_BYTES];
static char failure[MESSAGE_BYTES];
static _Thread_local char refusal[MESSAGE_BYTES];

static void become(State next) {
  pthread_mutex_lock(&lock);
  state = next;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

/* Lock. Waits until the state is this one, or a later one; false if that takes longer. */
static bool wait_for(State wanted, long ms) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  ms += until.tv_nsec / 1000000;
  until.tv_sec += ms / 1000;
  until.tv_nsec = ms % 1000 * 1000000;
  while (state < wanted && pthread_cond_timedwait(&changed, &lock, &until) == 0) {}
  return state >= wanted;
}

/* Any thread. What C has printed is not lost; where another thread is printing, nothing waits for it. */
static void flush(FILE* stream) {
  if (ftrylockfile(stream) != 0) return;
  fflush(stream);
  funlockfile(stream);
}

/* Any thread. Ends the process without any destructor. */
static void end_at_once(int status) {
  flush(stdout);
  flush(stderr);
  _exit(status);
}

/* Any thread, GIL. Keeps the current Python exception's text for whoever waits in await_python(). */
static void note_exception(void) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyObject* text = value ? PyObject_Str(value) : NULL;
  const char* utf8 = text ? PyUnicode_AsUTF8(text) : NULL;
  snprintf(failure, sizeof failure, "Python failed to start: %s", utf8 ? utf8 : "unknown error");
  Py_XDECREF(text);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
  PyErr_Clear();
}

static PyStatus initialize(void) {
  PyPreConfig before;
  PyPreConfig_InitPythonConfig(&before);
  before.coerce_c_locale = 0; /* it would change process.env */
  PyStatus status = Py_PreInitialize(&before);
  if (PyStatus_Exception(status)) return status;
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  config.parse_argv = 0;
  config.install_signal_handlers = 0; /* Ctrl-C stays Node's */
  config.buffered_stdio = 0;          /* prints keep their place among console.log's */
  status = PyConfig_SetBytesString(&config, &config.program_name, executable);
  if (!PyStatus_Exception(status)) status = PyConfig_SetBytesString(&config, &config.executable, executable);
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  return status;
}

/* Python's thread, GIL. */
static int call_host(const char* function) {
  PyObject* host = PyImport_ImportModule("bridge._node._host");
  PyObject* result = host ? PyObject_CallMethod(host, function, NULL) : NULL;
  Py_XDECREF(host);
  Py_XDECREF(result);
  return result != NULL;
}

/* Python's thread, no GIL. Until exit() is called, JavaScript's other threads are ended, and Node waits for them: they may
   need the GIL for that. One that stays inside of Python is not waited for, nor is a thread that keeps the GIL for ever. */
static void watch_exit(void) {
  long before = -1, now;
  pthread_mutex_lock(&lock);
  while (!wait_for(LEAVING, STUCK_MS)) {
    now = call_in_progress();
    if (now >= 0 && now == before) end_at_once(exit_status);
    before = now;
  }
  if (!wait_for(LEFT, EXIT_MS_BUSY)) end_at_once(exit_status);
  pthread_mutex_unlock(&lock);
}

/* Python's thread, from the first require to the end of the process. */
static void* run_python(void* unused) {
  (void)unused;
  bind_python();
  PyStatus status = initialize();
  if (PyStatus_Exception(status)) {
    snprintf(failure, sizeof failure, "Python failed to start: %s", status.err_msg ? status.err_msg : "it exited");
    become(FAILED);
    return NULL;
  }
  int ready = call_host("prepare");
  if (!ready) note_exception();
  PyThreadState* thread = PyEval_SaveThread();
  become(ready ? RUNNING : FAILED);

  pthread_mutex_lock(&lock);
  while (state != STOPPING) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);

  PyEval_RestoreThread(thread);
  if (!call_host("finish")) PyErr_WriteUnraisable(NULL);
  PyEval_SaveThread();
  become(STOPPED);
  watch_exit();
  for (;;) pause(); /* to end would run libraries' thread destructors */
}

/* The thread that called exit(), or is about to. Waits only so long: a thread may hold the GIL and never let go of it. */
static void stop_python(int status) {
  pthread_mutex_lock(&lock);
  if (state == RUNNING) {
    PyThreadState* mine = PyGILState_Check() ? PyEval_SaveThread() : NULL; /* where Python itself calls C's exit() */
    bool busy = stop_pool();
    state = STOPPING;
    exit_status = status;
    pthread_cond_broadcast(&changed);
    bool stopped = wait_for(STOPPED, busy ? EXIT_MS_BUSY : EXIT_MS_IDLE);
    /* What a Job began may still run, on threads of a library, in C++ whose static objects exit() would destroy next. */
    if (busy || !stopped || other_threads_run()) end_at_once(status);
    if (mine) PyEval_RestoreThread(mine);
  }
  pthread_mutex_unlock(&lock);
}

/* The thread that is in exit(), before any library's destructors. */
static void leave(int status, void* unused) {
  (void)unused;
  stop_python(status);
  pthread_mutex_lock(&lock);
  bool first = state == STOPPED;
  if (first) state = LEAVING;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  if (!first) return;
  PyGILState_Ensure(); /* never given back */
  become(LEFT);
}

/* JavaScript's thread, no GIL. Has Python start, unless it has been told to before. */
static void begin_python(const char* wanted) {
  pthread_mutex_lock(&lock);
  if (state == ABSENT && Py_IsInitialized()) {
    snprintf(failure, sizeof failure, "this process already runs Python %.20s: it cannot run %.2000s too", Py_GetVersion(), wanted);
    state = FAILED;
  }
  if (state == ABSENT) {
    snprintf(executable, sizeof executable, "%s", wanted);
    state = STARTING;
    if (!start_thread(run_python, NULL)) {
      snprintf(failure, sizeof failure, "Python failed to start: no thread for it");
      state = FAILED;
    }
  }
  pthread_mutex_unlock(&lock);
}

/* JavaScript's thread, no GIL. Waits until Python, begun on any thread, has started; NULL, or the reason why not. */
static const char* await_python(const char* wanted) {
  pthread_mutex_lock(&lock);
  while (state == STARTING) pthread_cond_wait(&changed, &lock);
  const char* reason = state == FAILED ? failure : NULL;
  if (!reason && strcmp(wanted, executable) != 0) {
    snprintf(refusal, sizeof refusal, "this process runs %.2000s: it cannot run %.2000s too", executable, wanted);
    reason = refusal;
  }
  pthread_mutex_unlock(&lock);
  return reason;
}

/* JavaScript's thread: start(executable, lend) -> the host's functions. What `lend()` gives is made while Python starts. */
static napi_value start(napi_env env, napi_callback_info info) {
  napi_value arguments[2], lent;
  size_t count = 2, length;
  char wanted[MESSAGE_BYTES];
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  if (count < 2 || napi_get_value_string_utf8(env, arguments[0], wanted, sizeof wanted, &length) != napi_ok) {
    napi_throw_error(env, NULL, "start(executable, lend): expected a string and a function");
    return NULL;
  }
  begin_python(wanted);
  if (napi_call_function(env, arguments[1], arguments[1], 0, NULL, &lent) != napi_ok) return NULL; /* it has thrown */
  const char* reason = await_python(wanted);
  if (reason) {
    napi_throw_error(env, "ERR_PYTHON_START", reason);
    return NULL;
  }
  open_thread();
  return open_environment(env, lent);
}

/* JavaScript's thread: stop(status), in process.exit() once its event is over. To wait for exit() would be too late where
   native code computes meanwhile: what it first needs then has its destructor run before leave(). */
static napi_value stop(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  double status = 0;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count > 0) napi_get_value_double(env, argument, &status); /* 0 if it is no number */
  stop_python((int)status);
  on_exit(leave, NULL); /* what native code did meanwhile may have a destructor of its own */
  return NULL;
}

/* JavaScript's thread, in the `exit` event. Registered last, leave() runs before any library's destructors. */
static napi_value exiting(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  on_exit(leave, NULL);
  return NULL;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  static atomic_flag registered = ATOMIC_FLAG_INIT;
  if (!atomic_flag_test_and_set(&registered)) on_exit(leave, NULL);
  napi_value function;
  napi_create_function(env, "start", NAPI_AUTO_LENGTH, start, NULL, &function);
  napi_set_named_property(env, exports, "start", function);
  napi_create_function(env, "exiting", NAPI_AUTO_LENGTH, exiting, NULL, &function);
  napi_set_named_property(env, exports, "exiting", function);
  napi_create_function(env, "stop", NAPI_AUTO_LENGTH, stop, NULL, &function);
  napi_set_named_property(env, exports, "stop", function);
  return exports;
}
