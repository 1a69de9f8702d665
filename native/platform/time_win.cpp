#ifdef _WIN32

#include "platform/time.h"

#include <windows.h>

#include "platform/timer_win.h"

namespace platform {

namespace {

double frequencyPerNs() noexcept {
  LARGE_INTEGER frequency;
  QueryPerformanceFrequency(&frequency);
  return static_cast<double>(frequency.QuadPart) / 1e9;
}

/// Counts of the performance counter per nanosecond; fixed from boot on. Not a variable of the function: the
/// guard of one takes something of the thread that GCC does not give back when a library is unloaded.
const double countsPerNs = frequencyPerNs();

}  // namespace

std::uint64_t nowNs() noexcept {
  LARGE_INTEGER counter;
  QueryPerformanceCounter(&counter);
  // In floating point, like libuv's uv_hrtime, so that both clocks round alike and agree to the nanosecond.
  return static_cast<std::uint64_t>(static_cast<double>(counter.QuadPart) / countsPerNs);
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
