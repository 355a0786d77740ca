/* The Python thread states of JavaScript's threads. */
#define _GNU_SOURCE
#include <Python.h>
#include <pthread.h>
#include <stdbool.h>

#include "boot.h"

enum { LAST_ROUND = 3 };

static pthread_key_t state_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* JavaScript's thread, a worker's, as it ends; no GIL. Other destructors may still need Python: it comes again after them. */
static void close_thread(void* state) {
  static _Thread_local int round = 0;
  if (++round < LAST_ROUND && pthread_setspecific(state_key, state) == 0) return;
  end_thread_later(state);
}

static void make_key(void) { pthread_key_create(&state_key, close_thread); }

void open_thread(void) {
  if (PyGILState_GetThisThreadState()) return;
  pthread_once(&once, make_key);
  PyGILState_Ensure();
  pthread_setspecific(state_key, PyEval_SaveThread()); /* given back in close_thread(); the main thread's is never */
}

/* From Python 3.12 on, to delete another thread's state has the thread that does it forget its own. So it is done with a
   spare one, which is forgotten instead; to come back to its own reminds the thread of it. */
void end_thread_state(PyThreadState* ended) {
  PyThreadState_Clear(ended);
#if PY_VERSION_HEX >= 0x030C0000
  PyThreadState* own = PyThreadState_Get();
  PyThreadState* spare = PyThreadState_New(PyThreadState_GetInterpreter(own));
  if (!spare) return;
  PyThreadState_Swap(spare);
  PyThreadState_Delete(ended);
  PyThreadState_Clear(spare);
  PyThreadState_DeleteCurrent(); /* and the GIL is free */
  PyEval_RestoreThread(own);
#else
  PyThreadState_Delete(ended);
#endif
}

bool thread_has_state(unsigned long ident) {
  PyThreadState* each = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  while (each && each->thread_id != ident) each = PyThreadState_Next(each);
  return each != NULL;
}
