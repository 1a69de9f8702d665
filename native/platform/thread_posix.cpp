#ifndef _WIN32

#include "platform/thread.h"

#include <pthread.h>
#include <sched.h>
#ifndef __APPLE__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <cstring>

namespace platform {

static_assert(sizeof(pthread_t) <= sizeof(ThreadId));

ThreadId currentThread() noexcept {
  const pthread_t own = pthread_self();
  ThreadId id = 0;
  std::memcpy(&id, &own, sizeof own);
  return id;
}

std::uint64_t systemThread() noexcept {
#ifdef __APPLE__
  std::uint64_t id = 0;
  pthread_threadid_np(nullptr, &id);
  return id;
#else
  return static_cast<std::uint64_t>(syscall(SYS_gettid));
#endif
}

void nameThread(const char* name) noexcept {
  // Linux refuses a longer name as a whole instead of cutting it.
  char cut[16] = {};
  std::memcpy(cut, name, std::min(std::strlen(name), sizeof cut - 1));
#ifdef __APPLE__
  pthread_setname_np(cut);
#else
  pthread_setname_np(pthread_self(), cut);
#endif
}

AudioPriority::AudioPriority() noexcept {
  sched_param parameters;
  if (pthread_getschedparam(pthread_self(), &previousPolicy_, &parameters) != 0) return;
  previousPriority_ = parameters.sched_priority;
  // Above the ordinary threads and above nobody's hardware interrupts.
  const int lowest = sched_get_priority_min(SCHED_FIFO);
  const int highest = sched_get_priority_max(SCHED_FIFO);
  parameters.sched_priority = lowest + (highest - lowest) * 3 / 4;
  granted_ = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

AudioPriority::~AudioPriority() {
  if (!granted_) return;
  sched_param parameters{};
  parameters.sched_priority = previousPriority_;
  pthread_setschedparam(pthread_self(), previousPolicy_, &parameters);
}

}  // namespace platform

#endif
