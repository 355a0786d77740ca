/* What boot.c takes from the Cython half. */
#ifndef TASKBRIDGE_BOOT_H
#define TASKBRIDGE_BOOT_H

#include "node_api.h"

/* JavaScript's thread, no GIL. The functions of a new environment, or NULL with a JavaScript exception pending. */
napi_value open_environment(napi_env env, napi_value lent);

/* Any thread, no GIL. Drops what is queued and starts no more; true while Jobs are pending. */
bool stop_pool(void);

/* Any thread, no GIL, once Python's exit functions have run. True if threads that are not the bridge's still run Python. */
bool other_threads_run(void);

/* Any thread, no GIL. Which of JavaScript's calls into Python was the last, if there is one that has not returned; else -1. */
long call_in_progress(void);

#endif
