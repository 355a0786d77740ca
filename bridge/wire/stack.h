/* How far a recursion in C may go on the thread that it is on. */
#ifndef TASKBRIDGE_STACK_H
#define TASKBRIDGE_STACK_H

#include <pthread.h>
#include <stdint.h>

/* What is left for those whom the innermost call asks: Python code, and the exception on its way out. */
#define STACK_LEFT_BYTES 65536

static inline uintptr_t stack_pointer(void) { return (uintptr_t)__builtin_frame_address(0); }

/* The lowest that stack_pointer() should get; 0, which it never does, where that is not known. The system is asked once a
   thread: for a main thread, it reads a file. */
static uintptr_t stack_floor(void) {
  static __thread uintptr_t low, high;
  if (high == 0) {
    pthread_attr_t attributes;
    void* start;
    size_t size;
    high = 1;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    if (pthread_attr_getstack(&attributes, &start, &size) == 0) {
      low = (uintptr_t)start;
      high = low + size;
    }
    pthread_attr_destroy(&attributes);
  }
  /* elsewhere, code has made a stack of its own */
  return low <= stack_pointer() && stack_pointer() < high ? low + STACK_LEFT_BYTES : 0;
}

#endif
