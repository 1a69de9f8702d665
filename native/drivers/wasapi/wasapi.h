// Audio devices of Windows as ASIO drivers: each exclusively, in its own formats.
#pragma once

#include "abi/driver.h"
#include "drivers/wasapi/system_devices.h"

namespace drivers::wasapi {

/// A new driver with a reference count of one; nullptr when there is no memory. It has to be told its
/// instance before `init`: which device it is. Released through its own table.
abi::Driver* create() noexcept;

}  // namespace drivers::wasapi
