// One type per sample type of a driver or format of a stream: how wide it is, and how a value is read and
// written. Byte by byte, so neither the machine's byte order nor the buffer's alignment matters; compilers
// make single loads of it.
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

/// The place of the byte with significance `i` of `Bytes`.
template <ByteOrder Order, std::size_t Bytes>
constexpr std::size_t placeOf(std::size_t i) noexcept {
  return Order == ByteOrder::little ? i : Bytes - 1 - i;
}

template <class Word, ByteOrder Order, std::size_t Bytes>
inline Word loadWord(const std::byte* from) noexcept RT_SAFE {
  Word word = 0;
  for (std::size_t i = 0; i < Bytes; ++i) {
    word |= std::to_integer<Word>(from[placeOf<Order, Bytes>(i)]) << (8 * i);
  }
  return word;
}

template <class Word, ByteOrder Order, std::size_t Bytes>
inline void storeWord(std::byte* to, Word word) noexcept RT_SAFE {
  for (std::size_t i = 0; i < Bytes; ++i) {
    to[placeOf<Order, Bytes>(i)] = static_cast<std::byte>((word >> (8 * i)) & 0xffu);
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
    const auto word = detail::loadWord<std::uint32_t, Order, Bytes>(from);
    return static_cast<std::int32_t>(word << kShift) >> kShift;
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    detail::storeWord<std::uint32_t, Order, Bytes>(to, static_cast<std::uint32_t>(value));
  }
};

/// An IEEE 754 number.
template <class Number, ByteOrder Order>
struct Floating {
  using Value = Number;
  using Word = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;
  static constexpr std::size_t kBytes = sizeof(Number);
  static constexpr ByteOrder kOrder = Order;
  static Value load(const std::byte* from) noexcept RT_SAFE {
    const Word word = detail::loadWord<Word, Order, kBytes>(from);
    Value value;
    std::memcpy(&value, &word, sizeof value);
    return value;
  }
  static void store(std::byte* to, Value value) noexcept RT_SAFE {
    Word word;
    std::memcpy(&word, &value, sizeof word);
    detail::storeWord<Word, Order, kBytes>(to, word);
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
