// A one-shot timer that a wait can include beside other handles. Windows only.
#pragma once

#ifdef _WIN32

#include <cstdint>

namespace platform {

/// Exact to a fraction of a millisecond where the system has high-resolution timers (Windows 10 1803), else
/// to its ordinary tick. Waits with a time limit of their own are always rounded to that tick: this is why it
/// exists.
class Timer {
 public:
  Timer() noexcept;
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Signals the handle when the clock of `nowNs` shows about `deadlineNs`: look at the clock after the wait.
  /// False when the system refuses. Thread: one at a time.
  bool arm(std::uint64_t deadlineNs) noexcept;

  void* handle() const noexcept { return handle_; }

 private:
  void* handle_;
};

}  // namespace platform

#endif
