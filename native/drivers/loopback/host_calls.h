// The host's callbacks, as the driver uses them.
#pragma once

#include <cstdint>

#include "abi/types.h"

namespace drivers::loopback {

/// A copy of the host's table: a host that reuses the memory of its own does no harm.
class HostCalls {
 public:
  /// Throws where a callback is missing that every driver calls. Asks the host whether it wants times.
  explicit HostCalls(const abi::Callbacks& callbacks);

  bool takesTimeInfo() const noexcept { return takesTimeInfo_; }

  /// Thread: buffer-switch. Blocking: as long as the host.
  void bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                    double rateHz) const noexcept;

 private:
  bool hostSupports(abi::Long selector) const;

  abi::Callbacks callbacks_;
  bool takesTimeInfo_;
};

}  // namespace drivers::loopback
