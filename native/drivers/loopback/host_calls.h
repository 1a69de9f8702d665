// The host's callbacks, as the virtual driver uses them: with what only it asks and says.
#pragma once

#include "abi/types.h"
#include "drivers/shell/host_calls.h"

namespace drivers::loopback {

class HostCalls : public shell::HostCalls {
 public:
  /// As of every driver of ours.
  HostCalls(const abi::Callbacks& callbacks, shell::HostPort* port);

  /// Whether the host says when its program is ready for the next switch.
  bool canAwaitProgram() const noexcept { return canAwaitProgram_; }

  /// Tells a host that wants to know whether times are virtual. Thread: buffer-switch.
  void tellVirtualTime(bool is) const noexcept;

  /// Asks such a host whether its program is ready; it may wait for some milliseconds before it says no.
  /// Thread: buffer-switch, between callbacks.
  bool awaitProgram() const noexcept;

 private:
  bool canAwaitProgram_;
  bool wantsVirtualTime_;
};

}  // namespace drivers::loopback
