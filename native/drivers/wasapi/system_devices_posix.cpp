#ifndef _WIN32

#include "drivers/wasapi/system_devices.h"

namespace drivers::wasapi {

std::vector<DeviceEntry> listDevices() { return {}; }

DeviceSource* systemDevices() noexcept { return nullptr; }

}  // namespace drivers::wasapi

#endif
