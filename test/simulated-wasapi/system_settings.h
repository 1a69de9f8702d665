// What the simulated system is like, said in the driver's own settings text: "name=value;name=value".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "paced_waiter.h"

namespace simulated {

struct SystemSettings {
  Clock clock = Clock::realtime;  ///< clock: realtime, freerun or step
  std::uint32_t inputs = 2;       ///< channels; 0: no such device
  std::uint32_t outputs = 2;
  std::uint32_t rateHz = 48000;  ///< rate: that is set for both devices
  bool doesEvents = true;        ///< events: yes or no
  std::uint32_t alignedTo = 1;   ///< aligned: frames
  std::uint32_t multiple = 1;    ///< multiple: how much longer a buffer is than asked for
  double driftPpm = 0;           ///< drift: of both devices
  bool isFaulty = false;         ///< cable=faulty: what comes back has a wrong bit
  std::optional<Call> refused;   ///< refuses: the call that fails, initialize or start
  std::uint32_t shortestFrames = 16;
  std::uint32_t preferredFrames = 256;
};

/// A device of that system.
DeviceSettings deviceOf(const SystemSettings& system, Direction direction, std::uint32_t channels);

/// Takes what is the system's out of `text` and leaves what is the driver's. Throws `shell::DriverFault` for
/// what is no value.
SystemSettings takeSettings(std::string& text);

}  // namespace simulated
