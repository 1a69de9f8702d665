// An event that one thread sets and another waits for. It resets itself: one wait that succeeds uses up all
// sets before it.
#pragma once

#include <atomic>
#include <cstdint>

#ifdef _WIN32
#include <memory>
#endif

namespace platform {

#ifdef _WIN32
class Timer;
#endif

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
  /// As if it had not been set. Thread: the waiter. Blocking: one system call.
  void clear() noexcept;

  /// Which of two was waited for with success. Where both are set it is the other one.
  enum class Waited { none, own, other };
  Waited waitUntilNs(std::uint64_t deadlineNs, Event& other) noexcept;

  /// The system's handle, for a wait that also looks at other things.
  void* handle() const noexcept { return handle_; }
#endif

 private:
#ifdef _WIN32
  void* handle_;
  std::unique_ptr<Timer> timer_;  ///< the waiter's: a wait's own time limit is rounded to a tick of 16 ms
#else
  std::atomic<std::uint32_t> state_{0};
#ifdef __APPLE__
  void* semaphore_;
#endif
#endif
};

}  // namespace platform
