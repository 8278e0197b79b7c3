// What the thread pool needs of the operating system: a lock with a condition to sleep on, and threads that live as long as the process.
#ifndef GRADBOOK_THREADS_H
#define GRADBOOK_THREADS_H

#ifdef _WIN32
#include <windows.h>

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;

static void acquire(void) { AcquireSRWLockExclusive(&lock); }
static void release(void) { ReleaseSRWLockExclusive(&lock); }
static void sleep_until_woken(void) { SleepConditionVariableSRW(&condition, &lock, INFINITE, 0); }
static void wake_all(void) { WakeAllConditionVariable(&condition); }
static void yield_processor(void) { SwitchToThread(); }

static double microseconds(void) {
  LARGE_INTEGER count, frequency;
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  return 1e6 * (double)count.QuadPart / (double)frequency.QuadPart;
}

static DWORD WINAPI run_worker(void *number) {
  work_forever((int)(size_t)number);
  return 0;
}

static int start_thread(int number) {
  HANDLE thread = CreateThread(NULL, 1 << 20, run_worker, (void *)(size_t)number, 0, NULL);
  if (thread) CloseHandle(thread);
  return thread != NULL;
}

/** Node unloads an addon together with the last worker thread that loaded it: not while threads run its code. */
static void stay_loaded(void) {
  HMODULE module;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const char *)&stay_loaded,
                     &module);
}
#else
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void acquire(void) { pthread_mutex_lock(&lock); }
static void release(void) { pthread_mutex_unlock(&lock); }
static void sleep_until_woken(void) { pthread_cond_wait(&condition, &lock); }
static void wake_all(void) { pthread_cond_broadcast(&condition); }
static void yield_processor(void) { sched_yield(); }

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e6 * (double)now.tv_sec + 1e-3 * (double)now.tv_nsec;
}

static void *run_worker(void *number) {
  work_forever((int)(size_t)number);
  return NULL;
}

/** Signals are left to Node's own threads. */
static int start_thread(int number) {
  pthread_t thread;
  pthread_attr_t attributes;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 20);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int failed = pthread_create(&thread, &attributes, run_worker, (void *)(size_t)number);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return !failed;
}

/** Node unloads an addon together with the last worker thread that loaded it: not while threads run its code. */
static void stay_loaded(void) {
  Dl_info own;
  if (dladdr((void *)&stay_loaded, &own)) dlopen(own.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD);
}
#endif

/** A moment's rest for the core, or for the other thread that shares it. */
static inline void pause_core(void) {
#ifdef __x86_64__
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
