// Audio devices of Windows as ASIO drivers: each exclusively, in its own formats.
#pragma once

#include <string>

#include "abi/driver.h"
#include "drivers/wasapi/system_devices.h"

namespace drivers::wasapi {

/// Its class identifier as a COM server, and its name.
inline constexpr abi::Guid kClassId = {
    0x2b7c9e14, 0x5d38, 0x4f06, {0xa1, 0x6e, 0x3c, 0x95, 0x0b, 0x72, 0xd8, 0x41}};
inline constexpr char kName[] = "Bufferswitch WASAPI";
inline constexpr char kDescription[] = "Bufferswitch WASAPI (default output)";

/// What is stored for an installed instance of that name; empty: nothing. What it throws, the host is told.
using InstalledSettings = std::string(const std::string& instance);

/// A new driver with a reference count of one; nullptr when there is no memory. It has to be told its
/// instance before `init`: which device it is. Released through its own table.
abi::Driver* create() noexcept;

/// The same for a library, whose instances were installed: one that is told its name has those settings, and
/// in them its device. Without one it is the device that plays by default.
abi::Driver* create(InstalledSettings* installedSettings) noexcept;

}  // namespace drivers::wasapi
