// A place between a driver and its host, for what stands there to alter buffer switches.
#pragma once

#include "abi/types.h"

namespace drivers::shell {

class HostPort {
 public:
  virtual ~HostPort() = default;

  /// Takes the place of a call into the host. `time` is null where the host takes no times.
  /// Thread: buffer-switch. Blocking: as long as the host, and whatever stands here.
  virtual void deliver(abi::Time* time, abi::Long half, abi::Bool directProcess) noexcept = 0;
};

/// Host to driver, within this library: `HostPort*`. Before `init`; it outlives the driver.
inline constexpr abi::Long kSetHostPort = 0x42530005;

}  // namespace drivers::shell
