// Where an instance of the driver gets its devices from.
#pragma once

#include <string>

#include "abi/types.h"
#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// Of an instance that was installed without a device.
inline constexpr char kDefaultDevice[] = "default";

class DeviceSource {
 public:
  DeviceSource() = default;
  virtual ~DeviceSource() = default;
  DeviceSource(const DeviceSource&) = delete;
  DeviceSource& operator=(const DeviceSource&) = delete;

  /// The devices that the instance `name` stands for, or the one that plays by default for `kDefaultDevice`.
  /// Throws `shell::DriverFault` where there are none.
  /// Thread: the driver's. Blocking: the system's.
  virtual Devices open(const std::string& name) = 0;
};

/// Host to driver, within this library: `DeviceSource*`, which outlives the driver. Before `init`.
inline constexpr abi::Long kSetDeviceSource = 0x42530010;
/// Host to driver, within this library: `const Counters**`, of the driver's runs; they live as long as it.
inline constexpr abi::Long kGetCounters = 0x42530011;

}  // namespace drivers::wasapi
