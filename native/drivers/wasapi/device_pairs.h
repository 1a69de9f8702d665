// Two devices that are one piece of hardware, which a host wants to have as one driver.
#pragma once

#include <vector>

#include "drivers/wasapi/system_devices.h"

namespace drivers::wasapi {

/// `devices`, and behind them each that plays together with each that records on the same hardware.
std::vector<DeviceEntry> withPairs(std::vector<DeviceEntry> devices);

}  // namespace drivers::wasapi
