#ifdef _WIN32

#include "platform/timer_win.h"

#include <windows.h>

#include "platform/time.h"

namespace platform {

namespace {

// Missing from the headers of older toolchains.
constexpr DWORD kHighResolution = 0x00000002;

}  // namespace

Timer::Timer() noexcept
    : handle_(CreateWaitableTimerExW(nullptr, nullptr, kHighResolution, TIMER_ALL_ACCESS)) {
  if (handle_ == nullptr) handle_ = CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS);
}

Timer::~Timer() {
  if (handle_ != nullptr) CloseHandle(handle_);
}

bool Timer::arm(std::uint64_t deadlineNs) noexcept {
  if (handle_ == nullptr) return false;
  const std::uint64_t now = nowNs();
  const std::uint64_t ticks = deadlineNs > now ? (deadlineNs - now + 99) / 100 : 0;
  LARGE_INTEGER due;
  // Negative: from now. An absolute time would be the wall clock, which the user can set.
  due.QuadPart = -static_cast<LONGLONG>(ticks);
  return SetWaitableTimer(handle_, &due, 0, nullptr, nullptr, FALSE) != 0;
}

}  // namespace platform

#endif
