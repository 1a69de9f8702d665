// The host's callbacks, as the driver uses them.
#pragma once

#include <cstdint>

#include "abi/types.h"
#include "drivers/loopback/host_port.h"

namespace drivers::loopback {

/// A copy of the host's table: a host that reuses the memory of its own does no harm.
class HostCalls {
 public:
  /// Throws where a callback is missing that every driver calls. Asks the host whether it wants times.
  /// `port`: what stands before the host, or nullptr.
  HostCalls(const abi::Callbacks& callbacks, HostPort* port);

  bool takesTimeInfo() const noexcept { return takesTimeInfo_; }
  /// Whether the host says when its program is ready for the next switch.
  bool canAwaitProgram() const noexcept { return canAwaitProgram_; }

  /// Tells a host that wants to know whether times are virtual. Thread: buffer-switch.
  void tellVirtualTime(bool is) const noexcept;

  /// Asks such a host whether its program is ready; it may wait for some milliseconds before it says no.
  /// Thread: buffer-switch, between callbacks.
  bool awaitProgram() const noexcept;

  // --- Messages. Thread: buffer-switch, between callbacks. Blocking: as long as the host.

  /// The rate is another now.
  void rateChanged(double rateHz) const noexcept;
  /// Buffers can only be of that size from now on. A host that does not know this message is asked for a
  /// reset.
  void askForFrames(abi::Long frames) const noexcept;
  void askForReset() const noexcept;
  /// Buffer switches were missed.
  void overload() const noexcept;

  /// Thread: buffer-switch. Blocking: as long as the host.
  void bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                    double rateHz) const noexcept;

 private:
  bool knows(abi::Long selector) const noexcept;

  abi::Callbacks callbacks_;
  HostPort* port_;
  bool takesTimeInfo_;
  bool canAwaitProgram_;
  bool wantsVirtualTime_;
};

}  // namespace drivers::loopback
