// From one value to another. The rules:
//   - full scale is a power of two, 2^(bits-1), in both directions, so a code and its float are the same
//   number;
//   - where digits are lost, round half to even;
//   - what lies outside is clamped to the nearest code; NaN becomes 0;
//   - no dither, unless it is asked for.
// Therefore float32 carries every code of up to 24 bits, float64 every code there is, and integers only lose
// what does not fit. Between floats nothing is clamped: what lies outside of full scale stays what it is.
//
// All of this is so whether the processor takes denormal numbers for zero or not: audio threads often make it
// do that, for speed.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rt/annotations.h"
#include "sample/types.h"

namespace sample {

namespace detail {

inline constexpr double kLeastNormalFloat = 0x1p-126;
inline constexpr double kLeastFloat = 0x1p-149;

/// The nearest whole number, of two the even one; of more than 2^51 one that is about as large. By the float
/// unit's own rounding, whose mode is the audio thread's (rt/float_mode.h), and not by a library function,
/// which may look at another one.
inline double nearest(double value) noexcept RT_SAFE {
  constexpr double kNoDigitsAfterPoint = 0x1.8p52;
  return (value + kNoDigitsAfterPoint) - kNoDigitsAfterPoint;
}

/// `value` of `From` bits with `To` bits, fewer: rounds half to even and clamps to the narrower range.
template <unsigned From, unsigned To>
inline std::int32_t narrow(std::int32_t value) noexcept RT_SAFE {
  constexpr unsigned kShift = From - To;
  constexpr std::uint32_t kHalf = std::uint32_t{1} << (kShift - 1);
  constexpr std::int32_t kMax = INT32_MAX >> (32 - To);
  const std::int32_t kept = value >> kShift;
  const std::uint32_t rest = static_cast<std::uint32_t>(value) & (2 * kHalf - 1);
  const bool up = rest > kHalf || (rest == kHalf && (kept & 1) != 0);
  const std::int32_t rounded = kept + (up ? 1 : 0);
  return rounded > kMax ? kMax : rounded;
}

/// `scaled`, in steps of a code of `Bits` bits, as that code.
template <unsigned Bits>
inline std::int32_t toCode(double scaled) noexcept RT_SAFE {
  constexpr double kScale = static_cast<double>(std::int64_t{1} << (Bits - 1));
  if (!(scaled >= -kScale)) return scaled < 0 ? static_cast<std::int32_t>(-kScale) : 0;  // below, or NaN
  const double rounded = nearest(scaled);
  return rounded >= kScale ? static_cast<std::int32_t>(kScale - 1) : static_cast<std::int32_t>(rounded);
}

/// Exact, also for a denormal: that is a whole number of smallest steps.
inline double widen(float value) noexcept RT_SAFE {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude == 0 || magnitude >= 0x00800000u) return static_cast<double>(value);
  const double steps = static_cast<double>(static_cast<std::int32_t>(magnitude)) * kLeastFloat;
  return (bits >> 31) != 0 ? -steps : steps;
}

/// The nearest float, of two the even one, also where that is a denormal.
inline float narrow(double value) noexcept RT_SAFE {
  const double magnitude = std::fabs(value);
  if (!(magnitude < kLeastNormalFloat)) return static_cast<float>(value);
  // As many steps as the bits say: the first float that is not denormal follows on.
  const auto steps = static_cast<std::uint32_t>(nearest(magnitude * 0x1p149));
  const std::uint32_t bits = steps | (std::signbit(value) ? 0x80000000u : 0u);
  float nearest;
  std::memcpy(&nearest, &bits, sizeof nearest);
  return nearest;
}

/// A double that is `value` in steps of a code of `ToBits` bits; full scale is 2^(ToBits-1). Exact but for
/// the smallest floats, which are less than half a step either way.
template <class From, unsigned ToBits>
inline double inSteps(typename From::Value value) noexcept RT_SAFE {
  constexpr double kScale = static_cast<double>(std::int64_t{1} << (ToBits - 1));
  if constexpr (kIsFloat<From>) {
    return static_cast<double>(value) * kScale;
  } else {
    return static_cast<double>(value) * (kScale / static_cast<double>(std::int64_t{1} << (From::kBits - 1)));
  }
}

inline std::byte reversed(std::byte bits) noexcept RT_SAFE {
  auto value = std::to_integer<unsigned>(bits);
  value = (value & 0x0fu) << 4 | (value & 0xf0u) >> 4;
  value = (value & 0x33u) << 2 | (value & 0xccu) >> 2;
  value = (value & 0x55u) << 1 | (value & 0xaau) >> 1;
  return static_cast<std::byte>(value);
}

}  // namespace detail

/// `value`, which `From` loaded, as `To` stores it.
template <class From, class To>
inline typename To::Value scale(typename From::Value value) noexcept RT_SAFE {
  static_assert(kIsDsd<From> == kIsDsd<To>, "DSD has no numbers");
  if constexpr (kIsDsd<From>) {
    return From::kOrder == To::kOrder ? value : detail::reversed(value);
  } else if constexpr (kIsFloat<From> && kIsFloat<To>) {
    if constexpr (From::kBytes < To::kBytes) return detail::widen(value);
    if constexpr (From::kBytes > To::kBytes) return detail::narrow(value);
    if constexpr (From::kBytes == To::kBytes) return value;
  } else if constexpr (kIsFloat<To>) {
    constexpr double kUnit = 1.0 / static_cast<double>(std::int64_t{1} << (From::kBits - 1));
    return static_cast<typename To::Value>(static_cast<double>(value) * kUnit);
  } else if constexpr (kIsFloat<From>) {
    return detail::toCode<To::kBits>(detail::inSteps<From, To::kBits>(value));
  } else if constexpr (From::kBits < To::kBits) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << (To::kBits - From::kBits));
  } else if constexpr (From::kBits > To::kBits) {
    return detail::narrow<From::kBits, To::kBits>(value);
  } else {
    return value;
  }
}

/// Whether `To` may be too narrow for what `From` loads: then noise may be added before the rounding.
template <class From, class To>
constexpr bool isRounding() noexcept {
  if constexpr (!kIsInteger<To> || kIsDsd<From>)
    return false;
  else if constexpr (kIsFloat<From>)
    return true;
  else
    return From::kBits > To::kBits;
}

}  // namespace sample
