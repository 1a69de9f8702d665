// Noise that turns the error of rounding into hiss: triangular, of one step to either side (TPDF).
//
// Each sample's noise follows from the seed, the channel and the sample's position alone. So a recording can
// be made again with the same bits, whatever the buffer size was, and there is no state to keep.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rt/annotations.h"

namespace sample {

/// The noise of one channel, from a position on.
struct Dither {
  std::uint64_t key;       ///< of the seed and the channel; see `ditherKey`
  std::uint64_t position;  ///< frames, of the first sample
};

namespace detail {

/// Every bit of the result depends on every bit of `value`: the finaliser of SplitMix64 (Steele, Lea and
/// Flood 2014).
inline std::uint64_t mix(std::uint64_t value) noexcept RT_SAFE {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

}  // namespace detail

/// The key for one channel of a stream. `channel` counts all channels of both directions.
inline std::uint64_t ditherKey(std::uint32_t seed, std::uint32_t channel) noexcept RT_SAFE {
  return detail::mix((std::uint64_t{channel} << 32 | seed) + 0x9e3779b97f4a7c15u);
}

/// Noise for the sample `offset` frames on, in steps of the narrower format: the difference of two even
/// distributions, in (-1, 1), most often near 0.
inline double noise(Dither dither, std::size_t offset) noexcept RT_SAFE {
  constexpr double kUnit = 1.0 / 4294967296.0;
  const std::uint64_t bits = detail::mix(dither.key + (dither.position + offset) * 0x9e3779b97f4a7c15u);
  const auto first = static_cast<double>(static_cast<std::uint32_t>(bits >> 32));
  const auto second = static_cast<double>(static_cast<std::uint32_t>(bits));
  return (first - second) * kUnit;
}

}  // namespace sample
