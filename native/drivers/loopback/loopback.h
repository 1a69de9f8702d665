// The virtual driver: output n comes back as input n after an exact delay. No hardware, no administrator.
#pragma once

#include "abi/driver.h"

namespace drivers::loopback {

/// Its class identifier as a COM server, and its name.
inline constexpr abi::Guid kClassId = {
    0x6d1f2c58, 0x0b1e, 0x4b7a, {0x9c, 0x53, 0x7e, 0x41, 0xd2, 0x8a, 0x36, 0x0f}};
inline constexpr char kName[] = "Bufferswitch Loopback";
inline constexpr char kDescription[] = "Bufferswitch Loopback (virtual)";

/// Host to driver, within this library: `const char*`, the cable that the driver shares with others unless
/// its settings name one; empty: none. Before `init`.
inline constexpr abi::Long kSetInstalledCable = 0x42530006;

/// A new driver with a reference count of one; nullptr when there is no memory. Released through its own
/// table.
abi::Driver* create() noexcept;

}  // namespace drivers::loopback
