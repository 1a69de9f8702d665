// Samples of a device as numbers from -1 to 1, and back.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "abi/sample_types.h"

namespace drivers::wasapi {

/// `bytes`: of a sample. Little-endian, as all of Windows is. Blocking: wait-free.
inline double loadSample(const std::byte* from, std::size_t bytes, bool isFloat) noexcept {
  if (isFloat) {
    float value = 0;
    std::memcpy(&value, from, sizeof value);
    return static_cast<double>(value);
  }
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    bits |= std::to_integer<std::uint32_t>(from[i]) << (8 * (i + 4 - bytes));
  return static_cast<double>(static_cast<std::int32_t>(bits)) / 2147483648.0;
}

/// The nearest that there is. Blocking: wait-free.
inline void storeSample(double value, std::byte* to, std::size_t bytes, bool isFloat) noexcept {
  if (isFloat) {
    const auto single = static_cast<float>(value);
    std::memcpy(to, &single, sizeof single);
    return;
  }
  const double scale = std::ldexp(1.0, static_cast<int>(8 * bytes) - 1);
  const double rounded = std::nearbyint(std::clamp(value * scale, -scale, scale - 1));
  const auto bits = static_cast<std::uint32_t>(static_cast<std::int32_t>(rounded));
  for (std::size_t i = 0; i < bytes; ++i) to[i] = static_cast<std::byte>(bits >> (8 * i));
}

}  // namespace drivers::wasapi
