#ifdef _WIN32

#include "platform/time.h"

#include <windows.h>

#include "platform/timer_win.h"

namespace platform {

namespace {

/// Counts of the performance counter per nanosecond; fixed from boot on.
double countsPerNs() noexcept {
  static const double value = [] {
    LARGE_INTEGER frequency;
    QueryPerformanceFrequency(&frequency);
    return static_cast<double>(frequency.QuadPart) / 1e9;
  }();
  return value;
}

}  // namespace

std::uint64_t nowNs() noexcept {
  LARGE_INTEGER counter;
  QueryPerformanceCounter(&counter);
  // In floating point, like libuv's uv_hrtime, so that both clocks round alike and agree to the nanosecond.
  return static_cast<std::uint64_t>(static_cast<double>(counter.QuadPart) / countsPerNs());
}

void sleepUntilNs(std::uint64_t deadlineNs) noexcept {
  // A timer per call: keeping one per thread would need a destructor at thread exit, which a library that is
  // unloaded before its host's threads end cannot offer.
  Timer timer;
  while (nowNs() < deadlineNs) {
    if (timer.arm(deadlineNs)) {
      WaitForSingleObject(timer.handle(), INFINITE);
    } else {
      Sleep(1);
    }
  }
}

}  // namespace platform

#endif
