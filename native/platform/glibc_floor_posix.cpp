// Lets what is built on a new Linux run on an old one: glibc 2.28, which is what Node's own programs ask for.
//
// The linker asks for the newest version of every function that the build machine's glibc has, even where the
// same function has been there for twenty years. It is told (`--wrap`, in CMakeLists.txt) to call each of
// these by another name, which is defined here: the version that was there in 2.28, or the same made of what
// was. That holds for the C++ runtime as well, which is linked in. scripts/check-binaries.mjs sees to it that
// none is missing here.
#include <pthread.h>
#include <stdint.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

/// Nothing but a jump to the old version, so that the function sees the caller that it has; some look at
/// that.
#define SAME_SINCE(name, version)                       \
  asm(".symver old_" #name ", " #name "@GLIBC_" version \
      "\n"                                              \
      ".pushsection .text\n"                            \
      ".globl __wrap_" #name "\n.hidden __wrap_" #name  \
      "\n"                                              \
      ".type __wrap_" #name                             \
      ", @function\n"                                   \
      "__wrap_" #name ": endbr64\n  jmp *old_" #name    \
      "@GOTPCREL(%rip)"                                 \
      "\n"                                              \
      ".size __wrap_" #name ", . - __wrap_" #name       \
      "\n"                                              \
      ".popsection\n")

// Until 2.34 these were in libraries beside libc, which CMakeLists.txt has loaded for that.
SAME_SINCE(dladdr, "2.2.5");
SAME_SINCE(dlclose, "2.2.5");
SAME_SINCE(dlerror, "2.2.5");
SAME_SINCE(dlopen, "2.2.5");
SAME_SINCE(dlsym, "2.2.5");
SAME_SINCE(pthread_create, "2.2.5");
SAME_SINCE(pthread_detach, "2.2.5");
SAME_SINCE(pthread_getspecific, "2.2.5");
SAME_SINCE(pthread_join, "2.2.5");
SAME_SINCE(pthread_key_create, "2.2.5");
SAME_SINCE(__pthread_key_create, "2.2.5");
SAME_SINCE(pthread_key_delete, "2.2.5");
SAME_SINCE(pthread_once, "2.2.5");
SAME_SINCE(pthread_setname_np, "2.12");
SAME_SINCE(pthread_setspecific, "2.2.5");
SAME_SINCE(shm_open, "2.2.5");
SAME_SINCE(shm_unlink, "2.2.5");

// 2.29 left out what it did to errno.
SAME_SINCE(pow, "2.2.5");

namespace {

/// Which layout of `struct stat` is meant: the only one that there is on this processor.
constexpr int layout = 1;

constexpr int64_t second = 1'000'000'000;

int64_t nanosecondsOf(const timespec& time) { return int64_t{time.tv_sec} * second + time.tv_nsec; }

int64_t now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return nanosecondsOf(time);
}

}  // namespace

// Before 2.33 these were no functions: the headers made these calls of them.
asm(".symver __fxstat, __fxstat@GLIBC_2.2.5");
asm(".symver __xstat, __xstat@GLIBC_2.2.5");
asm(".symver __lxstat, __lxstat@GLIBC_2.2.5");

extern "C" {

int __fxstat(int layout, int file, struct stat* found);
int __xstat(int layout, const char* path, struct stat* found);
int __lxstat(int layout, const char* path, struct stat* found);

int __wrap_fstat(int file, struct stat* found) { return __fxstat(layout, file, found); }
int __wrap_fstat64(int file, struct stat* found) { return __fxstat(layout, file, found); }
int __wrap_stat(const char* path, struct stat* found) { return __xstat(layout, path, found); }
int __wrap_lstat(const char* path, struct stat* found) { return __lxstat(layout, path, found); }

/// 2.32 says here whether there is one thread only, which allows shortcuts. Never true is never wrong.
char __wrap___libc_single_threaded = 0;

/// 2.36. What the C++ runtime seeds random numbers with.
uint32_t __wrap_arc4random() {
  uint32_t value = 0;
  while (getrandom(&value, sizeof value, 0) != sizeof value) {
  }
  return value;
}

/// 2.30. Before, a condition has the clock of the day: as C++ runtimes of that time did, by what is left
/// until the deadline. Too early is looked after by who waits; while the clock is set back, it is late by as
/// much.
int __wrap_pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                  const timespec* deadline) {
  const int64_t until = now(CLOCK_REALTIME) + nanosecondsOf(*deadline) - now(clock);
  const timespec day{until / second, until % second};
  return pthread_cond_timedwait(condition, mutex, &day);
}

}  // extern "C"
