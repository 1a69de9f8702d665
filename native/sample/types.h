// One type per sample type of a driver: how wide it is and how a value is read and written. Byte by byte, so
// neither the machine's byte order nor the buffer's alignment matters; compilers make single loads of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "rt/annotations.h"

namespace sample {

namespace detail {

template <std::size_t Bytes>
inline std::uint32_t loadLittleEndian(const std::byte* from) noexcept RT_SAFE {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < Bytes; ++i) value |= std::to_integer<std::uint32_t>(from[i]) << (8 * i);
  return value;
}

template <std::size_t Bytes>
inline void storeLittleEndian(std::byte* to, std::uint32_t value) noexcept RT_SAFE {
  for (std::size_t i = 0; i < Bytes; ++i) to[i] = static_cast<std::byte>((value >> (8 * i)) & 0xffu);
}

/// The low `Bits` of a word as a signed number.
template <unsigned Bits>
inline std::int32_t signExtend(std::uint32_t value) noexcept RT_SAFE {
  constexpr unsigned kShift = 32 - Bits;
  return static_cast<std::int32_t>(value << kShift) >> kShift;
}

}  // namespace detail

struct Int16Lsb {
  using Value = std::int32_t;
  static constexpr unsigned kBits = 16;
  static constexpr std::size_t kBytes = 2;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    return detail::signExtend<16>(detail::loadLittleEndian<2>(from));
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    detail::storeLittleEndian<2>(to, static_cast<std::uint32_t>(value));
  }
};

struct Int24Lsb {
  using Value = std::int32_t;
  static constexpr unsigned kBits = 24;
  static constexpr std::size_t kBytes = 3;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    return detail::signExtend<24>(detail::loadLittleEndian<3>(from));
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    detail::storeLittleEndian<3>(to, static_cast<std::uint32_t>(value));
  }
};

struct Int32Lsb {
  using Value = std::int32_t;
  static constexpr unsigned kBits = 32;
  static constexpr std::size_t kBytes = 4;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    return static_cast<std::int32_t>(detail::loadLittleEndian<4>(from));
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    detail::storeLittleEndian<4>(to, static_cast<std::uint32_t>(value));
  }
};

struct Float32Lsb {
  using Value = float;
  static constexpr std::size_t kBytes = 4;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    const std::uint32_t bits = detail::loadLittleEndian<4>(from);
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    detail::storeLittleEndian<4>(to, bits);
  }
};

}  // namespace sample
