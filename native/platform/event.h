// An event that one thread sets and another waits for. It resets itself: one wait that succeeds uses up all sets
// before it.
#pragma once

#include <atomic>
#include <cstdint>

namespace platform {

class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Thread: any, the buffer-switch thread included. Blocking: never waits; one system call at the most.
  void set() noexcept;

  /// Waits until the event is set or the clock of `nowNs` shows `deadlineNs` (UINT64_MAX: without a limit).
  /// True when the event was set. Thread: one waiter at a time. Blocking: blocks.
  bool waitUntilNs(std::uint64_t deadlineNs) noexcept;

#ifdef _WIN32
  /// The system's handle, for a wait that also looks at other things.
  void* handle() const noexcept { return handle_; }

 private:
  void* handle_;
#else
 private:
  std::atomic<std::uint32_t> state_{0};
#ifdef __APPLE__
  void* semaphore_;
#endif
#endif
};

}  // namespace platform
