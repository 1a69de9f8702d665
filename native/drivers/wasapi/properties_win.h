// What the system calls the things of a device that this driver looks at. Windows only.
#pragma once

#ifdef _WIN32

#include <mmdeviceapi.h>

#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

// Of the system's headers only some have these.
inline constexpr PROPERTYKEY kFriendlyName = {
    {0xa45c254e, 0xdf1c, 0x4efd, {0x80, 0x20, 0x67, 0xd1, 0x46, 0xa8, 0x50, 0xe0}}, 14};
inline constexpr PROPERTYKEY kDeviceFormat = {
    {0xf19f064d, 0x082c, 0x4e27, {0xbc, 0x73, 0x68, 0x82, 0xa1, 0xbb, 0x8e, 0x4c}}, 0};

inline bool isSame(const PROPERTYKEY& a, const PROPERTYKEY& b) noexcept {
  return IsEqualGUID(a.fmtid, b.fmtid) && a.pid == b.pid;
}

inline EDataFlow flowOf(Direction direction) noexcept {
  return direction == Direction::render ? eRender : eCapture;
}

/// Whose default device it is that can be followed: that of music, which Sound settings call the default.
inline constexpr ERole kDefaultRole = eMultimedia;

}  // namespace drivers::wasapi

#endif
