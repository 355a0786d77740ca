/* What the Pool needs of C: threads, as the bridge starts its own, and the compiler's atomics. */
#ifndef TASKBRIDGE_POOL_H
#define TASKBRIDGE_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#define STACK_BYTES (8 << 20)

#define load_relaxed(place) __atomic_load_n((place), __ATOMIC_RELAXED)
#define load_pointer(place) ((void*)__atomic_load_n((place), __ATOMIC_RELAXED))
#define add_relaxed(place, number) ((void)__atomic_fetch_add((place), (number), __ATOMIC_RELAXED))
#define replace(place, old, new) ((void)__sync_bool_compare_and_swap((place), (old), (new)))
#define exchange(place, old, new) __sync_bool_compare_and_swap((place), (old), (new))
#define subtract(place) __atomic_sub_fetch((place), 1, __ATOMIC_ACQ_REL)

/* Any thread. Starts one that nobody joins, with a stack for as deep a recursion as a main thread's; false if it cannot. */
static inline bool start_thread(void* (*function)(void*), void* argument) {
  pthread_t thread;
  pthread_attr_t attributes;
  size_t size = 0;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_getstacksize(&attributes, &size); /* as `ulimit -s` was when the process began */
  if (size < STACK_BYTES) pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  bool started = pthread_create(&thread, &attributes, function, argument) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

/* Any thread. The processor's own clock: a third of what the system's costs. Its unit is found out when it is asked for. */
static inline unsigned long ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  unsigned long now;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(now));
  return now;
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ul + now.tv_nsec;
#endif
}

#endif
