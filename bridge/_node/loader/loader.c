/* What Node loads first: it opens the libpython of the Python that was found, and then the host, which takes every symbol
   of Python's from there. So neither is tied to the Python that built it.

   It has no symbol of Python's, and keeps nothing: each environment opens both again, which stay until the process ends. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "node_api.h"

enum { TEXT_BYTES = 4096 };

typedef napi_value (*Register)(napi_env, napi_value exports);

typedef struct {
  struct stat wanted;
  const char* other;
} Search;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Finds another libpython that is loaded; libpython3.so is none, but brings one along. */
static int find_other(struct dl_phdr_info* info, size_t size, void* data) {
  (void)size;
  Search* search = data;
  struct stat here;
  const char* name = strrchr(info->dlpi_name, '/');
  if (!name || strncmp(name, "/libpython3.", 12) != 0 || !isdigit((unsigned char)name[12])) return 0;
  if (stat(info->dlpi_name, &here) == 0 && here.st_dev == search->wanted.st_dev && here.st_ino == search->wanted.st_ino) return 0;
  search->other = info->dlpi_name;
  return 1;
}

static bool is_version(void* library, const char* wanted, const char** found) {
  const char* (*version)(void) = (const char* (*)(void))dlsym(library, "Py_GetVersion"); /* "3.13.0rc1 (main, ..." */
  size_t length = strlen(wanted);
  *found = version ? version() : "none";
  return strncmp(*found, wanted, length) == 0 && !isdigit((unsigned char)(*found)[length]);
}

/* Lock. Puts Python's symbols where every library that is opened from now on finds them; false, with the reason, if not. */
static bool open_python(const char* path, const char* version, char* reason) {
  Search search = {.other = NULL};
  const char* found;
  if (stat(path, &search.wanted) == 0) dl_iterate_phdr(find_other, &search);
  if (search.other) {
    snprintf(reason, TEXT_BYTES, "this process has loaded %.1900s: it cannot load %.1900s too", search.other, path);
    return false;
  }
  void* library = dlopen(path, RTLD_NOW);
  if (!library) {
    snprintf(reason, TEXT_BYTES, "Python failed to start: %s", dlerror());
    return false;
  }
  if (!is_version(library, version, &found)) {
    int length = (int)strcspn(found, " ");
    snprintf(reason, TEXT_BYTES, "expected Python %.99s in %.3800s, got %.*s", version, path, length, found);
    dlclose(library);
    return false;
  }
  dlopen(path, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL | RTLD_NODELETE);
  return true;
}

static Register open_host(const char* path, char* reason) {
  void* host = dlopen(path, RTLD_NOW | RTLD_NODELETE); /* its threads must not lose their code */
  void* entry = host ? dlsym(host, "napi_register_module_v1") : NULL;
  if (!entry) snprintf(reason, TEXT_BYTES, "Python failed to start: %s", dlerror());
  return (Register)entry;
}

/* JavaScript's thread: open(libpython, version, host) -> what the host exports. */
static napi_value open_files(napi_env env, napi_callback_info info) {
  napi_value arguments[3], exports;
  size_t count = 3, length;
  char texts[3][TEXT_BYTES], reason[TEXT_BYTES];
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  for (size_t index = 0; index < 3; index++) {
    if (index < count && napi_get_value_string_utf8(env, arguments[index], texts[index], TEXT_BYTES, &length) == napi_ok) continue;
    napi_throw_error(env, NULL, "open(libpython, version, host): expected three strings");
    return NULL;
  }
  pthread_mutex_lock(&lock);
  Register register_host = open_python(texts[0], texts[1], reason) ? open_host(texts[2], reason) : NULL;
  pthread_mutex_unlock(&lock);
  if (register_host) return napi_create_object(env, &exports) == napi_ok ? register_host(env, exports) : NULL; /* it has thrown */
  napi_throw_error(env, "ERR_PYTHON_START", reason);
  return NULL;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, open_files, NULL, &function);
  napi_set_named_property(env, exports, "open", function);
  return exports;
}
