/* What the files in C take from one another, and from the Cython half. */
#ifndef TASKBRIDGE_BOOT_H
#define TASKBRIDGE_BOOT_H

#include <Python.h>

#include "node_api.h"

/* JavaScript's thread, no GIL. The functions of a new environment, or NULL with a JavaScript exception pending. */
napi_value open_environment(napi_env env, napi_value lent);

/* Any thread, no GIL. Drops what is queued and starts no more; true while Jobs are pending. */
bool stop_pool(void);

/* Any thread, no GIL, once Python's exit functions have run. True if threads that are not the bridge's still run Python. */
bool other_threads_run(void);

/* Any thread, no GIL. Which of JavaScript's calls into Python was the last, if there is one that has not returned; else -1. */
long call_in_progress(void);

/* JavaScript's thread, no GIL; the first time, it waits for it. A thread keeps its Python thread state until it ends:
   making one anew for each call costs a factor of 16. */
void open_thread(void);

/* JavaScript's thread as it ends, no GIL. Leaves its Python thread state to the pool. */
void end_thread_later(PyThreadState* state);

/* Another thread, GIL. Lets go of all that a thread which has ended kept in Python, its threading.local() for one. */
void end_thread_state(PyThreadState* ended);

/* Any thread, GIL. Tells whether a thread of this name has a Python thread state: a new one may have an old one's name. */
bool thread_has_state(unsigned long ident);

/* Python's thread, once, before it initializes Python. Notes which libraries are Node's, and does as bind_symbols() for
   libpython and what has come since. */
void bind_python(void);

/* Any thread. Loads a library and has it, and what it brings along, use its own symbols where Node exports the same. */
void bind_symbols(const char* path);

#endif
