// Where a driver lives: on Windows a single-threaded COM apartment with a hidden window and a message pump,
// which is what vendors' drivers are written for; elsewhere just a place to wait.
#pragma once

#include <cstdint>

#include "platform/event.h"

namespace platform {

/// Belongs to the thread that made it, and ends on it.
class Apartment {
 public:
  Apartment();
  ~Apartment();
  Apartment(const Apartment&) = delete;
  Apartment& operator=(const Apartment&) = delete;

  /// The hidden window's HWND, for drivers that want a parent for their dialogs; nullptr where there are
  /// none.
  void* systemHandle() const noexcept { return window_; }

  /// Leaves the apartment and enters another: what the system unloads only when a thread leaves is unloaded
  /// now. With no driver loaded. The handle of the window is another one after it.
  void renew() noexcept;

  /// Waits until `event` is set or the clock shows `deadlineNs`, and handles window messages meanwhile. True
  /// when the event was set. Blocking: blocks.
  bool waitUntilNs(Event& event, std::uint64_t deadlineNs) noexcept;

 private:
  void enter() noexcept;
  void leave() noexcept;

  void* window_ = nullptr;
  bool initialised_ = false;
};

}  // namespace platform
