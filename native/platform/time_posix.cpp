#ifndef _WIN32

#include "platform/time.h"

#include <time.h>

#include <cerrno>

namespace platform {

namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

}  // namespace

std::uint64_t nowNs() noexcept {
#ifdef __APPLE__
  // What libuv reads as mach_continuous_time: it goes on while the machine sleeps, which CLOCK_MONOTONIC
  // there may not.
  return clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW);
#else
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kNsPerSecond + static_cast<std::uint64_t>(now.tv_nsec);
#endif
}

void sleepUntilNs(std::uint64_t deadlineNs) noexcept {
#ifdef __APPLE__
  // No absolute sleep: the remainder is computed again after every wake-up.
  for (std::uint64_t now = nowNs(); now < deadlineNs; now = nowNs()) {
    const std::uint64_t leftNs = deadlineNs - now;
    timespec left;
    left.tv_sec = static_cast<time_t>(leftNs / kNsPerSecond);
    left.tv_nsec = static_cast<long>(leftNs % kNsPerSecond);
    nanosleep(&left, nullptr);
  }
#else
  timespec deadline;
  deadline.tv_sec = static_cast<time_t>(deadlineNs / kNsPerSecond);
  deadline.tv_nsec = static_cast<long>(deadlineNs % kNsPerSecond);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nullptr) == EINTR) {
  }
#endif
}

}  // namespace platform

#endif
