// Tells the host what has happened, from a thread of its own. There are hosts that tear the driver down
// inside such a message, and such that are long in it: neither must hold up the stream's thread.
#pragma once

#include <memory>
#include <thread>

#include "drivers/shell/host_calls.h"

namespace drivers::wasapi {

class Messenger {
 public:
  enum class Message : unsigned { reset = 1, overload = 2, latencies = 4 };

  /// Throws `std::system_error` where there is no thread to be had.
  explicit Messenger(const shell::HostCalls& host);
  /// No other message begins. Waits for one under way, unless it is inside it itself: as long as a host may
  /// take that is worth waiting for, and not for ever.
  ~Messenger();
  Messenger(const Messenger&) = delete;
  Messenger& operator=(const Messenger&) = delete;

  /// What was not told yet is told once. Thread: any. Blocking: a system call at the most.
  void post(Message message) noexcept;

 private:
  struct Shared;
  static void loop(const std::shared_ptr<Shared>& shared) noexcept;

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace drivers::wasapi
