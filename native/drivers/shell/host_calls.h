// The host's callbacks, as a driver of ours uses them.
#pragma once

#include <cstdint>

#include "abi/types.h"
#include "drivers/shell/host_port.h"

namespace drivers::shell {

/// A host built with other packing thinks that the structure is a little longer.
struct RoomyTime {
  abi::Time time;
  char room[8];
};

/// A copy of the host's table: a host that reuses the memory of its own does no harm.
class HostCalls {
 public:
  /// The host may work inside the callback itself: reading the buffers on that thread is what it is for.
  static constexpr abi::Bool kDirectProcess = 1;

  /// Throws where a callback is missing that every driver calls. Asks the host whether it wants times.
  /// `port`: what stands before the host in buffer switches, or nullptr.
  explicit HostCalls(const abi::Callbacks& callbacks, HostPort* port = nullptr);

  bool takesTimeInfo() const noexcept { return takesTimeInfo_; }

  // --- Messages. Thread: one of the driver's, between callbacks. Blocking: as long as the host.

  /// The rate is another now.
  void rateChanged(double rateHz) const noexcept;
  /// Buffers can only be of that size from now on. A host that does not know this message is asked for a
  /// reset.
  void askForFrames(abi::Long frames) const noexcept;
  void askForReset() const noexcept;
  /// `getLatencies` has other answers now.
  void latenciesChanged() const noexcept;
  /// Buffer switches were missed.
  void overload() const noexcept;

  /// Thread: buffer-switch. Blocking: as long as the host.
  void bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                    double rateHz) const noexcept;

 protected:
  bool knows(abi::Long selector) const noexcept;
  abi::Long tell(abi::Long selector, abi::Long value) const noexcept;

 private:
  static RoomyTime timeOf(std::uint64_t position, std::uint64_t timeNs, double rateHz) noexcept;

  abi::Callbacks callbacks_;
  HostPort* port_;
  bool takesTimeInfo_ = false;
};

}  // namespace drivers::shell
