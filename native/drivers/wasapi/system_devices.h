// The audio devices of this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/wasapi/device_source.h"

namespace drivers::wasapi {

struct DeviceEntry {
  std::optional<Direction> direction;  ///< nothing: both, of two devices
  std::string instance;                ///< the name of the instance that is this device
  std::string name;                    ///< what the system calls it
  std::string hardware;                ///< the same for devices of one piece of hardware; empty: not known
};

/// The devices that are there and switched on, those that play first and pairs last. Opens none. Nothing
/// where the system has no WASAPI, or does not answer. Thread: any. Blocking: the system's.
std::vector<DeviceEntry> listDevices();

/// Where an instance gets its devices from; nullptr where the system has no WASAPI. Lives for ever.
DeviceSource* systemDevices() noexcept;

}  // namespace drivers::wasapi
