// Two bells between a device's audio thread and a thread of the program that waits without an event loop, in
// whichever JavaScript environment it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "platform/event.h"

namespace host {

class Bells {
 public:
  /// Thread: any.
  static std::shared_ptr<Bells> create();
  /// Those with this id, or nullptr when they are retired, or nobody holds them any more. Thread: any.
  static std::shared_ptr<Bells> find(std::uint32_t id);

  ~Bells();
  Bells(const Bells&) = delete;
  Bells& operator=(const Bells&) = delete;

  /// Unique in the process, and never 0.
  std::uint32_t id() const noexcept { return id_; }

  /// Their device is closed: nobody finds them from now on. Who has them keeps them. Thread: any.
  void retire();

  /// Whether the caller is the only one to wait for `block` now; then it has to call `leave` at its end.
  bool enter() noexcept { return !taken_.exchange(true, std::memory_order_acquire); }
  void leave() noexcept { taken_.store(false, std::memory_order_release); }

  platform::Event block;     ///< a buffer switch was served, or somebody wants the waiter to look up
  platform::Event progress;  ///< the program has read or written a block

 private:
  explicit Bells(std::uint32_t id) noexcept : id_(id) {}

  const std::uint32_t id_;
  std::atomic<bool> taken_{false};
};

}  // namespace host
