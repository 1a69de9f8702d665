// One type per sample type of a driver or format of a stream: how wide it is, and how a value is read and
// written, at any address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rt/annotations.h"

namespace sample {

enum class ByteOrder { little, big };

/// Of eight 1-bit samples in a byte: where the first of them is.
enum class BitOrder { lowestFirst, highestFirst };

namespace detail {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Only little-endian machines are supported."
#endif

// Compilers know these as one instruction.
inline std::uint16_t swapped(std::uint16_t word) noexcept RT_SAFE {
  return static_cast<std::uint16_t>(word << 8 | word >> 8);
}
inline std::uint32_t swapped(std::uint32_t word) noexcept RT_SAFE {
  return word << 24 | (word & 0xff00u) << 8 | (word >> 8 & 0xff00u) | word >> 24;
}
inline std::uint64_t swapped(std::uint64_t word) noexcept RT_SAFE {
  return std::uint64_t{swapped(static_cast<std::uint32_t>(word))} << 32 |
         swapped(static_cast<std::uint32_t>(word >> 32));
}

template <std::size_t Bytes>
using WordOf = std::conditional_t<Bytes == 2, std::uint16_t,
                                  std::conditional_t<Bytes == 8, std::uint64_t, std::uint32_t>>;

/// The `Bytes` bytes at `from` as a number.
template <ByteOrder Order, std::size_t Bytes>
inline WordOf<Bytes> loadWord(const std::byte* from) noexcept RT_SAFE {
  if constexpr (Bytes == 3) {
    constexpr std::size_t kLow = Order == ByteOrder::little ? 0 : 2;
    return std::to_integer<std::uint32_t>(from[kLow]) | std::to_integer<std::uint32_t>(from[1]) << 8 |
           std::to_integer<std::uint32_t>(from[2 - kLow]) << 16;
  } else {
    WordOf<Bytes> word;
    std::memcpy(&word, from, Bytes);
    return Order == ByteOrder::little ? word : swapped(word);
  }
}

/// The reverse, of the lower bits of `word`.
template <ByteOrder Order, std::size_t Bytes>
inline void storeWord(std::byte* to, WordOf<Bytes> word) noexcept RT_SAFE {
  if constexpr (Bytes == 3) {
    constexpr std::size_t kLow = Order == ByteOrder::little ? 0 : 2;
    to[kLow] = static_cast<std::byte>(word & 0xffu);
    to[1] = static_cast<std::byte>(word >> 8 & 0xffu);
    to[2 - kLow] = static_cast<std::byte>(word >> 16 & 0xffu);
  } else {
    const WordOf<Bytes> ordered = Order == ByteOrder::little ? word : swapped(word);
    std::memcpy(to, &ordered, Bytes);
  }
}

}  // namespace detail

/// A signed integer of `Bits` bits in the low bits of `Bytes` bytes. What lies above it is not looked at when
/// it is read, and repeats the sign when it is written.
template <unsigned Bits, std::size_t Bytes, ByteOrder Order>
struct Integer {
  using Value = std::int32_t;
  static constexpr unsigned kBits = Bits;
  static constexpr std::size_t kBytes = Bytes;
  static constexpr ByteOrder kOrder = Order;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    constexpr unsigned kShift = 32 - Bits;
    const std::uint32_t word = detail::loadWord<Order, Bytes>(from);
    return static_cast<std::int32_t>(word << kShift) >> kShift;
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    detail::storeWord<Order, Bytes>(to, static_cast<detail::WordOf<Bytes>>(value));
  }
};

/// An IEEE 754 number.
template <class Number, ByteOrder Order>
struct Floating {
  using Value = Number;
  using Word = detail::WordOf<sizeof(Number)>;
  static constexpr std::size_t kBytes = sizeof(Number);
  static constexpr ByteOrder kOrder = Order;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    const Word word = detail::loadWord<Order, kBytes>(from);
    Value value;
    std::memcpy(&value, &word, sizeof value);
    return value;
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    Word word;
    std::memcpy(&word, &value, sizeof word);
    detail::storeWord<Order, kBytes>(to, word);
  }
};

/// Eight 1-bit samples.
template <BitOrder Order>
struct DsdByte {
  using Value = std::byte;
  static constexpr std::size_t kBytes = 1;
  static constexpr BitOrder kOrder = Order;
  static Value load(const std::byte* from) noexcept RT_SAFE { return *from; }
  static void store(std::byte* to, Value value) noexcept RT_SAFE { *to = value; }
};

using Int16Lsb = Integer<16, 2, ByteOrder::little>;
using Int24Lsb = Integer<24, 3, ByteOrder::little>;
using Int32Lsb = Integer<32, 4, ByteOrder::little>;
using Int32Lsb16 = Integer<16, 4, ByteOrder::little>;
using Int32Lsb18 = Integer<18, 4, ByteOrder::little>;
using Int32Lsb20 = Integer<20, 4, ByteOrder::little>;
using Int32Lsb24 = Integer<24, 4, ByteOrder::little>;
using Float32Lsb = Floating<float, ByteOrder::little>;
using Float64Lsb = Floating<double, ByteOrder::little>;

using Int16Msb = Integer<16, 2, ByteOrder::big>;
using Int24Msb = Integer<24, 3, ByteOrder::big>;
using Int32Msb = Integer<32, 4, ByteOrder::big>;
using Int32Msb16 = Integer<16, 4, ByteOrder::big>;
using Int32Msb18 = Integer<18, 4, ByteOrder::big>;
using Int32Msb20 = Integer<20, 4, ByteOrder::big>;
using Int32Msb24 = Integer<24, 4, ByteOrder::big>;
using Float32Msb = Floating<float, ByteOrder::big>;
using Float64Msb = Floating<double, ByteOrder::big>;

using DsdLsb = DsdByte<BitOrder::lowestFirst>;
using DsdMsb = DsdByte<BitOrder::highestFirst>;

template <class T>
inline constexpr bool kIsFloat = std::is_floating_point_v<typename T::Value>;
template <class T>
inline constexpr bool kIsDsd = std::is_same_v<typename T::Value, std::byte>;
template <class T>
inline constexpr bool kIsInteger = !kIsFloat<T> && !kIsDsd<T>;

}  // namespace sample
