// From one value to another. The rules:
//   - full scale is a power of two, 2^(bits-1), in both directions, so a code and its float are the same
//   number;
//   - where digits are lost, round half to even;
//   - what lies outside is clamped to the nearest code; NaN becomes 0;
//   - no dither.
// Therefore float32 carries every code of up to 24 bits, float64 every code there is, and integers only lose
// what does not fit. Between floats nothing is clamped: what lies outside of full scale stays what it is.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "rt/annotations.h"

namespace sample {

namespace detail {

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

template <unsigned Bits>
inline std::int32_t fromFloat(double value) noexcept RT_SAFE {
  constexpr double kScale = static_cast<double>(std::int64_t{1} << (Bits - 1));
  const double scaled = value * kScale;
  if (!(scaled >= -kScale)) return scaled < 0 ? static_cast<std::int32_t>(-kScale) : 0;  // below, or NaN
  const double rounded = std::nearbyint(scaled);  // half to even in the default rounding mode
  return rounded >= kScale ? static_cast<std::int32_t>(kScale - 1) : static_cast<std::int32_t>(rounded);
}

}  // namespace detail

/// `value`, which `From` loaded, as `To` stores it.
template <class From, class To>
inline typename To::Value scale(typename From::Value value) noexcept RT_SAFE {
  constexpr bool kFromFloat = std::is_floating_point_v<typename From::Value>;
  constexpr bool kToFloat = std::is_floating_point_v<typename To::Value>;
  if constexpr (kFromFloat && kToFloat) {
    return static_cast<typename To::Value>(value);
  } else if constexpr (kToFloat) {
    constexpr double kUnit = 1.0 / static_cast<double>(std::int64_t{1} << (From::kBits - 1));
    return static_cast<typename To::Value>(static_cast<double>(value) * kUnit);
  } else if constexpr (kFromFloat) {
    return detail::fromFloat<To::kBits>(static_cast<double>(value));
  } else if constexpr (From::kBits < To::kBits) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << (To::kBits - From::kBits));
  } else if constexpr (From::kBits > To::kBits) {
    return detail::narrow<From::kBits, To::kBits>(value);
  } else {
    return value;
  }
}

}  // namespace sample
